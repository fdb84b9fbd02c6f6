package orm

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"
)

// bunStore is bun. It writes values into the text itself, so on PostgreSQL it runs as its
// documentation advises for pgx: by the simple protocol, which prepares nothing.
type bunStore struct {
	mapped
	orm *bun.DB
}

func openBun(ctx context.Context, e *engine) (store[user], error) {
	db, err := e.open(ctx, true)
	if err != nil {
		return nil, err
	}
	var dialect schema.Dialect = sqlitedialect.New()
	if e.name != "sqlite" {
		dialect = pgdialect.New()
	}
	return &bunStore{mapped{db, e}, bun.NewDB(db, dialect)}, nil
}

func (b *bunStore) insert(ctx context.Context, u *user) error {
	_, err := b.orm.NewInsert().Model(u).Exec(ctx)
	return err
}

func (b *bunStore) batch(ctx context.Context, users []user) error {
	_, err := b.orm.NewInsert().Model(&users).Exec(ctx)
	return err
}

func (b *bunStore) transaction(ctx context.Context, users []user) error {
	return b.orm.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		for i := range users {
			if _, err := tx.NewInsert().Model(&users[i]).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *bunStore) get(ctx context.Context, id int64) (*user, error) {
	u := new(user)
	err := b.orm.NewSelect().Model(u).Where("id = ?", id).Scan(ctx)
	return u, err
}

func (b *bunStore) update(ctx context.Context, u *user) error {
	return oneRow(b.orm.NewUpdate().Model(u).Column("name", "age", "score").WherePK().Exec(ctx))
}

func (b *bunStore) list(ctx context.Context) (found, error) {
	var users []user
	err := b.orm.NewSelect().Model(&users).Scan(ctx)
	return these(users), err
}

func (b *bunStore) filter(ctx context.Context, age int64) (found, error) {
	var users []user
	err := b.orm.NewSelect().Model(&users).Where("age >= ?", age).Where("active = ?", true).
		OrderExpr("score DESC, id DESC").Limit(filterRows).Scan(ctx)
	return these(users), err
}

func (b *bunStore) related(ctx context.Context, upTo int64) (found, error) {
	var users []user
	err := b.orm.NewSelect().Model(&users).Relation("Posts").Where("id <= ?", upTo).Scan(ctx)
	return these(users), err
}

func (b *bunStore) stream(ctx context.Context, each func(u *user) error) error {
	rows, err := b.orm.NewSelect().Model((*user)(nil)).Rows(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		u := new(user)
		if err := b.orm.ScanRow(ctx, rows, u); err != nil {
			return err
		}
		if err := each(u); err != nil {
			return err
		}
	}
	return rows.Err()
}
