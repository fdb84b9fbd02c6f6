package orm

import (
	"context"
	"database/sql"
	"strings"
)

const columns = "id, name, email, age, active, score, bio, created"

// raw is database/sql with SQL as text and a scan by hand: the limit.
type raw struct {
	mapped
	insertText, updateText, getText, listText, filterText, relatedText string

	batches map[int]string // by how many rows
}

func openRaw(ctx context.Context, e *engine) (store[user], error) {
	db, err := e.open(ctx, false)
	if err != nil {
		return nil, err
	}
	return newRaw(db, e), nil
}

func newRaw(db *sql.DB, e *engine) *raw {
	return &raw{
		mapped:      mapped{db, e},
		insertText:  e.insertion(1) + e.returning(),
		updateText:  e.text("UPDATE users SET name = ?, age = ?, score = ? WHERE id = ?"),
		getText:     e.text("SELECT " + columns + " FROM users WHERE id = ?"),
		listText:    "SELECT " + columns + " FROM users",
		filterText:  e.text("SELECT " + columns + " FROM users WHERE age >= ? AND active = ? ORDER BY score DESC, id DESC LIMIT ?"),
		relatedText: e.text("SELECT " + columns + " FROM users WHERE id <= ?"),
		batches:     map[int]string{},
	}
}

// returning is what an insert needs to tell the id, where the driver cannot.
func (e *engine) returning() string {
	if e.name == "sqlite" {
		return ""
	}
	return " RETURNING id"
}

// querier is what a transaction and a database share.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (r *raw) insert(ctx context.Context, u *user) error { return r.insertIn(ctx, r.handle, u) }

func (r *raw) insertIn(ctx context.Context, q querier, u *user) error {
	if r.engine.name != "sqlite" {
		return q.QueryRowContext(ctx, r.insertText, u.Name, u.Email, u.Age, u.Active, u.Score, u.Bio, u.Created).Scan(&u.ID)
	}
	res, err := q.ExecContext(ctx, r.insertText, u.Name, u.Email, u.Age, u.Active, u.Score, u.Bio, u.Created)
	if err != nil {
		return err
	}
	u.ID, err = res.LastInsertId()
	return err
}

// batch is one statement, whose text is made once.
func (r *raw) batch(ctx context.Context, users []user) error {
	text, ok := r.batches[len(users)]
	if !ok {
		text = r.engine.insertion(len(users))
		r.batches[len(users)] = text
	}
	_, err := r.handle.ExecContext(ctx, text, r.engine.args(users)...)
	return err
}

func (r *raw) transaction(ctx context.Context, users []user) error {
	tx, err := r.handle.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	for i := range users {
		if err := r.insertIn(ctx, tx, &users[i]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (r *raw) get(ctx context.Context, id int64) (*user, error) {
	u := new(user)
	err := scan(r.handle.QueryRowContext(ctx, r.getText, id), u)
	return u, err
}

func scan(row interface{ Scan(dest ...any) error }, u *user) error {
	return row.Scan(&u.ID, &u.Name, &u.Email, &u.Age, &u.Active, &u.Score, &u.Bio, &u.Created)
}

func (r *raw) update(ctx context.Context, u *user) error {
	return oneRow(r.handle.ExecContext(ctx, r.updateText, u.Name, u.Age, u.Score, u.ID))
}

// oneRow is for statements that must touch one.
func oneRow(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	switch n, err := res.RowsAffected(); {
	case err != nil:
		return err
	case n != 1:
		return sql.ErrNoRows
	}
	return nil
}

func (r *raw) list(ctx context.Context) (found, error) {
	users, err := scanAll(r.handle.QueryContext(ctx, r.listText))
	return these(users), err
}

func scanAll(rows *sql.Rows, err error) ([]user, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var users []user
	for rows.Next() {
		var u user
		if err := scan(rows, &u); err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	return users, rows.Err()
}

func (r *raw) filter(ctx context.Context, age int64) (found, error) {
	users, err := scanAll(r.handle.QueryContext(ctx, r.filterText, age, true, filterRows))
	return these(users), err
}

// related is two statements, the second with a parameter for each user.
func (r *raw) related(ctx context.Context, upTo int64) (found, error) {
	users, err := scanAll(r.handle.QueryContext(ctx, r.relatedText, upTo))
	if err != nil {
		return nil, err
	}
	ids, index := make([]any, len(users)), make(map[int64]int, len(users))
	for i := range users {
		ids[i], index[users[i].ID] = users[i].ID, i
	}
	rows, err := r.handle.QueryContext(ctx, r.postsText(len(ids)), ids...)
	return attach(users, index, rows, err)
}

func (r *raw) postsText(ids int) string {
	return r.engine.text("SELECT id, user_id, title, body, likes FROM posts WHERE user_id IN (?" + strings.Repeat(", ?", ids-1) + ")")
}

// attach reads the posts and gives each to its user.
func attach(users []user, index map[int64]int, rows *sql.Rows, err error) (found, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var p post
		if err := rows.Scan(&p.ID, &p.UserID, &p.Title, &p.Body, &p.Likes); err != nil {
			return nil, err
		}
		u := &users[index[p.UserID]]
		u.Posts = append(u.Posts, p)
	}
	return these(users), rows.Err()
}

func (r *raw) stream(ctx context.Context, each func(u *user) error) error {
	return scanEach(each)(r.handle.QueryContext(ctx, r.listText))
}

func scanEach(each func(u *user) error) func(rows *sql.Rows, err error) error {
	return func(rows *sql.Rows, err error) error {
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			u := new(user)
			if err := scan(rows, u); err != nil {
				return err
			}
			if err := each(u); err != nil {
				return err
			}
		}
		return rows.Err()
	}
}
