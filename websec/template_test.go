package websec_test

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// TestGuardRefuses is the list of what html/template lets through, or what it and
// browsers may read differently. Each refusal says why, in the words beside it.
func TestGuardRefuses(t *testing.T) {
	tests := []struct{ text, why string }{
		{`<iframe srcdoc="{{.}}"></iframe>`, "srcdoc"},
		{`<iframe srcdoc='<p>{{.}}</p>'></iframe>`, "write &lt;"},
		{`<iframe src="/x" sandbox="{{.}}"></iframe>`, "sandbox of an iframe"},
		{`<iframe>{{.}}</iframe>`, "inside of <iframe>"},
		{`<script src="{{.}}"></script>`, "use scriptURL"},
		{`<script src="/static/{{.}}"></script>`, "use scriptURL"},
		{`<script src="{{scriptURL .}}/x.js"></script>`, "the whole value"},
		{`<script src="{{scriptURL .}}{{.}}"></script>`, "use scriptURL"},
		{`<script type="{{.}}">x</script>`, "the type of a script"},
		{`<script>var x = {{.}};</script>`, "inside of <script>"},
		{`<script type="module">import x from {{.}}</script>`, "inside of <script>"},
		{`<script type="importmap">{"imports":{{.}}}</script>`, "inside of <script>"},
		{`<script type="application/json">"<b>"</script>`, "a tag inside of <script>"},
		{`<script>"<!--"</script>`, "<!-- changes"},
		{`<script nonce="abc">x</script>`, "a constant nonce"},
		{`<script nonce="{{.}}">x</script>`, "other than {{nonce}}"},
		{`<script data-user="{{.}}">x</script>`, "put data into another element"},
		{`<script src="/a.js" id="{{.}}"></script>`, "put data into another element"},
		{`<script type="module" type="text/javascript"></script>`, "type is there twice"},
		{`<button onclick="go({{.}})">x</button>`, "inline event handler"},
		{`<button onclick="go()">x</button>`, "inline event handlers (onclick)"},
		{`<button ONCLICK=go()>x</button>`, "inline event handlers"},
		{`<a href="javascript:go()">x</a>`, "javascript: URL"},
		{`<a href="&#106;ava&#x0A;script:go()">x</a>`, "javascript: URL"},
		{"<a href=\" java\tscript:{{.}}\">x</a>", "javascript: URL"},
		{`<a href="{{.}}:alert(1)">x</a>`, "colon behind it"},
		{`<a href="{{.}}&colon;alert(1)">x</a>`, "colon behind it"},
		{`<a href="java{{.}}">x</a>`, "complete the scheme"},
		{`<a href="{{.}}script{{.}}">x</a>`, "second action"},
		{`<a href="{{.}}&col{{/* */}}on;x">x</a>`, "colon behind it"},
		{`<a href="{{.}}&#{{/* */}}58;x">x</a>`, "colon behind it"},
		{`<a href="java&#{{.}};cript:x">x</a>`, "complete the scheme"},
		{`<a href="&#{{.}};">x</a>`, "complete the scheme"},
		{`<button formaction="/&#{{.}};evil.example">x</button>`, "character reference"},
		{`<a href="/&#{{.}};evil.example">x</a>`, "character reference"},
		{`<math><annotation-xml encoding="{{.}}"></annotation-xml></math>`, "encoding"},
		{`<svg><a xlink:href="java{{.}}">x</a></svg>`, "complete the scheme"},
		{`<meta http-equiv="refresh" content="0;url={{.}}">`, "meta with http-equiv"},
		{`<meta content="0;url={{.}}" http-equiv=refresh>`, "meta with http-equiv"},
		{`<meta http-equiv="{{.}}" content="x">`, "http-equiv of a meta"},
		{`<meta http-equiv=refresh content="0;url=javascript:x">`, "refresh to a javascript"},
		{`<base href="{{.}}">`, "<base>"},
		{`<object data="{{.}}"></object>`, "<object>"},
		{`<embed src="{{.}}">`, "<embed>"},
		{`<link rel=stylesheet href="{{.}}">`, "href of a link"},
		{`<link href="{{.}}">`, "href of a link"},
		{`<link href="{{.}}" rel="alternate stylesheet">`, "href of a link"},
		{`<link rel="{{.}}" href="/x">`, "rel of a link"},
		{`<p style="color: {{.}}">x</p>`, "style attribute"},
		{`<style>p { color: {{.}} }</style>`, "inside of <style>"},
		{`<style>p { content: "</b>" }</style>`, "a tag inside of <style>"},
		{`<p title={{.}}>x</p>`, "without quotes"},
		{`<p title=a{{.}}>x</p>`, "tag's or attribute's name"},
		{`<p {{.}}>x</p>`, "tag's or attribute's name"},
		{`<p {{.}}="x">x</p>`, "tag's or attribute's name"},
		{`<p data-{{.}}="x">x</p>`, "tag's or attribute's name"},
		{`<{{.}}>x`, "cut off"},
		{`<h{{.}}>x`, "tag's or attribute's name"},
		{`</{{.}}>x`, "cut off"},
		{`</p {{.}}>x`, "tag's or attribute's name"},
		{`</p title="{{.}}">x`, "in an end tag"},
		{`<!-- {{.}} -->`, "inside of a comment"},
		{`<!-->{{.}}-->`, "browsers end this comment"},
		{`<!-- --!>{{.}}-->`, "browsers end this comment"},
		{`<!-- x -{{if .}}->{{end}}`, "comment's end is cut off"},
		{`<!DOCTYPE {{.}}>`, "inside of a declaration"},
		{`<svg><![CDATA[ {{.}} ]]></svg>`, "CDATA"},
		{`<svg><script>x</script></svg>`, "svg and math"},
		{`<svg></math><style>p{}</style>`, "</math> while <svg> is open"},
		{`<svg><math></svg><style>p{}</style>`, "</svg> while <math> is open"},
		{`<svg / ><style>p{}</style>`, "inside of svg and math"},
		{`<svg a=b/><style>p{}</style>`, "inside of svg and math"},
		{`<svg><foreignObject><div></svg></div></foreignObject><style>p{}</style>`, "</svg> while <div> is open"},
		{`<svg><g><foreignObject></g><style>p{}</style>`, "</g> while <foreignobject> is open"},
		{`<svg><g><foreignObject><div></foreignObject></g></svg></div></g><style>p{}</style>`, "</foreignobject> while <div> is open"},
		{`<svg><foreignObject><div/></foreignObject></svg>`, "</foreignobject> while <div> is open"},
		{`<svg><foreignObject><svg><p></p></svg></foreignObject></svg>`, "<p> ends svg"},
		{`<math><annotation-xml encoding="text/html"><p></math><style>p{}</style>`, "encoding"},
		{strings.Repeat(`<svg>`, 33), "too many elements"},
		{`<svg><animate attributeName="href" values="{{.}}"/></svg>`, "<animate>"},
		{`<svg><set attributeName="href" to="{{.}}"/></svg>`, "<set>"},
		{`<svg><use href="{{.}}"/></svg>`, "<use>"},
		{`<xmp>{{.}}</xmp>`, "obsolete"},
		{`<plaintext>{{.}}`, "obsolete"},
		{`<title><a href="{{.}}">x</a></title>`, "a tag inside of <title>"},
		{`<textarea><b>{{.}}</b></textarea>`, "a tag inside of <textarea>"},
		{`<noscript><p title="</noscript><a href='{{.}}'>"></noscript>`, "write &lt;"},
		{`<form method="{{.}}">`, "method of a form"},
		{`<button formmethod="{{.}}">x</button>`, "method of a form"},
		{`<button formaction="{{.}}">x</button>`, "formaction"},
		{`<form method="post"><input type=submit formaction="https://evil.example/"></form>`, "formaction leads to another site"},
		{`<button form="pay" formaction="//evil.example">x</button>`, "formaction leads to another site"},
		{`<button formaction="//{{.}}">x</button>`, "formaction"},
		{`<p @click="{{.}}">x</p>`, "frameworks"},
		{`<p v-html="{{.}}">x</p>`, "frameworks"},
		{`<p hx-on:click="{{.}}">x</p>`, "frameworks"},
		{`<p x-data="{{.}}">x</p>`, "frameworks"},
		{`<p ng:click="{{.}}">x</p>`, "frameworks"},
		{`<p ng_click="{{.}}">x</p>`, "frameworks"},
		{`<p data-ng-click="{{.}}">x</p>`, "frameworks"},
		{`<p data-hx-headers="{{.}}">x</p>`, "frameworks"},
		{`<p hx-trigger="{{.}}">x</p>`, "frameworks"},
		{`<p hx-request="{{.}}">x</p>`, "frameworks"},
		{`<p data-bind="{{.}}">x</p>`, "frameworks"},
		{`<p _="{{.}}">x</p>`, "frameworks"},
		{`<p hx-get="{{.}}">x</p>`, "another site's markup"},
		{`<p data-hx-post="https:{{.}}">x</p>`, "another site's markup"},
		{"<a href=\"\x01{{.}}\">x</a>", "complete the scheme"},
		{"<a href=\"\x0b{{.}}\">x</a>", "complete the scheme"},
		{"<a href=\" \x1f{{.}}\">x</a>", "complete the scheme"},
		{"<a href=\"\u00a0{{.}}\">x</a>", "complete the scheme"},
		{"<a href=\"&#1;{{.}}\">x</a>", "complete the scheme"},
		{`<form action="https://other.example/"><form method="post" action="/pay">`, "drop this tag"},
		{`{{if .}}<form>{{end}}<form method="post">`, "drop this tag"},
		{`{{range .}}<form>{{end}}`, "drop this tag"},
		{`{{define "pay"}}<form method="post"></form>{{end}}{{template "pay"}}<form>{{template "pay"}}</form>`, "drop this tag"},
		{`<base href="https://other.example/">`, "a base on another site"},
		{`<base href="//other.example/">`, "a base on another site"},
		{`{{if csrfToken}}x{{end}}`, "never empty"},
		{`{{with nonce}}x{{end}}`, "never empty"},
		{`{{if and . (eq csrfToken "")}}x{{end}}`, "never empty"},
		{`{{range csrfToken}}x{{end}}`, "no list"},
		{`{{printf "%.6s" nonce}}`, "cannot be computed with"},
		{`{{nonce | printf "%.6s"}}`, "cannot be computed with"},
		{`{{$x := len csrfToken}}{{$x}}`, "cannot be computed with"},
		{`{{define "a"}}{{.}}{{end}}{{template "a" (slice nonce 1 2)}}`, "cannot be computed with"},
		{`<svg xmlns="{{.}}"></svg>`, "namespace"},
		{`<p {{if .}}title="x{{end}}">`, "branches end in different places"},
		{`<p>{{if .}}<script>{{end}}x</script>`, "branches end in different places"},
		{`<p {{if .}}title{{end}}x="1">`, "a blank is missing"},
		{`{{if .}}<a href="{{else}}<a title="{{end}}{{.}}">`, "branches end in different places"},
		{`<p title="{{range .}}x">{{end}}`, "branches end"},
		{`{{range .}}<p title="{{break}}">{{end}}`, "a loop is left"},
		{`{{range .}}<p>{{else}}<p title="{{end}}`, "branches end"},
		{`<p title="x`, "ends inside"},
		{`<script>x`, "ends inside"},
		{`<p title="x"title="y">`, "a blank is missing"},
		{`<p title=>`, "the value is missing"},
		{`<p title=a"b>`, "without quotes"},
		{`<p <b>`, "no attribute's name"},
		{`<sc{{/* */}}ript>`, "a blank is missing"},
		{`<script>x</scr{{/* */}}ipt>`, "cut off"},
		{`{{template "none"}}`, "no template"},
		{`{{define "x"}}{{template "x"}}<p title="{{end}}{{template "x"}}`, "recursive"},
		{`{{define "x"}}a{{template "x"}}{{end}}<a href="{{template "x"}}">`, "too many places"},
		{`{{define "x"}}<b>{{end}}<p title="{{template "x"}}">{{template "x"}}`, "write &lt;"},
		{`{{define "x"}}post{{end}}{{template "x"}}<script type="{{template "x"}}">{{template "x"}}</script>`, ""},
		{`{{define "x"}} method="post">{{end}}<form{{template "x"}}</form><p{{template "x"}}</p>`, "read it differently"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			_, err := websec.ParseTemplate("page", tt.text)
			if tt.why == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, websec.ErrTemplate)
			require.ErrorContains(t, err, tt.why)
			var refused *websec.TemplateError
			require.ErrorAs(t, err, &refused)
			require.Contains(t, refused.Template, "page")
			require.Equal(t, 1, refused.Line)
		})
	}
}

