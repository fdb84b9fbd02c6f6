package safe

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// 12: migrations in a table of constants.
type migration struct {
	id   int
	name string
	up   string
}

var migrations = []migration{
	{1, "users", `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)`},
	{2, "index", `CREATE INDEX users_name ON users (name)`},
}

func Migrate(ctx context.Context, db *sql.DB) error {
	for _, m := range migrations {
		if _, err := db.ExecContext(ctx, m.up); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return nil
}

// 13: bulk insert with placeholders in a pooled buffer.
var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func Bulk(db *sql.DB, rows [][2]string) error {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	buf.WriteString("INSERT INTO items (sku, qty) VALUES ")
	args := make([]any, 0, 2*len(rows))
	for i, r := range rows {
		if i > 0 {
			buf.WriteString(", ")
		}
		fmt.Fprintf(buf, "($%d, $%d)", 2*i+1, 2*i+2)
		args = append(args, r[0], r[1])
	}
	_, err := db.Exec(buf.String(), args...)
	return err
}

// 14: integer list.
func ByIDs(db *sql.DB, ids []int64) (*sql.Rows, error) {
	b := []byte("SELECT id FROM users WHERE id IN (0")
	for _, id := range ids {
		b = append(b, ',')
		b = strconv.AppendInt(b, id, 10)
	}
	b = append(b, ')')
	return db.Query(string(b))
}

// 15: slices.Contains guard on a package list.
var allowed = []string{"id", "name", "created_at"}

func OrderBy(db *sql.DB, col string) (*sql.Rows, error) {
	if !slices.Contains(allowed, col) {
		return nil, errors.New("bad column")
	}
	return db.Query("SELECT id FROM users ORDER BY " + col)
}

// 16: local func returning constants; bool chooses.
func dialect(pg bool) string {
	if pg {
		return "now()"
	}
	return "CURRENT_TIMESTAMP"
}

func Touch(db *sql.DB, pg bool, id string) (sql.Result, error) {
	return db.Exec("UPDATE users SET seen = "+dialect(pg)+" WHERE id = "+map[bool]string{true: "$1", false: "?"}[pg], id)
}

// 17: table name by year.
func Partition(db *sql.DB, t time.Time) (sql.Result, error) {
	name := fmt.Sprintf("events_%04d_%02d", t.Year(), int(t.Month()))
	return db.Exec("CREATE TABLE IF NOT EXISTS " + name + " (id INTEGER)")
}

// 18: statement cache keyed by user-independent constants.
type cache struct {
	mu sync.Mutex
	m  map[string]*sql.Stmt
	db *sql.DB
}

func (c *cache) get(q string) (*sql.Stmt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.m[q]; ok {
		return s, nil
	}
	s, err := c.db.Prepare(q)
	if err == nil {
		c.m[q] = s
	}
	return s, err
}

func (c *cache) User(id string) (*sql.Row, error) {
	s, err := c.get(byID)
	if err != nil {
		return nil, err
	}
	return s.QueryRow(id), nil
}

// 19: generic repository whose entities return constants.
type Entity interface{ Table() string }

type Book struct{}

func (Book) Table() string { return "books" }

type Pen struct{}

func (Pen) Table() string { return "pens" }

func CountOf[E Entity](db *sql.DB) *sql.Row {
	var e E
	return db.QueryRow("SELECT count(*) FROM " + e.Table())
}

// 20: cmp.Or, and a defaulted constant; formatted bool.
func Flags(db *sql.DB, on bool) (*sql.Rows, error) {
	q := cmp.Or("", "SELECT name FROM flags WHERE active = ") + strconv.FormatBool(on)
	return db.Query(strings.TrimSpace(q))
}

// 21: a struct of statements.
var stmts = struct{ get, del string }{
	get: "SELECT v FROM kv WHERE k = ?",
	del: "DELETE FROM kv WHERE k = ?",
}

func Del(db *sql.DB, k string) (sql.Result, error) { return db.Exec(stmts.del, k) }
