package orm

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// sqlxStore is sqlx: SQL as text, structs for parameters and rows. It keeps no
// statements, as database/sql does not; who keeps them by hand has the contestant
// "kept statements", with a reflected scan.
type sqlxStore struct {
	mapped
	orm                                        *sqlx.DB
	insertText, getText, filterText, usersText string
}

func openSqlx(ctx context.Context, e *engine) (store[user], error) {
	db, err := e.open(ctx, false)
	if err != nil {
		return nil, err
	}
	driver := "pgx"
	if e.name == "sqlite" {
		driver = "sqlite3" // the name by which it knows that parameters are ?
	}
	o := sqlx.NewDb(db, driver)
	return &sqlxStore{
		mapped:     mapped{db, e},
		orm:        o,
		insertText: sqlxInsertion + e.returning(),
		getText:    o.Rebind("SELECT * FROM users WHERE id = ?"),
		filterText: o.Rebind("SELECT * FROM users WHERE age >= ? AND active = ? ORDER BY score DESC, id DESC LIMIT ?"),
		usersText:  o.Rebind("SELECT * FROM users WHERE id <= ?"),
	}, nil
}

const sqlxInsertion = "INSERT INTO users (name, email, age, active, score, bio, created) VALUES (:name, :email, :age, :active, :score, :bio, :created)"

func (x *sqlxStore) insert(ctx context.Context, u *user) error { return x.insertIn(ctx, x.orm, u) }

func (x *sqlxStore) insertIn(ctx context.Context, q sqlx.ExtContext, u *user) error {
	if x.engine.name != "sqlite" {
		rows, err := sqlx.NamedQueryContext(ctx, q, x.insertText, u)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		rows.Next()
		if err := rows.Scan(&u.ID); err != nil {
			return err
		}
		return rows.Err()
	}
	res, err := sqlx.NamedExecContext(ctx, q, x.insertText, u)
	if err != nil {
		return err
	}
	u.ID, err = res.LastInsertId()
	return err
}

func (x *sqlxStore) batch(ctx context.Context, users []user) error {
	_, err := x.orm.NamedExecContext(ctx, sqlxInsertion, users)
	return err
}

func (x *sqlxStore) transaction(ctx context.Context, users []user) error {
	tx, err := x.orm.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	for i := range users {
		if err := x.insertIn(ctx, tx, &users[i]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (x *sqlxStore) get(ctx context.Context, id int64) (*user, error) {
	u := new(user)
	err := x.orm.GetContext(ctx, u, x.getText, id)
	return u, err
}

func (x *sqlxStore) update(ctx context.Context, u *user) error {
	return oneRow(x.orm.NamedExecContext(ctx, "UPDATE users SET name = :name, age = :age, score = :score WHERE id = :id", u))
}

func (x *sqlxStore) list(ctx context.Context) (found, error) {
	var users []user
	err := x.orm.SelectContext(ctx, &users, "SELECT * FROM users")
	return these(users), err
}

func (x *sqlxStore) filter(ctx context.Context, age int64) (found, error) {
	var users []user
	err := x.orm.SelectContext(ctx, &users, x.filterText, age, true, filterRows)
	return these(users), err
}

// related has In write the parameters.
func (x *sqlxStore) related(ctx context.Context, upTo int64) (found, error) {
	var users []user
	if err := x.orm.SelectContext(ctx, &users, x.usersText, upTo); err != nil {
		return nil, err
	}
	ids, index := make([]int64, len(users)), make(map[int64]int, len(users))
	for i := range users {
		ids[i], index[users[i].ID] = users[i].ID, i
	}
	text, args, err := sqlx.In("SELECT * FROM posts WHERE user_id IN (?)", ids)
	if err != nil {
		return nil, err
	}
	var posts []post
	if err := x.orm.SelectContext(ctx, &posts, x.orm.Rebind(text), args...); err != nil {
		return nil, err
	}
	for _, p := range posts {
		u := &users[index[p.UserID]]
		u.Posts = append(u.Posts, p)
	}
	return these(users), nil
}

func (x *sqlxStore) stream(ctx context.Context, each func(u *user) error) error {
	rows, err := x.orm.QueryxContext(ctx, "SELECT * FROM users")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		u := new(user)
		if err := rows.StructScan(u); err != nil {
			return err
		}
		if err := each(u); err != nil {
			return err
		}
	}
	return rows.Err()
}