// TestBranchErrors: the message names the template, the line, and where each way ends.
func TestBranchErrors(t *testing.T) {
	const advice = "; let each have whole tags or whole attributes"
	for text, want := range map[string]string{
		"<b>x</b>\n<p\n{{if .Wide}}\ntitle=\"x{{end}}\">":                         `page:3: "{{if .Wide}}": the branches end in different places: {{if}} (line 3) in the value of title of <p>, in double quotes; without it in the tag <p>`,
		"{{if .A}}\n<a href=\"{{else}}\n<a title=\"{{end}}{{.B}}\">":              `page:1: "{{if .A}}": the branches end in different places: {{if}} (line 1) in the value of href of <a>, in double quotes; {{else}} (line 2) in the value of title of <a>, in double quotes`,
		`<p>{{with .A}}<script>{{end}}x</script>`:                                 `page:1: "{{with .A}}": the branches end in different places: {{with}} (line 1) in the text of <script>; without it in text`,
		`{{range .L}}<p>{{else}}<p title="{{end}}`:                                `page:1: "{{range .L}}": the branches end in different places: {{range}} in text; {{else}} (line 1) in the value of title of <p>, in double quotes`,
		"<p title=\"{{range .L}}x\">\n{{end}}":                                    `page:1: "{{range .L}}": the branches end in different places: before {{range}} in the value of title of <p>, in double quotes; its body (line 1) in text`,
		`<form method="post" {{if .A}}action="/a"{{end}}>`:                        `page:1: "{{if .A}}": the branches end in different places: {{if}} (line 1) in the tag <form> with action; without it in the tag <form> without action`,
		`<form {{if .A}}method="post"{{else}}method="get"{{end}}>`:                `page:1: "{{if .A}}": the branches end in different places: {{if}} (line 1) in the tag <form> method being "post"; {{else}} (line 1) in the tag <form> method being "get"`,
		`<a href="/{{if .A}}{{.A}}{{end}}">`:                                      `page:1: "{{if .A}}": the branches end in different places: {{if}} (line 1) in the value of href of <a>, in double quotes behind an action; without it in the value of href of <a>, in double quotes`,
		`<a href="{{if .A}}/a/{{else}}/b/{{end}}{{.B}}">`:                         `page:1: "{{if .A}}": the branches end in different places: {{if}} (line 1) in the value of href of <a>, in double quotes behind "/a/"; {{else}} (line 1) in the value of href of <a>, in double quotes behind "/b/"`,
		`{{define "part"}}<svg>{{if .}}</svg>{{end}}{{end}}{{template "part" .}}`: `page (part):1: "{{if .}}": the branches end in different places: {{if}} (line 1) in text outside of svg and math; without it in text inside of <svg>`,
	} {
		_, err := websec.ParseTemplate("page", text)
		require.EqualError(t, err, "websec: template refused: "+want+advice, text)
	}
}

