// Package librarybad has SQL that is built for libraries.
package librarybad

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/http"

	"github.com/Masterminds/squirrel"
	pgx4 "github.com/jackc/pgx/v4"
	pool4 "github.com/jackc/pgx/v4/pgxpool"
	"github.com/jackc/pgx/v5"
	"github.com/jmoiron/sqlx"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// idiom: named statements of sqlx
func namedSqlx(db *sqlx.DB, r *http.Request, arg map[string]any) {
	db.NamedExec("DELETE FROM users WHERE id = :id AND city = '"+r.FormValue("city")+"'", arg) // want "not made of constants"
	db.NamedQuery("SELECT id FROM "+r.FormValue("table"), arg)                                 // want "not made of constants"
	db.PrepareNamed("SELECT " + r.FormValue("col") + " FROM users WHERE id = :id")             // want "not made of constants"
}

// idiom: the interfaces of sqlx
func interfaceSqlx(ctx context.Context, db sqlx.ExtContext, r *http.Request) {
	db.ExecContext(ctx, "DELETE FROM users WHERE id = "+r.FormValue("id"))  // want "not made of constants"
	db.QueryxContext(ctx, "SELECT * FROM users WHERE id="+r.FormValue("x")) // want "not made of constants"
}

// idiom: a query that sqlx has bound and spread
func boundSqlx(db *sqlx.DB, r *http.Request, arg map[string]any, dest any) error {
	q, args, err := sqlx.Named("SELECT id FROM users WHERE id = :id ORDER BY "+r.FormValue("order"), arg)
	if err != nil {
		return err
	}
	q, args, err = sqlx.In(q, args...)
	if err != nil {
		return err
	}
	return db.Select(dest, db.Rebind(q), args...) // want "not made of constants"
}

// idiom: a condition of squirrel is text
func whereSquirrel(db *sql.DB, r *http.Request) (*sql.Rows, error) {
	return squirrel.Select("id").From("users").Where("name = '" + r.FormValue("name") + "'").RunWith(db).Query() // want "not made of constants"
}

// idiom: squirrel orders by what it gets
func orderSquirrel(db *sql.DB, r *http.Request) (*sql.Rows, error) {
	return squirrel.Select("id").From("users").OrderBy("id", r.FormValue("order")).RunWith(db).Query() // want "not made of constants"
}

// idiom: the keys of squirrel's Eq are SQL
func keySquirrel(db *sql.DB, r *http.Request) (*sql.Rows, error) {
	q, args, err := squirrel.Select("id").From("users").Where(squirrel.Eq{r.FormValue("column"): 1}).ToSql() // want "not made of constants"
	if err != nil {
		return nil, err
	}
	return db.Query(q, args...)
}

// idiom: a map of somebody's becomes squirrel's Eq
func mapSquirrel(r *http.Request) squirrel.SelectBuilder {
	m := map[string]any{}
	for k, v := range r.URL.Query() {
		m[k] = v
	}
	return squirrel.Select("id").From("users").Where(squirrel.Eq(m)) // want "not made of constants"
}

// idiom: an expression of squirrel
func exprSquirrel(r *http.Request) squirrel.SelectBuilder {
	return squirrel.Select().Column(squirrel.Expr("count(*) AS " + r.FormValue("as"))) // want "not made of constants"
}

// idiom: the table and the keys of a map in squirrel
func tableSquirrel(r *http.Request) squirrel.InsertBuilder {
	m := map[string]any{r.FormValue("column"): 1}
	return squirrel.Insert(r.FormValue("table")).Values(1). // want "not made of constants"
								SetMap(m) // want "not made of constants"
}

// idiom: a condition in a value of any type is text in the end
func anySquirrel(r *http.Request, exact bool) squirrel.SelectBuilder {
	var pred any = squirrel.Eq{"id": 1}
	if !exact {
		pred = fmt.Sprintf("name LIKE '%s'", r.FormValue("name"))
	}
	return squirrel.Select("id").Where(pred) // want "not made of constants"
}

// idiom: conditions and orders of gorm are text
func whereGorm(db *gorm.DB, r *http.Request, dest any) {
	db.Where("name = '" + r.FormValue("name") + "'").Find(dest)   // want "not made of constants"
	db.Or(fmt.Sprintf("id = %s", r.FormValue("id"))).Find(dest)   // want "not made of constants"
	db.Order(r.FormValue("order")).Find(dest)                     // want "not made of constants"
	db.Group("city, " + r.FormValue("by")).Find(dest)             // want "not made of constants"
	db.First(dest, r.FormValue("id"))                             // want "not made of constants"
	db.Delete(dest, "city = '"+r.FormValue("city")+"' AND id", 1) // want "not made of constants"
}

// idiom: raw statements of gorm
func rawGorm(db *gorm.DB, r *http.Request, dest any) {
	db.Raw("SELECT * FROM users WHERE id = " + r.FormValue("id")).Find(dest)   // want "not made of constants"
	db.Exec(fmt.Sprintf("DELETE FROM users WHERE id = %s", r.FormValue("id"))) // want "not made of constants"
}

// idiom: expressions of gorm
func exprGorm(db *gorm.DB, r *http.Request, dest any) {
	db.Model(dest).Update("age", gorm.Expr(r.FormValue("age")))        // want "not made of constants"
	db.Clauses(clause.Expr{SQL: "a = " + r.FormValue("a")}).Find(dest) // want "not made of constants"
}

// idiom: pgx 4
func pgxFour(ctx context.Context, c *pgx4.Conn, p *pool4.Pool, r *http.Request) {
	c.Exec(ctx, "DELETE FROM users WHERE id = "+r.FormValue("id"))   // want "not made of constants"
	p.Query(ctx, "SELECT * FROM users WHERE id = "+r.FormValue("x")) // want "not made of constants"
	b := &pgx4.Batch{}
	b.Queue("DELETE FROM users WHERE id = " + r.FormValue("id")) // want "not made of constants"
}

// idiom: what begins a transaction of pgx
func beginPgx(ctx context.Context, c *pgx.Conn, r *http.Request) (pgx.Tx, error) {
	opts := pgx.TxOptions{IsoLevel: r.FormValue("level")}
	opts.BeginQuery = "BEGIN; SET app.user = " + r.FormValue("user") // want "not made of constants"
	return c.BeginTx(ctx, opts)
}

// idiom: a driver's connection under database/sql
func rawDriver(ctx context.Context, c *sql.Conn, r *http.Request) error {
	return c.Raw(func(under any) error {
		if q, ok := under.(driver.QueryerContext); ok {
			q.QueryContext(ctx, "SELECT "+r.FormValue("x"), nil) // want "not made of constants"
		}
		if e, ok := under.(driver.ExecerContext); ok {
			e.ExecContext(ctx, "SELECT "+r.FormValue("x"), nil) // want "not made of constants"
		}
		_, err := under.(driver.Conn).Prepare("SELECT " + r.FormValue("x")) // want "not made of constants"
		return err
	})
}

// idiom: a verb of fmt that writes a string as it is beside one that does not
func hexBeside(db *sql.DB, r *http.Request) {
	db.Query(fmt.Sprintf("SELECT id FROM users WHERE a = x'%x' AND b = '%s'", r.FormValue("a"), r.FormValue("b"))) // want "not made of constants"
	db.Query(fmt.Sprintf("SELECT id FROM users WHERE a = %d", r.FormValue("a")))                                   // want "not made of constants"
}
