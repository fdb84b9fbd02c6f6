package orm

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	entsql "entgo.io/ent/dialect/sql"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"xorm.io/xorm"
	"xorm.io/xorm/core"
	"xorm.io/xorm/log"

	"database/sql"

	"underhood/bench/orm/ent"
	entuser "underhood/bench/orm/ent/user"
)

// member is a user with a default in the database.
type member struct {
	ID     int64  `bun:",pk,autoincrement" xorm:"pk autoincr 'id'"`
	Name   string `xorm:"'name'"`
	Age    int64  `xorm:"'age'"`
	Active bool   `gorm:"default:true" bun:",default:true" xorm:"default true 'active'"`
}

// TableName is asked for by GORM and xorm.
func (member) TableName() string { return "members" }

const memberTable = `CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '', age INTEGER NOT NULL DEFAULT 0, active BOOLEAN NOT NULL DEFAULT true)`

// a rig is one database with all of them on it.
type rig struct {
	db   *sql.DB
	gorm *gorm.DB
	bun  *bun.DB
	ent  *ent.Client
	xorm *xorm.Engine
}

func newRig(t *testing.T) rig {
	t.Helper()
	db, err := sqliteEngine.open(t.Context(), false)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	_, err = db.ExecContext(t.Context(), memberTable)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), `INSERT INTO members (name, age) VALUES ('Ada', 36), ('Alan', 41), ('Grace', 0)`)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), `INSERT INTO users SELECT id, name, '', age, active, 0, NULL, '2024-01-01 00:00:00 +0000 UTC' FROM members`)
	require.NoError(t, err)
	g, err := gorm.Open(sqlite.New(sqlite.Config{Conn: db}), &gorm.Config{Logger: logger.Discard})
	require.NoError(t, err)
	x, err := xorm.NewEngineWithDB("sqlite", ":memory:", core.FromDB(db))
	require.NoError(t, err)
	x.SetLogLevel(log.LOG_OFF)
	return rig{db, g, bun.NewDB(db, sqlitedialect.New()), ent.NewClient(ent.Driver(entsql.OpenDB("sqlite3", db))), x}
}

func (r rig) one(t *testing.T, text string) (v int64) {
	t.Helper()
	require.NoError(t, r.db.QueryRowContext(t.Context(), text).Scan(&v))
	return v
}

func said(err error) string {
	if err == nil {
		return "no error"
	}
	return "error: " + err.Error()
}

