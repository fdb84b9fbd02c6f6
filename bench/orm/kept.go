package orm

import (
	"context"
	"database/sql"
	"errors"
)

// kept is raw with all statements prepared beforehand and kept, which is right as long
// as there is one connection and somebody closes them.
type kept struct {
	*raw
	insertStmt, updateStmt, getStmt, listStmt, filterStmt, relatedStmt, postsStmt, batchStmt *sql.Stmt
}

func openKept(ctx context.Context, e *engine) (store[user], error) {
	db, err := e.open(ctx, false)
	if err != nil {
		return nil, err
	}
	k := &kept{raw: newRaw(db, e)}
	var errs []error
	prepare := func(text string) *sql.Stmt {
		stmt, err := db.PrepareContext(ctx, text)
		errs = append(errs, err)
		return stmt
	}
	k.insertStmt, k.updateStmt, k.getStmt = prepare(k.insertText), prepare(k.updateText), prepare(k.getText)
	k.listStmt, k.filterStmt, k.relatedStmt = prepare(k.listText), prepare(k.filterText), prepare(k.relatedText)
	k.postsStmt, k.batchStmt = prepare(k.postsText(authors)), prepare(e.insertion(keptRows))
	if err := errors.Join(errs...); err != nil {
		k.close()
		return nil, err
	}
	return k, nil
}

// keptRows is how many rows its batch inserts with one statement: the quickest on
// SQLite of 1, 10, 100 and 1000.
const keptRows = 100

func (k *kept) insert(ctx context.Context, u *user) error { return k.insertBy(ctx, k.insertStmt, u) }

func (k *kept) insertBy(ctx context.Context, stmt *sql.Stmt, u *user) error {
	if k.engine.name != "sqlite" {
		return stmt.QueryRowContext(ctx, u.Name, u.Email, u.Age, u.Active, u.Score, u.Bio, u.Created).Scan(&u.ID)
	}
	res, err := stmt.ExecContext(ctx, u.Name, u.Email, u.Age, u.Active, u.Score, u.Bio, u.Created)
	if err != nil {
		return err
	}
	u.ID, err = res.LastInsertId()
	return err
}

// within does something in a transaction.
func (k *kept) within(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := k.handle.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func (k *kept) batch(ctx context.Context, users []user) error {
	return k.within(ctx, func(tx *sql.Tx) error {
		stmt := tx.StmtContext(ctx, k.batchStmt)
		for _, chunk := range chunks(users, keptRows) {
			if _, err := stmt.ExecContext(ctx, k.engine.args(chunk)...); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *kept) transaction(ctx context.Context, users []user) error {
	return k.within(ctx, func(tx *sql.Tx) error {
		stmt := tx.StmtContext(ctx, k.insertStmt)
		for i := range users {
			if err := k.insertBy(ctx, stmt, &users[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *kept) get(ctx context.Context, id int64) (*user, error) {
	u := new(user)
	err := scan(k.getStmt.QueryRowContext(ctx, id), u)
	return u, err
}

func (k *kept) update(ctx context.Context, u *user) error {
	return oneRow(k.updateStmt.ExecContext(ctx, u.Name, u.Age, u.Score, u.ID))
}

func (k *kept) list(ctx context.Context) (found, error) {
	users, err := scanAll(k.listStmt.QueryContext(ctx))
	return these(users), err
}

func (k *kept) filter(ctx context.Context, age int64) (found, error) {
	users, err := scanAll(k.filterStmt.QueryContext(ctx, age, true, filterRows))
	return these(users), err
}

func (k *kept) related(ctx context.Context, upTo int64) (found, error) {
	users, err := scanAll(k.relatedStmt.QueryContext(ctx, upTo))
	if err != nil {
		return nil, err
	}
	ids, index := make([]any, len(users)), make(map[int64]int, len(users))
	for i := range users {
		ids[i], index[users[i].ID] = users[i].ID, i
	}
	rows, err := k.postsStmt.QueryContext(ctx, ids...)
	return attach(users, index, rows, err)
}

func (k *kept) stream(ctx context.Context, each func(u *user) error) error {
	return scanEach(each)(k.listStmt.QueryContext(ctx))
}
