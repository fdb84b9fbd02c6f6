// Package loosebad has idioms in the manner of a quick test, unexported and uncalled.
package loosebad

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"iter"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"text/template"
	"unsafe"
)

// idiom: names and values of a query string
func b1(db *sql.DB, r *http.Request) {
	stmt := "UPDATE users SET "
	for k, v := range r.URL.Query() {
		stmt += k + "='" + v[0] + "',"
	}
	db.Exec(stmt) // want "not made of constants"
}

// idiom: Sprintf with indexed verbs
func b2(db *sql.DB, r *http.Request) {
	db.Exec(fmt.Sprintf("%[2]s %[1]s", r.FormValue("a"), "DELETE FROM")) // want "not made of constants"
}

var once sync.Once
var gq string

// idiom: a variable that sync.Once sets
func b3(db *sql.DB, r *http.Request) {
	once.Do(func() { gq = "SELECT " + r.Host })
	db.Query(gq) // want "not made of constants"
}

// idiom: a deferred function runs what is built after it
func b4(db *sql.DB, r *http.Request) {
	var sb strings.Builder
	defer func() { db.Exec(sb.String()) }() // want "not made of constants"
	sb.WriteString(r.FormValue("x"))
}

// idiom: a closure that a closure makes
func b5(db *sql.DB, r *http.Request) {
	mk := func(t string) func() string { return func() string { return "SELECT " + t } }
	db.Query(mk(r.Host)()) // want "not made of constants"
}

type repo interface{ find(q string) }
type sqlRepo struct{ db *sql.DB }

func (s sqlRepo) find(q string) { s.db.Query(q) }

// idiom: an interface of one's own whose method runs text
func b6(rp repo, r *http.Request) {
	rp.find("SELECT " + r.Host) // want "not made of constants"
}

// idiom: a type switch
func b7(db *sql.DB, v any) {
	q := "SELECT "
	switch x := v.(type) {
	case string:
		q += x
	case int:
		q += fmt.Sprint(x)
	}
	db.Query(q) // want "not made of constants"
}

type flt struct{ where string }

// idiom: a copy of a struct
func b8(db *sql.DB, r *http.Request) {
	a := flt{where: r.Host}
	b := a
	db.Query("SELECT " + b.where) // want "not made of constants"
}

// idiom: pointers to structs in a slice
func b9(db *sql.DB, r *http.Request) {
	fs := []*flt{{where: "a"}, {where: r.Host}}
	for _, f := range fs {
		db.Query("SELECT " + f.where) // want "not made of constants"
	}
}

// idiom: strings.Cut
func b10(db *sql.DB, r *http.Request) {
	a, _, _ := strings.Cut(r.Host, ",")
	db.Query("SELECT " + a) // want "not made of constants"
}

// idiom: iter.Pull
func b11(db *sql.DB, s iter.Seq[string]) {
	next, stop := iter.Pull(s)
	defer stop()
	q, _ := next()
	db.Query(q) // want "not made of constants"
}

// idiom: a file
func b12(db *sql.DB) {
	b, _ := os.ReadFile("x.sql")
	db.Query(string(b)) // want "not made of constants"
}

// idiom: bytes of a connection
func b13(db *sql.DB, c net.Conn) {
	buf := make([]byte, 100)
	n, _ := c.Read(buf)
	db.Exec(string(buf[:n])) // want "not made of constants"
}

// idiom: CSV
func b14(db *sql.DB, r *http.Request) {
	recs, _ := csv.NewReader(r.Body).ReadAll()
	db.Exec("SELECT " + recs[0][1]) // want "not made of constants"
}

// idiom: unsafe.String
func b15(db *sql.DB, b []byte) {
	db.Exec(unsafe.String(&b[0], len(b))) // want "not made of constants"
}