// TestGuardAccepts shows what pages are made of, rendered with data that would break
// out of each place.
func TestGuardAccepts(t *testing.T) {
	const evil = `"'><script>x</script>`
	const asText = `&#34;&#39;&gt;&lt;script&gt;x&lt;/script&gt;`
	tests := []struct{ text, want string }{
		{`<p>{{.}}</p>`, `<p>` + asText + `</p>`},
		{`<p title="{{.}}">x</p>`, `<p title="` + asText + `">x</p>`},
		{`<p title='{{.}}'>x</p>`, `<p title='` + asText + `'>x</p>`},
		{`<title>{{.}}</title>`, `<title>` + asText + `</title>`},
		{`<textarea>{{.}}</textarea>`, `<textarea>` + asText + `</textarea>`},
		{`<a href="/find?q={{.}}">x</a>`, `<a href="/find?q=%22%27%3e%3cscript%3ex%3c%2fscript%3e">x</a>`},
		{`<a href="{{.}}">x</a>`, `<a href="%22%27%3e%3cscript%3ex%3c/script%3e">x</a>`},
		{`<a href="/?a=1&amp;b&{{.}}">x</a>`, `<a href="/?a=1&amp;b&%22%27%3e%3cscript%3ex%3c%2fscript%3e">x</a>`},
		{`<a href="{{.}}/x:y">x</a>`, `<a href="%22%27%3e%3cscript%3ex%3c/script%3e/x:y">x</a>`},
		{`<option value="{{.}}" {{if .}}selected{{end}}>x`, `<option value="` + asText + `" selected>x`},
		{`<input{{if .}} checked{{end}} title="{{.}}">`, `<input checked title="` + asText + `">`},
		{`<td{{range $i := list}} data-x="{{$i}}"{{end}}>`, `<td data-x="1" data-x="2">`},
		{`{{range list}}{{if .}}{{continue}}{{end}}<b>{{.}}</b>{{else}}none{{end}}`, ``},
		{`{{with $x := .}}<b>{{$x}}</b>{{else}}none{{end}}`, `<b>` + asText + `</b>`},
		{`{{define "x"}}<li>{{.}}{{end}}<ul>{{template "x" .}}</ul>`, `<ul><li>` + asText + `</ul>`},
		{`{{define "attrs"}} class="a" title="{{.}}"{{end}}<p{{template "attrs" .}}>x</p>`, `<p class="a" title="` + asText + `">x</p>`},
		{`{{define "x"}}a{{if eq . ""}}{{template "x"}}{{end}}{{end}}<p title="{{template "x" .}}">x</p>`, `<p title="a">x</p>`},
		{`<!DOCTYPE html><!-- a comment --><p>x`, `<!DOCTYPE html><p>x`},
		{`<script type="application/json">{{.}}</script>`, `<script type="application/json">"\"'\u003e\u003cscript\u003ex\u003c/script\u003e"</script>`},
		{`<script>if (1 < 2) { go() }</script>`, `<script>if (1 < 2) { go() }</script>`},
		{`<svg viewBox="0 0 1 1"><title>{{.}}</title><path d="{{.}}"/></svg>`, `<svg viewBox="0 0 1 1"><title>` + asText + `</title><path d="` + asText + `"/></svg>`},
		{`<svg><path d="{{.}}"><g><path></g><svg><g></g></svg></svg></svg></math><style>p{}</style>`, `<svg><path d="` + asText + `"><g><path></g><svg><g></g></svg></svg></svg></math><style>p{}</style>`},
		{
			`<svg><foreignObject><p title="{{.}}">a<br>b<img src="/a.png"/></p><svg><g/><use href="#a"/></svg></foreignObject></svg><script>go()</script>`,
			`<svg><foreignObject><p title="` + asText + `">a<br>b<img src="/a.png"/></p><svg><g/><use href="#a"/></svg></foreignObject></svg><script>go()</script>`,
		},
		{`<math><mi>{{.}}</mi><mo>+</mo></math><svg/><svg a/><style>p{}</style>`, `<math><mi>` + asText + `</mi><mo>+</mo></math><svg/><svg a/><style>p{}</style>`},
		{`<link rel="canonical" href="/{{.}}">`, `<link rel="canonical" href="/%22%27%3e%3cscript%3ex%3c/script%3e">`},
		{`<meta name="description" content="{{.}}">`, `<meta name="description" content="` + asText + `">`},
		{`<p>1 < 2 &amp; 3 <= 4</p>`, `<p>1 &lt; 2 &amp; 3 &lt;= 4</p>`},
		{`<my-tag data-a="{{.}}"></my-tag>`, `<my-tag data-a="` + asText + `"></my-tag>`},
		{`<form method="get"><button formaction="/go/x?{{.}}">x</button></form>`, `<form method="get"><button formaction="/go/x?%22%27%3e%3cscript%3ex%3c%2fscript%3e">x</button></form>`},
		{`{{if .}}<form>{{end}}<p>x{{if .}}</form>{{end}}`, `<form><p>x</form>`},
		{`{{range list}}<form></form>{{end}}<form action="/x"></form>`, `<form></form><form></form><form action="/x"></form>`},
		{`<base href="/app/"><p hx-get="/items/{{.}}" hx-target="#{{.}}">`, `<base href="/app/"><p hx-get="/items/` + asText + `" hx-target="#` + asText + `">`},
		{"<a href=\" \n\t{{.}}\">x</a>", "<a href=\" \n\t%22%27%3e%3cscript%3ex%3c/script%3e\">x</a>"},
		{`{{define "t"}}<i>{{.}}</i>{{end}}{{$t := csrfToken}}{{template "t" $t}}{{template "t" nonce}}`, `<i></i><i></i>`},
		{`<img src="/a.png" alt="{{.}}" / >`, `<img src="/a.png" alt="` + asText + `" / >`},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			set, err := template.New("page").Funcs(websec.TemplateFuncs()).
				Funcs(template.FuncMap{"list": func() []int { return []int{1, 2} }}).Parse(tt.text)
			require.NoError(t, err)
			page, err := websec.Guard(set)
			require.NoError(t, err)
			w := httptest.NewRecorder()
			require.NoError(t, page.Execute(w, httptest.NewRequest("GET", "/", nil), "page", evil))
			require.Equal(t, tt.want, w.Body.String())
			require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
		})
	}
}

