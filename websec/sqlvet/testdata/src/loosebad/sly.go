package loosebad

import (
	"database/sql"
	"net/http"
	"reflect"
)

// idiom: a method by its name
func ref(db *sql.DB, r *http.Request) {
	m := reflect.ValueOf(db).MethodByName("Query") // want "not made of constants"
	m.Call([]reflect.Value{reflect.ValueOf("SELECT " + r.Host)})
}

// idiom: an interface in a function
func mv(db *sql.DB, r *http.Request) {
	type runner interface {
		Exec(string, ...any) (sql.Result, error)
	}
	var x any = db
	x.(runner).Exec("SELECT " + r.Host) // want "not made of constants"
}

// idiom: a function in a struct
type lazy struct{ f func() string }

func lz(db *sql.DB, r *http.Request) {
	l := lazy{func() string { return r.Host }}
	db.Query("SELECT " + l.f()) // want "not made of constants"
}

// idiom: a source as a method value
func bound(db *sql.DB, r *http.Request) {
	get := r.FormValue
	db.Query("SELECT " + get("x")) // want "not made of constants"
}

// idiom: a function parameter gives the text
func param(db *sql.DB, order func(*http.Request) string, r *http.Request) {
	db.Query("SELECT " + order(r)) // want "not made of constants"
}

// idiom: two variables at once
func multi(db *sql.DB, r *http.Request) {
	var q, _ = "SELECT " + r.Host, 1
	if _, err := db.Exec(q); err != nil { // want "not made of constants"
		return
	}
}

// idiom: a check that comes too late
func lateGuard(db *sql.DB, r *http.Request) {
	col := r.FormValue("c")
	db.Query("SELECT " + col) // want "not made of constants"
	if col != "id" {
		return
	}
}

// idiom: a check that something else can replace
func orGuard(db *sql.DB, r *http.Request) {
	col := r.FormValue("c")
	if col == "id" || len(col) < 5 {
		db.Query("SELECT " + col) // want "not made of constants"
	}
}

// idiom: a variable that changes after its check
func ptrGuard(db *sql.DB, r *http.Request) {
	col := r.FormValue("c")
	p := &col
	if *p == "id" {
		*p = r.FormValue("d")
		db.Query("SELECT " + *p) // want "not made of constants"
	}
}
