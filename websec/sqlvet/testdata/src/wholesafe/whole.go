// Package wholesafe has what is good because of which part of a value is used, or because
// others answer for it.
package wholesafe

import (
	"database/sql"
	"html/template"
	"net/http"
	"strings"
	text "text/template"
)

// safe: a field that the template does not write is the user's
func UnusedField(db *sql.DB, r *http.Request) {
	t := text.Must(text.New("q").Parse("SELECT id FROM {{.Table}}"))
	var b strings.Builder
	t.Execute(&b, unused{Table: "t", Note: r.FormValue("note")})
	db.Query(b.String())
}

type unused struct{ Table, Note string }

// safe: the same by a pointer and a template of the package
var page = template.Must(template.New("q").Option("missingkey=error").Parse(`{{/* a list */}}SELECT id FROM {{.Table}} {{if .Deep}}WHERE deep{{else}}LIMIT 1{{end}}`))

func UnusedByPointer(db *sql.DB, r *http.Request) {
	var b strings.Builder
	d := &deep{Table: "t", Deep: true, Note: r.FormValue("note")}
	page.Execute(&b, d)
	db.Query(b.String())
}

type deep struct {
	Table string
	Deep  bool
	Note  string
}

// safe: a loop over constants beside a note of the user's
func Loop(db *sql.DB, r *http.Request) {
	t := text.Must(text.New("q").Parse("SELECT {{range $i, $c := .Cols}}{{if $i}}, {{end}}{{$c}} {{.}}{{end}} FROM {{$.Table}}"))
	var b strings.Builder
	t.ExecuteTemplate(&b, "q", looped{Table: "t", Cols: []string{"id", "name"}, Note: r.FormValue("note")})
	db.Query(b.String())
}

type looped struct {
	Table, Note string
	Cols        []string
}

// safe: functions of a template that only change what they are given
func helpers() text.FuncMap {
	return text.FuncMap{"list": func(names []string) string { return strings.Join(names, ", ") }, "upper": strings.ToUpper}
}

func Funcs(db *sql.DB, r *http.Request) {
	t := text.Must(text.New("q").Funcs(helpers()).Funcs(text.FuncMap{"n": func() int { return len(r.Host) }}).Parse("SELECT {{list .Cols}} FROM {{upper .Table}} LIMIT {{n}}"))
	var b strings.Builder
	t.Execute(&b, helped{Table: "t", Cols: []string{"id"}, Note: r.FormValue("note")})
	db.Query(b.String())
}

type helped struct {
	Table, Note string
	Cols        []string
}

// safe: an exported function that passes its text on: who imports it is looked at
func Run(db *sql.DB, query string, args ...any) error {
	_, err := db.Exec(query, args...)
	return err
}

// safe: a method of an exported type that does
type Store struct{ db *sql.DB }

func (s *Store) Rows(query string) (*sql.Rows, error) { return s.db.Query(query) }