// idiom: a template's data behind a pointer
func b16(db *sql.DB, r *http.Request) {
	type data struct{ N string }
	var sb strings.Builder
	template.Must(template.New("").Parse("SELECT {{.N}}")).ExecuteTemplate(&sb, "x", &data{r.Host})
	db.Exec(sb.String()) // want "not made of constants"
}

// idiom: a context's value
func b17(ctx context.Context, db *sql.DB) {
	db.ExecContext(ctx, "SET x = "+ctx.Value("tenant").(string)) // want "not made of constants"
}

// idiom: keys of a decoded map
func b18(db *sql.DB, r *http.Request) {
	in := map[string]string{}
	json.NewDecoder(r.Body).Decode(&in)
	for k := range in {
		db.Exec("SELECT " + k) // want "not made of constants"
	}
}

// idiom: a line of the standard input
func b19(db *sql.DB) {
	sc := bufio.NewReader(os.Stdin)
	l, _ := sc.ReadString('\n')
	db.Exec(l) // want "not made of constants"
}

// idiom: a wrapper that formats
type T1 struct{ db *sql.DB }

func (t *T1) run(format string, a ...any) { t.db.Exec(fmt.Sprintf(format, a...)) } // want "not made of constants"
func b20(t *T1, r *http.Request)          { t.run("DELETE FROM %s", r.Host) }

// idiom: one of two functions
func b21(db *sql.DB, r *http.Request) {
	f := db.Query
	if r.Host == "" {
		f = func(q string, a ...any) (*sql.Rows, error) { return nil, nil }
	}
	f("SELECT " + r.Host) // want "not made of constants"
}

// idiom: a method of a string type
type ident string

func (i ident) sql() string { return `"` + string(i) + `"` }
func b22(db *sql.DB, r *http.Request) {
	db.Query("SELECT " + ident(r.Host).sql()) // want "not made of constants"
}

// idiom: a check of another turn of the loop
func b23(db *sql.DB, cols []string) {
	found := false
	for _, c := range cols {
		if c == "id" {
			found = true
		}
		if found {
			db.Query("SELECT " + c) // want "not made of constants"
		}
	}
}

// idiom: an element of an array
func b24(db *sql.DB, r *http.Request) {
	q := [...]string{"a", "b"}
	q[1] = r.Host
	db.Query(q[0] + q[1]) // want "not made of constants"
}

// idiom: a recovered panic
func b25(db *sql.DB, r *http.Request) {
	var q string
	for range 2 {
		func() {
			defer func() { q = "SELECT " + fmt.Sprint(recover()) }()
			panic(r.Host)
		}()
	}
	db.Query(q) // want "not made of constants"
}

// idiom: Sscanf
func b26(db *sql.DB, r *http.Request) {
	var q string
	fmt.Sscanf(r.Host, "%s", &q)
	db.Query(q) // want "not made of constants"
}

// idiom: a list that is copied
func b27(db *sql.DB, r *http.Request) {
	parts := strings.Split(r.Host, ",")
	cols := make([]string, 0)
	for i := range parts {
		cols = append(cols, parts[i])
	}
	db.Query(strings.Join(cols, "")) // want "not made of constants"
}

// idiom: a pointer to a pointer
func b28(db *sql.DB, id int, name string) {
	q := "SELECT 1"
	p := &q
	pp := &p
	**pp = name
	db.Query(q) // want "not made of constants"
}

// idiom: a builder in a map
func b29(db *sql.DB, r *http.Request) {
	m := map[string]*strings.Builder{"a": {}}
	m["a"].WriteString(r.Host)
	db.Query(m["a"].String()) // want "not made of constants"
}

// idiom: a linked list
func b30(db *sql.DB, r *http.Request) {
	type node struct {
		text string
		next *node
	}
	n := &node{"SELECT", &node{text: r.Host}}
	var sb strings.Builder
	for ; n != nil; n = n.next {
		sb.WriteString(n.text)
	}
	db.Query(sb.String()) // want "not made of constants"
}
