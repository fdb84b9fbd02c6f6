// Package wholebad has what is only bad because of which part of a value is used, or of
// who can call.
package wholebad

import (
	"database/sql"
	"fmt"
	"net/http"
	"strings"
	"text/template"
)

type listing struct {
	Table, Note string
	Rows        []row
}

type row struct{ Name, Note string }

// idiom: the field that the template writes is the user's
func UsedField(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Parse("SELECT id FROM {{.Table}}"))
	var b strings.Builder
	t.Execute(&b, used{Table: r.FormValue("table"), Note: "a note"})
	db.Query(b.String()) // want "not made of constants"
}

type used struct{ Table, Note string }

// idiom: the same by a pointer
func UsedByPointer(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Parse("SELECT id FROM {{.Table | printf `%s`}}"))
	var b strings.Builder
	p := &pointed{Note: "a note"}
	p.Table = r.FormValue("table")
	t.Execute(&b, p)
	db.Query(b.String()) // want "not made of constants"
}

type pointed struct{ Table, Note string }

// idiom: the template writes its data whole
func WholeData(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Parse("SELECT id FROM {{if .Table}}t{{end}} -- {{.}}"))
	var b strings.Builder
	t.Execute(&b, whole{Table: "t", Note: r.FormValue("note")})
	db.Query(b.String()) // want "not made of constants"
}

type whole struct{ Table, Note string }

// idiom: a variable of the template is its data
func ByVariable(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Parse("{{$all := .}}SELECT id FROM {{.Table}} -- {{$all.Note}}"))
	var b strings.Builder
	t.Execute(&b, named{Table: "t", Note: r.FormValue("note")})
	db.Query(b.String()) // want "not made of constants"
}

type named struct{ Table, Note string }

// idiom: the template comes back to its data from within a loop
func FromLoop(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Parse("SELECT {{range .Rows}}{{.Name}}, {{$.Note}}{{end}} FROM t"))
	var b strings.Builder
	t.Execute(&b, listing{Rows: []row{{Name: "id"}}, Note: r.FormValue("note")})
	db.Query(b.String()) // want "not made of constants"
}

// idiom: the template writes what a list has, whole
func WholeRows(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Parse("SELECT {{range .Rows}}{{.}}, {{end}}1 FROM t"))
	var b strings.Builder
	t.Execute(&b, rows{Rows: []string{"id", r.FormValue("col")}})
	db.Query(b.String()) // want "not made of constants"
}

type rows struct {
	Rows []string
	Note string
}

// idiom: the template writes a field of what a list has
func FieldOfRows(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Parse("SELECT {{range .Rows}}{{.Name}}, {{end}}1 FROM t"))
	var b strings.Builder
	t.Execute(&b, cells{Rows: []cell{{Name: "id"}, {Name: r.FormValue("col")}}})
	db.Query(b.String()) // want "not made of constants"
}

type cells struct {
	Rows []cell
	Note string
}

type cell struct{ Name string }

// idiom: the template writes a field of a field of a field
func FieldOfField(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Parse("SELECT id FROM {{.From.Table.Name}}"))
	var b strings.Builder
	t.Execute(&b, outer{From: middle{Table: innermost{Name: r.FormValue("table")}}})
	db.Query(b.String()) // want "not made of constants"
}

type outer struct{ From middle }

type middle struct{ Table innermost }

type innermost struct{ Name string }

// idiom: a struct in a struct is written whole
func Nested(db *sql.DB, r *http.Request) {
	db.Query(fmt.Sprint("SELECT id FROM t ", nest{Egg: egg{Yolk: r.FormValue("where")}})) // want "not made of constants"
}

type nest struct{ Egg egg }

type egg struct{ Yolk string }

// idiom: a template calls another one
func Called(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Parse("{{define `from`}}FROM {{.Table}}{{end}}SELECT id {{template `from` .}}"))
	var b strings.Builder
	t.Execute(&b, called{Table: r.FormValue("table")})
	db.Query(b.String()) // want "not made of constants"
}

type called struct{ Table, Note string }

// idiom: more is parsed into the template later
var grows = template.Must(template.New("q").Parse("SELECT id FROM {{.Table}} {{block `more` .}}{{end}}"))

func Grows(db *sql.DB, r *http.Request) {
	template.Must(grows.Parse("{{define `more`}}-- {{.Note}}{{end}}"))
	var b strings.Builder
	grows.Execute(&b, grown{Table: "t", Note: r.FormValue("note")})
	db.Query(b.String()) // want "not made of constants"
}

type grown struct{ Table, Note string }

// idiom: the template's text is not in the program
func Elsewhere(db *sql.DB, r *http.Request) {
	t := template.Must(template.ParseFiles("q.sql"))
	var b strings.Builder
	t.Execute(&b, elsewhere{Table: "t", Note: r.FormValue("note")})
	db.Query(b.String()) // want "not made of constants"
}

type elsewhere struct{ Table, Note string }

// idiom: a function of the template gives the user's text
func Funcs(db *sql.DB, r *http.Request) {
	t := template.New("q").Funcs(template.FuncMap{"table": func() string { return r.FormValue("table") }})
	var b strings.Builder
	template.Must(t.Parse("SELECT id FROM {{table}}")).Execute(&b, nil)
	db.Query(b.String()) // want "not made of constants"
}

// idiom: functions of the template come from another function
func FuncsOf(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Funcs(funcsOf(r)).Parse("SELECT id FROM {{table}}"))
	var b strings.Builder
	t.Execute(&b, nil)
	db.Query(b.String()) // want "not made of constants"
}

func funcsOf(r *http.Request) template.FuncMap {
	m := template.FuncMap{"upper": strings.ToUpper}
	m["table"] = func() (string, error) { return r.FormValue("table"), nil }
	return m
}

// idiom: a function of the template gives back another field
func FuncOfData(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Funcs(template.FuncMap{"note": func(d noted) string { return d.Note }}).Parse("SELECT id FROM {{.Table}} -- {{note .}}"))
	var b strings.Builder
	t.Execute(&b, noted{Table: "t", Note: r.FormValue("note")})
	db.Query(b.String()) // want "not made of constants"
}

type noted struct{ Table, Note string }

// idiom: a method of the data gives back another field
func Method(db *sql.DB, r *http.Request) {
	t := template.Must(template.New("q").Parse("SELECT id FROM {{.Table}} -- {{.Say}}"))
	var b strings.Builder
	t.Execute(&b, saying{Table: "t", note: r.FormValue("note")})
	db.Query(b.String()) // want "not made of constants"
}

type saying struct{ Table, note string }

func (s saying) Say() string { return s.note }

// idiom: nobody calls it, and nobody else can
func nobody(db *sql.DB, query string) {
	db.Query(query) // want "which nobody calls with a constant"
}