// protected runs a handler behind Protect with tokens bound to a cookie.
func protected(t *testing.T, h http.HandlerFunc, options ...websec.Option) http.Handler {
	t.Helper()
	return protectedBy(t, websec.CSRF{Tokens: &websec.Tokens{}}, h, options...)
}

func protectedBy(t *testing.T, csrf websec.CSRF, h http.HandlerFunc, options ...websec.Option) http.Handler {
	t.Helper()
	protect, err := websec.Protect(append([]websec.Option{websec.WithCSRF(csrf)}, options...)...)
	require.NoError(t, err)
	return protect(h)
}

func TestStamps(t *testing.T) {
	page, err := websec.ParseTemplateFS(fstest.MapFS{"page.html": {Data: []byte(`<style>p{}</style><link rel=stylesheet href=/a.css>
<script>go()</script><script src="{{scriptURL .}}" nonce="{{nonce}}"></script><meta name="csrf-token" content="{{csrfToken}}">
<form method="POST" action="/buy"><b>a</b></form>
<form method="POST"></form><form method="post" action="buy"></form>
<form></form><form method=post action="//other.example/"></form><form method=post action="https://other.example/"></form><form method=post action="/{{nonce}}"></form><form method=post action="&#1;//other.example"></form>`)}}, "*.html")
	require.NoError(t, err)
	var nonce, token string
	h := protected(t, func(w http.ResponseWriter, r *http.Request) {
		require.NoError(t, page.Execute(w, r, "page.html", websec.TrustScript("https://cdn.example/a.js")))
		nonce, token = websec.Nonce(r.Context()), websec.Token(r.Context())
	})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	require.Len(t, nonce, 22)
	field := `<input type="hidden" name="csrf_token" value="` + token + `">`
	at := ` nonce="` + nonce + `"`
	require.Equal(t, `<style`+at+`>p{}</style><link rel=stylesheet href=/a.css`+at+`>
<script`+at+`>go()</script><script src="https://cdn.example/a.js"`+at+`></script><meta name="csrf-token" content="`+token+`">
<form method="POST" action="/buy">`+field+`<b>a</b></form>
<form method="POST">`+field+`</form><form method="post" action="buy">`+field+`</form>
<form></form><form method=post action="//other.example/"></form><form method=post action="https://other.example/"></form><form method=post action="/`+nonce+`">`+field+`</form><form method=post action="&#1;//other.example"></form>`, w.Body.String())
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "script-src 'nonce-"+nonce+"' 'strict-dynamic'")
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
}

