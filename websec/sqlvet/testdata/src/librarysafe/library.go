// Package librarysafe uses libraries as they are meant.
package librarysafe

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"strings"

	"github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// safe: a quoted name of pgx
func pgxName(ctx context.Context, p *pgxpool.Pool, r *http.Request) {
	p.Exec(ctx, "DELETE FROM "+pgx.Identifier{r.FormValue("schema"), r.FormValue("table")}.Sanitize())
}

// safe: a quoted name of pq
func pqName(db *sql.DB, r *http.Request, columns []string) {
	db.Exec("LISTEN " + pq.QuoteIdentifier(r.FormValue("channel")))
	db.Prepare(pq.CopyIn(r.FormValue("table"), columns...))
}

// safe: digits of a hash
func hex(db *sql.DB, r *http.Request, sum []byte) {
	db.Query(fmt.Sprintf("SELECT id FROM users WHERE hash = x'%x' AND n = %d AND 5 %% 2 = 1", sum, len(sum)))
	var b strings.Builder
	fmt.Fprintf(&b, "SELECT id FROM users WHERE name = x'% X'", r.FormValue("name"))
	db.Query(b.String())
}

// safe: named and spread statements of sqlx
func bound(db *sqlx.DB, r *http.Request, ids []int, dest any) error {
	arg := map[string]any{"ids": ids, "name": r.FormValue("name")}
	q, args, err := sqlx.Named("SELECT id FROM users WHERE id IN (:ids) AND name = :name", arg)
	if err != nil {
		return err
	}
	q, args, err = sqlx.In(q, args...)
	if err != nil {
		return err
	}
	db.NamedExec("DELETE FROM users WHERE name = :name", arg)
	return db.Select(dest, db.Rebind(q), args...)
}

// safe: conditions of squirrel with placeholders
func query(db *sql.DB, r *http.Request) (*sql.Rows, error) {
	b := squirrel.Select("id", "name").From("users").Where(squirrel.Eq{"name": r.FormValue("name")}).
		Where("age > ?", r.FormValue("age")).Limit(10)
	if r.FormValue("sort") == "name" {
		b = b.OrderBy("name DESC")
	}
	q, args, err := b.ToSql()
	if err != nil {
		return nil, err
	}
	return db.Query(q, args...)
}

// safe: squirrel runs what it built
func run(db *sql.DB, r *http.Request) (*sql.Rows, error) {
	return squirrel.Select("id").From("users").Where(squirrel.Expr("age = ?", r.FormValue("age"))).RunWith(db).Query()
}

// safe: values of squirrel
func insert(db *sql.DB, r *http.Request) error {
	q, args, err := squirrel.Insert("users").SetMap(map[string]any{"name": r.FormValue("name")}).Values(r.FormValue("a"), 2).ToSql()
	if err != nil {
		return err
	}
	_, err = db.Exec(q, args...)
	return err
}

// safe: anything that builds for squirrel
func exec(db *sql.DB, b squirrel.Sqlizer) error {
	q, args, err := b.ToSql()
	if err != nil {
		return err
	}
	_, err = db.Exec(q, args...)
	return err
}

type user struct {
	ID   int
	Name string
}

// safe: gorm with placeholders, structs, maps and columns
func find(db *gorm.DB, r *http.Request, out *[]user) {
	db.Where("name = ?", r.FormValue("name")).Order("id DESC").Find(out)
	db.Where(&user{Name: r.FormValue("name")}).Find(out)
	db.Where(map[string]any{"name": r.FormValue("name")}).Find(out)
	db.Order(clause.OrderByColumn{Column: r.FormValue("order")}).Find(out)
	db.First(out, "name = ?", r.FormValue("name"))
	db.First(out, 10)
	db.Raw("SELECT id FROM users WHERE name = ?", r.FormValue("name")).Find(out)
	db.Model(out).Update("name", r.FormValue("name"))
	db.Model(out).Update("age", gorm.Expr("age + ?", r.FormValue("n")))
}

// Paged is handed on by others.
func Paged(db *gorm.DB, query any, args ...any) *gorm.DB { return db.Where(query, args...) }

// safe: a condition goes through a function that takes any
func paged(db *gorm.DB, r *http.Request) { Paged(db, "name = ?", r.FormValue("name")) }
