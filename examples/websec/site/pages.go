package site

// A page is what the templates get.
type page struct {
	User     string
	Balance  int
	Comments []Comment
	Query    string
	Names    []string
}

// The pages of both twins. Only what reads them differs: text/template writes what it is
// given, websec's templates escape it for its place and stamp nonces on the scripts.
const pages = `
{{define "head"}}<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Guest book</title></head>
<body><main><h1>Guest book</h1>{{end}}

{{define "foot"}}</main><script>document.body.dataset.ready = "yes"</script></body></html>{{end}}

{{define "book"}}{{template "head" .}}
<p id="user">{{if .User}}{{.User}}, {{.Balance}} coins{{else}}nobody{{end}}</p>
<ul>{{range .Comments}}<li>{{.Name}}: {{.Text}}</li>{{end}}</ul>
<form id="write" method="post" action="/comment"><label>Text <input name="text"></label> <button>Write</button></form>
<form id="pay" method="post" action="/pay"><label>To <input name="to"></label> <label>Coins <input name="amount"></label> <button>Pay</button></form>
<p><a href="/login">Log in</a> <a href="/members">Members</a></p>
{{template "foot" .}}{{end}}

{{define "login"}}{{template "head" .}}
<form id="login" method="post" action="/login"><label>Name <input name="name"></label>
<label>Password <input name="password" type="password"></label> <button>Log in</button></form>
{{template "foot" .}}{{end}}

{{define "members"}}{{template "head" .}}
<p>Members like “{{.Query}}”</p>
<ul>{{range .Names}}<li>{{.}}</li>{{end}}</ul>
{{template "foot" .}}{{end}}
`
