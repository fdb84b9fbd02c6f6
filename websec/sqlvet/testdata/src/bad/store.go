package bad

import (
	"database/sql"
	"encoding/json"
	"flag"
	"net/http"
	"strings"
	"sync"
)

type filter struct{ table, where string }

// idiom: a struct's field
func Field(db *sql.DB, r *http.Request) {
	f := filter{table: "users", where: "name = '" + r.FormValue("name") + "'"}
	db.Query("SELECT id FROM " + f.table + " WHERE " + f.where) // want "not made of constants"
}

// idiom: a chain of methods over a field
type finder struct {
	db    *sql.DB
	order string
}

func (f *finder) sortBy(col string) *finder {
	f.order = col
	return f
}

func (f *finder) find() (*sql.Rows, error) {
	return f.db.Query("SELECT id FROM users ORDER BY " + f.order) // want "not made of constants"
}

func Chain(db *sql.DB, r *http.Request) {
	f := &finder{db: db, order: "id"}
	f.sortBy(r.FormValue("order")).find()
}

type statement struct{ text strings.Builder }

func (s *statement) add(part string) { s.text.WriteString(part) }

// idiom: a builder in a struct
func BuilderField(db *sql.DB, r *http.Request) {
	s := new(statement)
	s.add("SELECT id FROM ")
	s.add(r.FormValue("table"))
	db.Query(s.text.String()) // want "not made of constants"
}

// idiom: a map's value
func MapValue(db *sql.DB, r *http.Request) {
	m := map[string]string{"id": "id"}
	m["order"] = r.FormValue("order")
	db.Query("SELECT id FROM users ORDER BY " + m["order"]) // want "not made of constants"
}

// idiom: a map's keys
func MapKeys(db *sql.DB, r *http.Request) {
	r.ParseForm()
	var conds []string
	for name := range r.Form {
		conds = append(conds, name+" = ?")
	}
	db.Query("SELECT id FROM users WHERE " + strings.Join(conds, " AND ")) // want "not made of constants"
}

// idiom: an element of a slice
func Element(db *sql.DB, r *http.Request) {
	parts := make([]string, 2)
	parts[0] = "SELECT id FROM users WHERE name = "
	parts[1] = r.FormValue("name")
	db.Query(parts[0] + parts[1]) // want "not made of constants"
}

// idiom: a channel
func Channel(db *sql.DB, r *http.Request) {
	texts := make(chan string, 1)
	go func() { texts <- "SELECT " + r.FormValue("col") }()
	db.Query(<-texts) // want "not made of constants"
}

// idiom: a channel that is ranged over
func ChannelRange(db *sql.DB, texts <-chan string) {
	for text := range texts {
		db.Exec(text) // want "not made of constants"
	}
}

// idiom: a variable that a closure captures
func Captured(db *sql.DB, r *http.Request) {
	text := "SELECT 1"
	set := func(s string) { text = s }
	set("SELECT " + r.FormValue("col"))
	db.Query(text) // want "not made of constants"
}

// idiom: a closure that runs the query
func ClosureRuns(db *sql.DB, r *http.Request) {
	run := func(table string) { db.Exec("DELETE FROM " + table) } // want "not made of constants"
	run(r.FormValue("table"))
}

var table = "users"

// idiom: a package's variable
func Global(db *sql.DB, r *http.Request) {
	table = r.FormValue("table")
	db.Query("SELECT id FROM " + table) // want "not made of constants"
}

var prefix = flag.String("prefix", "app_", "prefix of tables")

// idiom: a flag
func Flag(db *sql.DB) {
	db.Query("SELECT id FROM " + *prefix + "users") // want "not made of constants"
}

// idiom: a struct that was decoded
func Decoded(db *sql.DB, r *http.Request) {
	var in struct{ Order string }
	json.NewDecoder(r.Body).Decode(&in)
	db.Query("SELECT id FROM users ORDER BY " + in.Order) // want "not made of constants"
}

// idiom: a map that was decoded
func DecodedMap(db *sql.DB, raw []byte) {
	var in map[string]any
	json.Unmarshal(raw, &in)
	order, _ := in["order"].(string)
	db.Query("SELECT id FROM users ORDER BY " + order) // want "not made of constants"
}

// idiom: what the database says is not a constant either
func SecondOrder(db *sql.DB) {
	var name string
	db.QueryRow("SELECT name FROM users WHERE id = 1").Scan(&name)
	db.Exec("UPDATE users SET nick = '" + name + "'") // want "not made of constants"
}

// idiom: a pointer
func Pointer(db *sql.DB, r *http.Request) {
	text := "SELECT id FROM users"
	p := &text
	*p += " ORDER BY " + r.FormValue("order")
	db.Query(text) // want "not made of constants"
}

// idiom: sync.Map, any and a type assertion
func SyncMap(db *sql.DB, r *http.Request) {
	var m sync.Map
	m.Store("q", "SELECT "+r.FormValue("col"))
	v, _ := m.Load("q")
	db.Query(v.(string)) // want "not made of constants"
}