func TestTemplateErrors(t *testing.T) {
	_, err := websec.Guard(nil)
	require.ErrorIs(t, err, websec.ErrTemplate)

	_, err = websec.ParseTemplate("page", "{{")
	require.ErrorIs(t, err, websec.ErrTemplate)
	_, err = websec.ParseTemplateFS(fstest.MapFS{}, "*.html")
	require.ErrorIs(t, err, websec.ErrTemplate)

	done := template.Must(template.New("page").Parse("x"))
	require.NoError(t, done.Execute(new(strings.Builder), nil))
	_, err = websec.Guard(done)
	require.ErrorIs(t, err, websec.ErrTemplate, "a set that was executed is escaped already")

	_, err = websec.ParseTemplate("page", "<script>var a = `${1")
	require.ErrorIs(t, err, websec.ErrTemplate)
	_, err = websec.ParseTemplate("page", `{{.|html|print}}`)
	require.ErrorIs(t, err, websec.ErrTemplate, "html/template's own refusals come at once")
	require.ErrorContains(t, err, "predefined escaper")

	page, err := websec.ParseTemplate("page", "{{define \"part\"}} title=\"x\"{{end}}\n<p{{template \"part\"}}>{{.Missing}}")
	require.NoError(t, err)
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/", nil)
	require.ErrorContains(t, page.Execute(w, r, "page", 1), "Missing")
	require.Empty(t, w.Body.String(), "nothing is sent of a page that failed")
	require.Error(t, page.Execute(w, r, "none", nil))

	open, err := websec.ParseTemplate("page", "{{define \"part\"}}\n</a><p title=\"{{end}}<b>{{template \"part\"}}\">")
	require.NoError(t, err)
	err = open.Execute(w, r, "part", nil)
	require.ErrorIs(t, err, websec.ErrTemplate, "good inside of others only")
	require.ErrorContains(t, err, "ends inside")

	_, err = websec.ParseTemplate("page", "{{define \"part\"}}\n\n  <p style=\"{{.}}\">{{end}}\n{{template \"part\" .}}")
	var refused *websec.TemplateError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "page (part)", refused.Template)
	require.Equal(t, 3, refused.Line)
	require.Equal(t, `websec: template refused: page (part):3: "{{.}}": an action in a style attribute; choose a class`, err.Error())

	page, err = websec.ParseTemplate("page", `<script src="{{scriptURL .}}"></script>`)
	require.NoError(t, err)
	require.Error(t, page.Execute(w, r, "page", "https://evil.example"), "a string is no ScriptURL")
	require.Error(t, page.Execute(w, r, "page", websec.ScriptURL{}))
}
