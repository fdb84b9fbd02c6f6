package richtext_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"underhood/websec/richtext"
)

// pages are what may be around a text: its box, and a mark behind it that must not get
// into the box.
var pages = [][2]string{
	{`<ul><li><div class="box">`, `</div></li><li id="mark">m</li></ul>`},
	{`<table><tr><td><div class="box">`, `</div></td><td id="mark">m</td></tr></table>`},
	{`<dl><dd class="box">`, `</dd><dt id="mark">m</dt></dl>`},
	{`<section class="box">`, `</section><button id="mark">m</button>`},
}

// stays checks with another parser, which builds pages as browsers do, that all of a
// cleaned text is in its box, and nothing else is: the page's parents are its own.
func stays(t *testing.T, in, out string) {
	t.Helper()
	for _, page := range pages {
		bare, err := html.Parse(strings.NewReader(page[0] + page[1]))
		require.NoError(t, err)
		full, err := html.Parse(strings.NewReader(page[0] + out + page[1]))
		require.NoError(t, err)
		empty(full)
		var want, have strings.Builder
		require.NoError(t, html.Render(&want, bare))
		require.NoError(t, html.Render(&have, full))
		require.Equal(t, want.String(), have.String(), "%q became %q", in, out)
	}
}

// empty takes out what is in the box.
func empty(n *html.Node) {
	for _, a := range n.Attr {
		if a.Key == "class" && a.Val == "box" {
			for n.FirstChild != nil {
				n.RemoveChild(n.FirstChild)
			}
		}
	}
	for c := range n.ChildNodes() {
		empty(c)
	}
}

func TestStays(t *testing.T) {
	articles := policy(t, richtext.Articles())
	for _, tt := range []struct{ in, out string }{
		{`<a href=https://a.example>take`, `<a href="https://a.example" rel="nofollow noreferrer noopener" target="_blank">take</a>`},
		{`</div></td></tr></table><h1>Session expired</h1></ul>`, `<h1>Session expired</h1>`},
		{`<b><i>x</b>y</i>`, `<b><i>x</i></b>y`},
		{`<b>a<p>b</b>c`, `<b>a<p>b</p></b>c`},
		{`<li>a<li>b`, `ab`},
		{`<ul><li>a<li>b</ul>c`, `<ul><li>a</li><li>b</li></ul>c`},
		{`<ul><li>a<ol><li>b</ol><li>c`, `<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>`},
		{`<td>a<tr>b<dd>c`, `abc`},
		{`<table><tr><td>a<td>b<tr><th>c</table>d`, `<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>d`},
		{`<table><thead><tr><td>a<tbody><tr><td>b`, `<table><thead><tr><td>a</td></tr></thead><tbody><tr><td>b</td></tr></tbody></table>`},
		{`<table><td>a`, `<table>a</table>`},
		{`<dl><dt>a<dd>b<dt>c`, `<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>`},
		{`<p>a<p>b<div>c<p>d`, `<p>a</p><p>b</p><div>c<p>d</p></div>`},
		{`<p>a<hr>b</p>c`, `<p>a</p><hr>bc`},
		{`<b/>a<br/>b`, `<b>a<br>b</b>`},
		{`<a href="/x">a<a href="/y">b</a>c`, `<a href="/x" rel="nofollow noreferrer noopener">ab</a>c`},
	} {
		out := string(articles.Clean(tt.in))
		require.Equal(t, tt.out, out, tt.in)
		stays(t, tt.in, out)
		require.Equal(t, out, string(articles.Clean(out)))
	}
}

// TestDeep: nesting without end costs neither the server nor the reader's browser.
func TestDeep(t *testing.T) {
	articles := policy(t, richtext.Articles())
	out := string(articles.Clean(strings.Repeat("<div>", 10_000) + "x"))
	require.Equal(t, strings.Repeat("<div>", 100)+"x"+strings.Repeat("</div>", 100), out)
}

// TestRandom: tags in any order stay in the box, and what is clean stays as it is.
func TestRandom(t *testing.T) {
	rules := richtext.Articles()
	articles, comments := policy(t, rules), policy(t, richtext.Comments())
	tags := append([]string{"a", "img", "script", "svg", "form", "template", "button", "select", "body"}, rules.Tags...)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 4_000 {
		var in strings.Builder
		for range rnd.IntN(25) {
			in.WriteString([]string{"<", "</", "<", "x"}[rnd.IntN(4)] + tags[rnd.IntN(len(tags))] + []string{">", " href=/x src=/x>", "/>"}[rnd.IntN(3)])
		}
		for _, p := range []*richtext.Policy{articles, comments} {
			out := string(p.Clean(in.String()))
			stays(t, in.String(), out)
			require.Equal(t, out, string(p.Clean(out)), in.String())
		}
	}
}

// TestWhere: a link leads where it seems to lead.
func TestWhere(t *testing.T) {
	articles := policy(t, richtext.Articles())
	for _, url := range []string{
		"//evil.example", "https:evil.example", "https:///evil.example", "http:/evil.example", "https://",
		"/\t/evil.example", "https://@evil.example", "https://?x", "javascript:x", "x:y", "",
	} {
		require.Equal(t, "x", string(articles.Clean(`<a href="`+url+`">x</a><img src="`+url+`">`)), url)
	}
	for _, url := range []string{`/\evil.example`, `\\evil.example`, `https:\\evil.example`} {
		require.NotContains(t, string(articles.Clean(`<a href="`+url+`">x</a>`)), `\`, url) // %5C is a letter of a path
	}
	for _, url := range []string{"/x", "x", "?a=b", "#top", "a/b:c", "mailto:a@b.example", "https://a.example", "HTTP://a.example/b"} {
		require.Contains(t, string(articles.Clean(`<a href="`+url+`">x</a>`)), `rel="nofollow noreferrer noopener"`, url)
	}
}
