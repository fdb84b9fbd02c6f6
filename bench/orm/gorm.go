package orm

import (
	"context"

	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// gormStore is GORM.
type gormStore struct {
	mapped
	orm   *gorm.DB
	chunk int // rows of one statement in a batch, 0 for all
}

// openGORM is GORM as it comes, but for the log.
func openGORM(ctx context.Context, e *engine) (store[user], error) {
	return newGORM(ctx, e, gorm.Config{Logger: logger.Discard}, 0)
}

// openGORMTuned is GORM with what its page on performance says: statements kept, no
// transaction around a single write.
func openGORMTuned(ctx context.Context, e *engine) (store[user], error) {
	return newGORM(ctx, e, gorm.Config{Logger: logger.Discard, SkipDefaultTransaction: true, PrepareStmt: true}, keptRows)
}

func newGORM(ctx context.Context, e *engine, config gorm.Config, chunk int) (store[user], error) {
	db, err := e.open(ctx, false)
	if err != nil {
		return nil, err
	}
	dialect := sqlite.New(sqlite.Config{Conn: db})
	if e.name != "sqlite" {
		dialect = postgres.New(postgres.Config{Conn: db})
	}
	o, err := gorm.Open(dialect, &config)
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return &gormStore{mapped{db, e}, o, chunk}, nil
}

func (g *gormStore) insert(ctx context.Context, u *user) error {
	return g.orm.WithContext(ctx).Create(u).Error
}

func (g *gormStore) batch(ctx context.Context, users []user) error {
	if g.chunk == 0 {
		return g.orm.WithContext(ctx).Create(&users).Error
	}
	return g.orm.WithContext(ctx).CreateInBatches(&users, g.chunk).Error
}

func (g *gormStore) transaction(ctx context.Context, users []user) error {
	return g.orm.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		for i := range users {
			if err := tx.Create(&users[i]).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

func (g *gormStore) get(ctx context.Context, id int64) (*user, error) {
	u := new(user)
	err := g.orm.WithContext(ctx).Take(u, id).Error
	return u, err
}

func (g *gormStore) update(ctx context.Context, u *user) error {
	res := g.orm.WithContext(ctx).Model(u).Select("name", "age", "score").Updates(u)
	if res.Error == nil && res.RowsAffected != 1 {
		return gorm.ErrRecordNotFound
	}
	return res.Error
}

func (g *gormStore) list(ctx context.Context) (found, error) {
	var users []user
	err := g.orm.WithContext(ctx).Find(&users).Error
	return these(users), err
}

func (g *gormStore) filter(ctx context.Context, age int64) (found, error) {
	var users []user
	err := g.orm.WithContext(ctx).Where("age >= ? AND active = ?", age, true).Order("score DESC, id DESC").Limit(filterRows).Find(&users).Error
	return these(users), err
}

func (g *gormStore) related(ctx context.Context, upTo int64) (found, error) {
	var users []user
	err := g.orm.WithContext(ctx).Preload("Posts").Where("id <= ?", upTo).Find(&users).Error
	return these(users), err
}

func (g *gormStore) stream(ctx context.Context, each func(u *user) error) error {
	db := g.orm.WithContext(ctx).Model(&user{})
	rows, err := db.Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		u := new(user)
		if err := db.ScanRows(rows, u); err != nil {
			return err
		}
		if err := each(u); err != nil {
			return err
		}
	}
	return rows.Err()
}