func TestTraps(t *testing.T) {
	ctx := context.Background()
	t.Run("false with default true", func(t *testing.T) {
		r := newRig(t)
		r.gorm.Create(&member{ID: 11})
		r.bun.NewInsert().Model(&member{ID: 12}).Exec(ctx)
		r.xorm.Insert(&member{ID: 13})
		m, _ := r.ent.User.Create().SetID(14).SetName("").SetEmail("").SetAge(0).SetScore(0).SetCreated(epoch).SetActive(false).Save(ctx)
		for _, id := range []int{11, 12, 13} {
			t.Log(id, r.one(t, fmt.Sprintf("SELECT active FROM members WHERE id=%d", id)))
		}
		t.Log(14, m.Active, r.one(t, "SELECT active FROM users WHERE id=14"))
	})
	t.Run("missing row", func(t *testing.T) {
		r := newRig(t)
		t.Log("gorm", said(r.gorm.Model(&member{ID: 99}).Update("age", 5).Error))
		t.Log("gorm save", said(r.gorm.Save(&member{ID: 98, Name: "x"}).Error), r.one(t, "SELECT count(*) FROM members"))
		_, err := r.bun.NewUpdate().Model(&member{ID: 99, Age: 5}).WherePK().Exec(ctx)
		t.Log("bun", said(err))
		_, err = r.xorm.ID(99).Update(&member{Age: 5})
		t.Log("xorm", said(err))
		_, err = r.ent.User.UpdateOneID(99).SetAge(5).Save(ctx)
		t.Log("ent", said(err))
	})
	t.Run("no condition", func(t *testing.T) {
		r := newRig(t)
		t.Log("gorm", said(r.gorm.Model(&member{}).Update("age", 5).Error), r.one(t, "SELECT count(*) FROM members WHERE age=5"))
		_, err := r.bun.NewUpdate().Model(&member{}).Set("age = ?", 6).Exec(ctx)
		t.Log("bun", said(err), r.one(t, "SELECT count(*) FROM members WHERE age=6"))
		n, err := r.xorm.Update(&member{Age: 7})
		t.Log("xorm", n, said(err), r.one(t, "SELECT count(*) FROM members WHERE age=7"))
		k, err := r.ent.User.Update().SetAge(8).Save(ctx)
		t.Log("ent", k, said(err), r.one(t, "SELECT count(*) FROM users WHERE age=8"))
	})
	t.Run("zero conditions", func(t *testing.T) {
		r := newRig(t)
		var ms []member
		t.Log("gorm", said(r.gorm.Where(&member{Age: 0}).Find(&ms).Error), len(ms))
		ms = nil
		t.Log("xorm", said(r.xorm.Find(&ms, &member{Age: 0})), len(ms))
	})
	t.Run("key", func(t *testing.T) {
		r := newRig(t)
		var ms []member
		t.Log("gorm", said(r.gorm.Find(&ms, "0 OR 1=1").Error), len(ms))
		n, err := r.ent.User.Query().Where(entuser.Name("0 OR 1=1")).Count(ctx)
		t.Log("ent", n, said(err))
		ms = nil
		err = r.bun.NewSelect().Model(&ms).Where("0 OR 1=1").Scan(ctx)
		t.Log("bun", len(ms), said(err))
		ms = nil
		err = r.xorm.Where("0 OR 1=1").Find(&ms)
		t.Log("xorm where", len(ms), said(err))
		ms = nil
		_, err = r.xorm.ID("0 OR 1=1").Get(&member{})
		t.Log("xorm id", len(ms), said(err))
	})
	t.Run("chain", func(t *testing.T) {
		r := newRig(t)
		q := r.gorm.Where("age >= ?", 0)
		var a, b []member
		q.Where("name = ?", "Ada").Find(&a)
		q.Where("name = ?", "Alan").Find(&b)
		t.Log("gorm", len(a), len(b))
		var c, d []member
		bq := r.bun.NewSelect().Model(&c).Where("age >= ?", 0)
		bq.Where("name = ?", "Ada").Scan(ctx)
		bq.Where("name = ?", "Alan").Scan(ctx, &d)
		t.Log("bun", len(c), len(d))
		eq := r.ent.User.Query().Where(entuser.AgeGTE(0))
		e1, _ := eq.Where(entuser.Name("Ada")).All(ctx)
		e2, _ := eq.Where(entuser.Name("Alan")).All(ctx)
		t.Log("ent", len(e1), len(e2))
		s := r.xorm.Where("age >= ?", 0)
		var x1, x2 []member
		s.Where("name = ?", "Ada").Find(&x1)
		s.Where("name = ?", "Alan").Find(&x2)
		t.Log("xorm", len(x1), len(x2))
	})
	t.Run("literal", func(t *testing.T) {
		r := newRig(t)
		var s string
		err := r.bun.NewSelect().ColumnExpr("'what? ' || ?", "x").Scan(ctx, &s)
		t.Log("bun", s, said(err))
		err = r.gorm.Raw("SELECT 'what? ' || ?", "x").Scan(&s).Error
		t.Log("gorm", s, said(err))
	})
	t.Run("parents", func(t *testing.T) {
		r := newRig(t)
		require.NoError(t, sqliteEngine.fill(ctx, r.db, 40_000))
		var us []user
		t.Log("gorm", said(r.gorm.Preload("Posts").Find(&us).Error), len(us))
		us = nil
		err := r.bun.NewSelect().Model(&us).Relation("Posts").Scan(ctx)
		t.Log("bun", said(err), len(us))
		es, err := r.ent.User.Query().WithPosts().All(ctx)
		t.Log("ent", said(err), len(es))
	})
	_, _ = os.ReadFile, slices.Contains[[]int]
	_ = strings.Cut
}
