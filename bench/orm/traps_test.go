package orm

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

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

	"underhood/bench/orm/ent"
	entuser "underhood/bench/orm/ent/user"
	"underhood/orm"
	oursqlite "underhood/orm/sqlite"
)

// member has a default in the database. It is mapped by all but ent, which has its User.
type member struct {
	ID     int64  `bun:",pk,autoincrement" xorm:"pk autoincr 'id'" orm:",key,auto"`
	Name   string `xorm:"'name'"`
	Age    int64  `xorm:"'age'"`
	Active bool   `gorm:"default:true" bun:",default:true" xorm:"default true 'active'" orm:",default=true"`
}

// TableName is asked for by GORM and xorm.
func (member) TableName() string { return "members" }

var (
	memberName = orm.C(func(m *member) *string { return &m.Name })
	memberAge  = orm.C(func(m *member) *int64 { return &m.Age })
)

// A rig is the same database for each of them: Ada is 36, Alan 41, Grace 0.
type rig struct {
	gorm    *gorm.DB
	bun     *bun.DB
	ent     *ent.Client
	xorm    *xorm.Engine
	here    *orm.DB
	members *orm.Table[member]
	people  *orm.Table[person]
	essays  *orm.Table[essay]
	of      map[string]*sql.DB
}

// The columns of the table in COMPARE.md.
var trapped = []string{"GORM", "bun", "ent", "xorm", "this package"}

func newRig(t *testing.T) rig {
	t.Helper()
	r := rig{of: map[string]*sql.DB{}}
	here, err := oursqlite.Open(t.Context(), ":memory:")
	require.NoError(t, err)
	s := orm.NewSchema()
	r.here, r.members = here, orm.MustRegister(s, orm.Name[member]("members"))
	r.people, r.essays = orm.MustRegister(s, orm.Name[person]("users")), orm.MustRegister(s, orm.Name[essay]("posts"))
	for _, name := range trapped {
		e := &sqliteEngine
		db, _ := here.SQL()
		if name == "this package" {
			e = &sqliteText
		} else {
			db, err = e.connect(false)
			require.NoError(t, err)
			db.SetMaxOpenConns(1)
		}
		r.of[name] = db
		t.Cleanup(func() { _ = db.Close() })
		require.NoError(t, execAll(t.Context(), db, append([]string{
			`CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER NOT NULL, active BOOLEAN NOT NULL DEFAULT true)`,
			`INSERT INTO members (name, age) VALUES ('Ada', 36), ('Alan', 41), ('Grace', 0)`,
		}, e.tables...)))
		at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		for _, u := range []user{{Name: "Ada", Age: 36, Created: at}, {Name: "Alan", Age: 41, Created: at}, {Name: "Grace", Created: at}} {
			_, err := db.ExecContext(t.Context(), e.insertion(1), e.args([]user{u})...)
			require.NoError(t, err)
		}
	}
	r.gorm, err = gorm.Open(sqlite.New(sqlite.Config{Conn: r.of["GORM"]}), &gorm.Config{Logger: logger.Discard})
	require.NoError(t, err)
	r.bun = bun.NewDB(r.of["bun"], sqlitedialect.New())
	r.ent = ent.NewClient(ent.Driver(entsql.OpenDB("sqlite3", r.of["ent"])))
	r.xorm, err = xorm.NewEngineWithDB("sqlite", ":memory:", core.FromDB(r.of["xorm"]))
	require.NoError(t, err)
	r.xorm.SetLogLevel(log.LOG_OFF)
	r.xorm.SetTZDatabase(time.UTC)
	// An engine that nobody refers to closes the database.
	t.Cleanup(func() { _ = r.xorm.Close() })
	return r
}

// count asks by hand.
func (r rig) count(t *testing.T, of, condition string) string {
	t.Helper()
	table := "members"
	if of == "ent" {
		table = "users"
	}
	var n int
	require.NoError(t, r.of[of].QueryRowContext(t.Context(), "SELECT count(*) FROM "+table+" WHERE "+condition).Scan(&n))
	return fmt.Sprint(n)
}

