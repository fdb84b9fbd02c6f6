package orm_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"

	entsql "entgo.io/ent/dialect/sql"
	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"underhood/bench/orm/ent"
	"underhood/bench/orm/ent/user"
	"underhood/orm"
	oursqlite "underhood/orm/sqlite"
)

// The examples are the task of COMPARE.md: the two oldest active users are read; the
// first gets an age of 0; so should somebody who is not there.

type User struct {
	ID     int64 `orm:",key,auto"`
	Name   string
	Age    int64
	Active bool
}

var (
	Age    = orm.C(func(u *User) *int64 { return &u.Age })
	Active = orm.C(func(u *User) *bool { return &u.Active })
)

type GormUser struct {
	ID     int64
	Name   string
	Age    int64
	Active bool
}

func (GormUser) TableName() string { return "users" }

type BunUser struct {
	bun.BaseModel `bun:"table:users"`

	ID     int64 `bun:",pk,autoincrement"`
	Name   string
	Age    int64
	Active bool
}

const people = `
	CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER NOT NULL, active BOOLEAN NOT NULL,
		email TEXT NOT NULL DEFAULT '', score REAL NOT NULL DEFAULT 0, bio TEXT, created TIMESTAMP NOT NULL DEFAULT '2024-01-01 00:00:00');
	INSERT INTO users (name, age, active) VALUES ('Ada', 36, true), ('Alan', 41, true), ('Grace', 85, false)`

// must is for what fails only when the example is wrong.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func opened() (context.Context, *sql.DB) {
	db := must(sql.Open("sqlite", ":memory:"))
	db.SetMaxOpenConns(1)
	must(db.Exec(people))
	return context.Background(), db
}

func withOrm() (context.Context, *orm.DB, *orm.Table[User]) {
	ctx := context.Background()
	db := must(oursqlite.Open(ctx, ":memory:"))
	w, _ := db.SQL()
	must(w.Exec(people))
	return ctx, db, orm.MustRegister(orm.NewSchema(), orm.Name[User]("users"))
}

func withGorm() (context.Context, *gorm.DB) {
	ctx, db := opened()
	return ctx, must(gorm.Open(sqlite.New(sqlite.Config{Conn: db}), &gorm.Config{Logger: logger.Discard}))
}

func withBun() (context.Context, *bun.DB) {
	ctx, db := opened()
	return ctx, bun.NewDB(db, sqlitedialect.New())
}

func withEnt() (context.Context, *ent.Client) {
	ctx, db := opened()
	return ctx, ent.NewClient(ent.Driver(entsql.OpenDB("sqlite3", db)))
}

func Example_underhood() {
	ctx, db, users := withOrm()
	oldest, err := users.Where(Active.Eq(true)).OrderBy(Age.Desc()).Limit(2).List(ctx, db)
	fmt.Println(oldest, err)
	first := &oldest[0]
	first.Age = 0
	fmt.Println(users.Update(ctx, db, first, Age))
	fmt.Println(users.Update(ctx, db, &User{ID: 99}, Age))
	// Output:
	// [{2 Alan 41 true} {1 Ada 36 true}] <nil>
	// <nil>
	// orm: update "users": no such row
}

func Example_gorm() {
	ctx, db := withGorm()
	var oldest []GormUser
	err := db.WithContext(ctx).Where("active = ?", true).Order("age DESC").Limit(2).Find(&oldest).Error
	fmt.Println(oldest, err)
	first := &oldest[0]
	first.Age = 0 // without Select, Updates would leave a zero alone
	fmt.Println(db.WithContext(ctx).Model(first).Select("age").Updates(first).Error)
	res := db.WithContext(ctx).Model(&GormUser{ID: 99}).Update("age", 0)
	fmt.Println(res.Error, res.RowsAffected)
	// Output:
	// [{2 Alan 41 true} {1 Ada 36 true}] <nil>
	// <nil>
	// <nil> 0
}

func Example_bun() {
	ctx, db := withBun()
	var oldest []BunUser
	err := db.NewSelect().Model(&oldest).Where("active = ?", true).Order("age DESC").Limit(2).Scan(ctx)
	fmt.Println(len(oldest), err)
	first := &oldest[0]
	first.Age = 0
	_, err = db.NewUpdate().Model(first).Column("age").WherePK().Exec(ctx)
	fmt.Println(err)
	res, err := db.NewUpdate().Model(&BunUser{ID: 99}).Column("age").WherePK().Exec(ctx)
	n, _ := res.RowsAffected()
	fmt.Println(err, n)
	// Output:
	// 2 <nil>
	// <nil>
	// <nil> 0
}

func Example_ent() {
	ctx, client := withEnt()
	oldest, err := client.User.Query().Where(user.Active(true)).Order(ent.Desc(user.FieldAge)).Limit(2).All(ctx)
	fmt.Println(len(oldest), err)
	first, err := oldest[0].Update().SetAge(0).Save(ctx)
	fmt.Println(first.Age, err)
	fmt.Println(client.User.UpdateOneID(99).SetAge(0).Exec(ctx))
	// Output:
	// 2 <nil>
	// 0 <nil>
	// ent: user not found
}

// TestCompared: the code in COMPARE.md is the code that is run here.
func TestCompared(t *testing.T) {
	page, err := os.ReadFile("../../COMPARE.md")
	require.NoError(t, err)
	file, err := os.ReadFile("compare_test.go")
	require.NoError(t, err)
	for _, name := range []string{"Example_underhood", "Example_gorm", "Example_bun", "Example_ent"} {
		_, body, found := strings.Cut(string(file), "func "+name+"() {\n")
		require.True(t, found)
		_, body, _ = strings.Cut(body, "\n") // the first line opens the database
		body, _, _ = strings.Cut(body, "\t// Output:")
		body = strings.ReplaceAll(body, "\n\t", "\n")
		require.True(t, strings.Contains(string(page), strings.TrimPrefix(body, "\t")), "COMPARE.md has not the code of %s", name)
	}
}
