package orm

import (
	"context"
	"database/sql"
	"time"

	"xorm.io/xorm"
	"xorm.io/xorm/core"
	"xorm.io/xorm/log"
)

// xormStore is xorm. It has no relations: those are read by a second query.
type xormStore struct {
	mapped
	orm *xorm.Engine
}

func openXorm(ctx context.Context, e *engine) (store[user], error) {
	db, err := e.open(ctx, false)
	if err != nil {
		return nil, err
	}
	driver, dsn := "sqlite", ":memory:"
	if e.name != "sqlite" {
		driver, dsn = "pgx", postgresDSN()
	}
	o, err := xorm.NewEngineWithDB(driver, dsn, core.FromDB(db))
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	o.SetTZDatabase(time.UTC)
	o.SetTZLocation(time.UTC)
	o.SetLogLevel(log.LOG_OFF)
	return &xormStore{mapped{db, e}, o}, nil
}

func (x *xormStore) insert(ctx context.Context, u *user) error {
	_, err := x.orm.Context(ctx).Insert(u)
	return err
}

func (x *xormStore) batch(ctx context.Context, users []user) error {
	_, err := x.orm.Context(ctx).Insert(&users)
	return err
}

func (x *xormStore) transaction(ctx context.Context, users []user) error {
	session := x.orm.NewSession().Context(ctx)
	defer func() { _ = session.Close() }() // rolls back what was not committed
	if err := session.Begin(); err != nil {
		return err
	}
	for i := range users {
		if _, err := session.Insert(&users[i]); err != nil {
			return err
		}
	}
	return session.Commit()
}

func (x *xormStore) get(ctx context.Context, id int64) (*user, error) {
	u := new(user)
	ok, err := x.orm.Context(ctx).ID(id).Get(u)
	if err == nil && !ok {
		err = sql.ErrNoRows
	}
	return u, err
}

func (x *xormStore) update(ctx context.Context, u *user) error {
	n, err := x.orm.Context(ctx).ID(u.ID).Cols("name", "age", "score").Update(u)
	if err == nil && n != 1 {
		err = sql.ErrNoRows
	}
	return err
}

func (x *xormStore) list(ctx context.Context) (found, error) {
	var users []user
	err := x.orm.Context(ctx).Find(&users)
	return these(users), err
}

func (x *xormStore) filter(ctx context.Context, age int64) (found, error) {
	var users []user
	err := x.orm.Context(ctx).Where("age >= ? AND active = ?", age, true).Desc("score", "id").Limit(filterRows).Find(&users)
	return these(users), err
}

func (x *xormStore) related(ctx context.Context, upTo int64) (found, error) {
	var users []user
	if err := x.orm.Context(ctx).Where("id <= ?", upTo).Find(&users); err != nil {
		return nil, err
	}
	ids, index := make([]int64, len(users)), make(map[int64]int, len(users))
	for i := range users {
		ids[i], index[users[i].ID] = users[i].ID, i
	}
	var posts []post
	if err := x.orm.Context(ctx).In("user_id", ids).Find(&posts); err != nil {
		return nil, err
	}
	for _, p := range posts {
		u := &users[index[p.UserID]]
		u.Posts = append(u.Posts, p)
	}
	return these(users), nil
}

func (x *xormStore) stream(ctx context.Context, each func(u *user) error) error {
	rows, err := x.orm.Context(ctx).Rows(new(user))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		u := new(user)
		if err := rows.Scan(u); err != nil {
			return err
		}
		if err := each(u); err != nil {
			return err
		}
	}
	return rows.Err()
}