// outcome says in a word what came of it.
func outcome(err error, otherwise string) string {
	if err != nil {
		return "an error"
	}
	return otherwise
}

// found says how many.
func foundRows(n int, err error) string { return outcome(err, fmt.Sprintf("%d rows", n)) }

const cannot = "-"

// traps are what each does, run. What cannot be written down there is a dash.
var traps = []struct {
	what string
	run  func(t *testing.T, ctx context.Context, r rig) (gorm, bun, ent, xorm, here string)
}{
	{"`false` is inserted, where the column's default is true", func(t *testing.T, ctx context.Context, r rig) (g, b, e, x, h string) {
		stored := func(of string, err error) string {
			require.NoError(t, err)
			return map[string]string{"1": "`true` is stored", "0": "`false`"}[r.count(t, of, "active AND name = 'new'")]
		}
		m := func() *member { return &member{Name: "new"} }
		g = stored("GORM", r.gorm.Create(m()).Error)
		_, err := r.bun.NewInsert().Model(m()).Exec(ctx)
		b = stored("bun", err)
		e = stored("ent", r.ent.User.Create().SetName("new").SetEmail("").SetAge(0).SetScore(0).SetCreated(epoch).SetActive(false).Exec(ctx))
		_, err = r.xorm.Insert(m())
		x = stored("xorm", err)
		h = stored("this package", r.members.Insert(ctx, r.here, m()))
		return g, b, e, x, h
	}},
	{"an update by a key that is not there", func(_ *testing.T, ctx context.Context, r rig) (g, b, e, x, h string) {
		gone := &member{ID: 99, Age: 5}
		g = outcome(r.gorm.Model(gone).Select("age").Updates(gone).Error, "no error")
		_, err := r.bun.NewUpdate().Model(gone).Column("age").WherePK().Exec(ctx)
		b = outcome(err, "no error")
		e = outcome(r.ent.User.UpdateOneID(99).SetAge(5).Exec(ctx), "no error")
		_, err = r.xorm.ID(99).Cols("age").Update(gone)
		x = outcome(err, "no error")
		return g, b, e, x, outcome(r.members.Update(ctx, r.here, gone, memberAge), "no error")
	}},
	{"an update of all columns by a key that is not there", func(t *testing.T, ctx context.Context, r rig) (g, b, e, x, h string) {
		gone := func() *member { return &member{ID: 99, Name: "gone", Age: 5} }
		after := func(of string, err error) string {
			if err == nil && r.count(t, of, "name = 'gone'") == "1" {
				return "a row is inserted"
			}
			return outcome(err, "no error")
		}
		g = after("GORM", r.gorm.Save(gone()).Error)
		_, err := r.bun.NewUpdate().Model(gone()).WherePK().Exec(ctx)
		b = after("bun", err)
		_, err = r.xorm.ID(99).AllCols().Update(gone())
		x = after("xorm", err)
		return g, b, cannot, x, after("this package", r.members.Update(ctx, r.here, gone()))
	}},
	{"an update without a condition", func(t *testing.T, ctx context.Context, r rig) (g, b, e, x, h string) {
		wrote := func(of string, err error) string {
			return outcome(err, "all "+r.count(t, of, "age = 5")+" rows")
		}
		g = wrote("GORM", r.gorm.Model(&member{}).Update("age", 5).Error)
		_, err := r.bun.NewUpdate().Model(&member{}).Set("age = 5").Exec(ctx)
		b = wrote("bun", err)
		e = wrote("ent", r.ent.User.Update().SetAge(5).Exec(ctx))
		_, err = r.xorm.Update(&member{Age: 5})
		x = wrote("xorm", err)
		return g, b, e, x, "does not compile; `All()` means it"
	}},
	{"a condition by a struct whose age is 0, of which one row is", func(_ *testing.T, _ context.Context, r rig) (g, b, e, x, h string) {
		var gs, xs []member
		err := r.gorm.Where(&member{Age: 0}).Find(&gs).Error
		g = foundRows(len(gs), err)
		err = r.xorm.Find(&xs, &member{Age: 0})
		return g, cannot, cannot, foundRows(len(xs), err), cannot
	}},
	{"the key is the text `0 OR 1=1`", func(_ *testing.T, ctx context.Context, r rig) (g, b, e, x, h string) {
		key := "0 OR 1=1"
		var gs []member
		err := r.gorm.Find(&gs, key).Error
		g = foundRows(len(gs), err)
		n := 0
		ok, err := r.xorm.ID(key).Get(new(member))
		if ok {
			n = 1
		}
		x = foundRows(n, err)
		_, err = r.members.Get(ctx, r.here, key)
		if errors.Is(err, orm.ErrNotFound) {
			err = nil
		}
		return g, cannot, "does not compile", x, outcome(err, "0 rows")
	}},
	{"two queries made of one, `age < 40`: `name = 'Ada'` and `name <> 'Ada'`, of which one row is each", func(_ *testing.T, ctx context.Context, r rig) (g, b, e, x, h string) {
		counts := func(first, second int, errs ...error) string {
			return outcome(errors.Join(errs...), fmt.Sprintf("%d, then %d", first, second))
		}
		var first, second []member
		gq := r.gorm.Where("age < ?", 40)
		err1, err2 := gq.Where("name = ?", "Ada").Find(&first).Error, gq.Where("name <> ?", "Ada").Find(&second).Error
		g = counts(len(first), len(second), err1, err2)

		first, second = nil, nil
		bq := r.bun.NewSelect().Model((*member)(nil)).Where("age < ?", 40)
		err1, err2 = bq.Where("name = ?", "Ada").Scan(ctx, &first), bq.Where("name <> ?", "Ada").Scan(ctx, &second)
		b = counts(len(first), len(second), err1, err2)

		eq := r.ent.User.Query().Where(entuser.AgeLT(40))
		e1, err1 := eq.Where(entuser.Name("Ada")).All(ctx)
		e2, err2 := eq.Where(entuser.NameNEQ("Ada")).All(ctx)
		e = counts(len(e1), len(e2), err1, err2)

		first, second = nil, nil
		xq := r.xorm.Where("age < ?", 40)
		err1, err2 = xq.Where("name = ?", "Ada").Find(&first), xq.Where("name <> ?", "Ada").Find(&second)
		x = counts(len(first), len(second), err1, err2)

		hq := r.members.Where(memberAge.Lt(40))
		h1, err1 := hq.Where(memberName.Eq("Ada")).List(ctx, r.here)
		h2, err2 := hq.Where(memberName.Ne("Ada")).List(ctx, r.here)
		return g, b, e, x, counts(len(h1), len(h2), err1, err2)
	}},
	{"a `?` within a literal of the statement, and one parameter", func(_ *testing.T, ctx context.Context, r rig) (g, b, e, x, h string) {
		const text = "SELECT 'what? ' || ? AS name"
		right := func(s string, err error) string {
			if err == nil && s != "what? Ada" {
				return "`" + s + "`"
			}
			return outcome(err, "stays")
		}
		var s string
		err := r.gorm.Raw(text, "Ada").Scan(&s).Error
		g = right(s, err)
		s = ""
		err = r.bun.NewRaw(text, "Ada").Scan(ctx, &s)
		b = right(s, err)
		s = ""
		_, err = r.xorm.SQL(text, "Ada").Get(&s)
		x = right(s, err)
		type named struct{ Name string }
		rows, err := orm.List[named](ctx, r.here, orm.SQL(text, "Ada"))
		if err == nil {
			s = rows[0].Name
		}
		return g, b, cannot, x, right(s, err)
	}},
	{"users by when they were created, at 10:00 in India and an hour later in London", func(t *testing.T, ctx context.Context, r rig) (g, b, e, x, h string) {
		india := time.FixedZone("IST", 5*3600+1800)
		early := user{Name: "first", Score: 7, Created: time.Date(2030, 1, 1, 10, 0, 0, 0, india)}
		late := user{Name: "second", Score: 7, Created: early.Created.Add(time.Hour).UTC()}
		order := func(names []string, err error) string {
			require.NoError(t, err)
			if names[0] == "first" {
				return "in order"
			}
			return "the wrong way round"
		}
		names := func(us []user) []string { return []string{us[0].Name, us[1].Name} }
		var us []user
		require.NoError(t, r.gorm.Create(&[]user{early, late}).Error)
		err := r.gorm.Where("score = 7").Order("created").Find(&us).Error
		g = order(names(us), err)

		us = nil
		_, err = r.bun.NewInsert().Model(&[]user{early, late}).Exec(ctx)
		require.NoError(t, err)
		err = r.bun.NewSelect().Model(&us).Where("score = 7").Order("created").Scan(ctx)
		b = order(names(us), err)

		for _, u := range []user{early, late} {
			require.NoError(t, create(r.ent.User, &ent.User{Name: u.Name, Score: u.Score, Created: u.Created}).Exec(ctx))
		}
		es, err := r.ent.User.Query().Where(entuser.Score(7)).Order(ent.Asc(entuser.FieldCreated)).All(ctx)
		e = order([]string{es[0].Name}, err)

		us = nil
		_, err = r.xorm.Insert(&[]user{early, late})
		require.NoError(t, err)
		err = r.xorm.Where("score = 7").Asc("created").Find(&us)
		x = order(names(us), err)

		created := orm.C(func(p *person) *time.Time { return &p.Created })
		require.NoError(t, r.people.Insert(ctx, r.here, &person{Name: early.Name, Score: 7, Created: early.Created}, &person{Name: late.Name, Score: 7, Created: late.Created}))
		hs, err := r.people.Where(personScore.Eq(7)).OrderBy(created.Asc()).List(ctx, r.here)
		return g, b, e, x, order([]string{hs[0].Name}, err)
	}},
	{"40,000 users and the posts of each", func(t *testing.T, ctx context.Context, r rig) (g, b, e, x, h string) {
		for name, db := range r.of {
			engine := &sqliteEngine
			if name == "this package" {
				engine = &sqliteText
			}
			require.NoError(t, engine.clear(ctx, db))
			require.NoError(t, engine.fill(ctx, db, 40_000))
		}
		var us []user
		err := r.gorm.Preload("Posts").Find(&us).Error
		g = foundRows(len(us), err)
		us = nil
		err = r.bun.NewSelect().Model(&us).Relation("Posts").Scan(ctx)
		b = foundRows(len(us), err)
		es, err := r.ent.User.Query().WithPosts().All(ctx)
		e = foundRows(len(es), err)
		l := &library{orm: r.here, people: r.people, posts: postsOf(r.essays)}
		all, err := l.related(ctx, 40_000)
		if err == nil {
			h = foundRows(len(all()), nil)
		}
		return g, b, e, cannot, outcome(err, h)
	}},
}

// TestTraps: the table in COMPARE.md is what happens.
func TestTraps(t *testing.T) {
	page, err := os.ReadFile("../../COMPARE.md")
	require.NoError(t, err)
	table := []string{"| | " + strings.Join(trapped, " | ") + " |", "|---|---|---|---|---|---|"}
	for _, trap := range traps {
		g, b, e, x, h := trap.run(t, t.Context(), newRig(t))
		table = append(table, "| "+strings.Join([]string{trap.what, g, b, e, x, h}, " | ")+" |")
	}
	want := strings.Join(table, "\n") + "\n"
	require.True(t, strings.Contains(string(page), want), "COMPARE.md has not this table:\n%s", want)
}
