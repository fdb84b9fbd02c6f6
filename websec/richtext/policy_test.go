package richtext_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"underhood/websec/richtext"
)

func policy(t testing.TB, rules richtext.Rules) *richtext.Policy {
	t.Helper()
	p, err := richtext.New(rules)
	require.NoError(t, err)
	return p
}

// vectors are attacks, a few for each kind of OWASP's XSS Filter Evasion Cheat Sheet and
// of mutation XSS.
var vectors = []string{
	// plain, other case, broken, nested
	`<script>x</script>`, `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`, `<scr<script>ipt>x</scr</script>ipt>`, `<script/x>x</script >`,
	`<<script>x//<</script>`, `<script`, `<script x=">" src="//evil.example">`, "<scri\x00pt>x</script>",
	// handlers
	`<img src=x onerror=x>`, `<IMG """><SCRIPT>x</SCRIPT>">`, `<svg/onload=x>`, `<body onload=x>`, `<b/onmouseover="x">b</b>`, `<p	onclick
=x>`, `<details open ontoggle=x>`, `<video><source onerror=x></video>`, `<a href="https://a.example" onfocus=x autofocus>a</a>`, `<b on:click="x">`,
	// URLs
	`<a href="javascript:x">a</a>`, `<a href="JaVaScRiPt:x">a</a>`, `<a href=" &#14; javascript:x">a</a>`, "<a href=\"jav\tascript:x\">a</a>",
	`<a href="jav&#x0A;ascript:x">a</a>`, `<a href="&#0000106avascript:x">a</a>`, `<a href="data:text/html,<script>x</script>">a</a>`, `<a href="vbscript:x">a</a>`,
	`<a href="javascript&colon;x">a</a>`, `<img src="javascript:x">`, `<img src="data:image/svg+xml,<svg onload=x>">`, `<img dynsrc="javascript:x">`,
	`<a href="feed:javascript:x">a</a>`, `<a href="\x01javascript:x">a</a>`, `<a href="//evil.example">a</a>`,
	// pages and plug-ins
	`<iframe srcdoc="<script>x</script>">`, `<iframe src="javascript:x">`, `<object data="x.swf">`, `<embed src="x.swf">`, `<base href="//evil.example/">`,
	`<meta http-equiv=refresh content="0;url=javascript:x">`, `<link rel=stylesheet href="//evil.example/x.css">`, `<form action="//evil.example"><input name=x>`,
	`<isindex action="javascript:x">`, `<applet code=x>`, `<frameset><frame src="javascript:x"></frameset>`, `<portal src="javascript:x">`,
	// style
	`<style>@import "//evil.example/x.css"</style>`, `<p style="background:url(javascript:x)">p</p>`, `<div style="width:expression(x)">`, `<b style="-moz-binding:url(x)">b</b>`,
	// readers that disagree
	`<svg><script>x</script></svg>`, `<svg><style><img src=x onerror=x></style></svg>`, `<math><mi xlink:href="javascript:x">`, `<math><mtext><table><mglyph><style><img src=x onerror=x>`,
	`<noscript><p title="</noscript><img src=x onerror=x>">`, `<textarea><p title="</textarea><img src=x onerror=x>">`, `<title><p title="</title><img src=x onerror=x>">`,
	`<!--><img src=x onerror=x>-->`, `<!-- --!><img src=x onerror=x> -->`, `<![CDATA[<img src=x onerror=x>]]>`, `<?x <img src=x onerror=x>?>`, `<!x <img src=x onerror=x>>`,
	`<xmp><p title="</xmp><img src=x onerror=x>">`, `<template><img src=x onerror=x></template>`, `<select><template><img src=x onerror=x>`, `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=x>`,
	`<a title="a"title=x onclick=x>a</a>`, "<a title=`x` onclick=x>a</a>", `</b onclick=x>`, `<b <script>x</script>`, `<animate attributeName=href values=javascript:x>`, `<img alt="&quot; onerror=x x=&quot;" src=x>`,
	`<img src=x alt="<script>x</script>">`, `<b class="x" id="y">b</b>`, `<b is="x-script">b</b>`, `<p dir=rtl data-x="{{constructor}}">p</p>`,
}

var (
	tag       = regexp.MustCompile(`^<(/?)([a-z0-9]+)((?: [a-z-]+="[^"<>]*")*)/?>`)
	attribute = regexp.MustCompile(` ([a-z-]+)="([^"]*)"`)
)

// safe reads cleaned text strictly: every < begins a tag of the list with attributes of
// the list, in quotes. It is not the parser that cleaned it.
func safe(t *testing.T, rules richtext.Rules, in, out string) {
	t.Helper()
	tags := append([]string{}, rules.Tags...)
	attrs := []string{}
	if rules.Links {
		tags, attrs = append(tags, "a"), append(attrs, "href", "rel", "target")
	}
	if rules.Images {
		tags, attrs = append(tags, "img"), append(attrs, "src", "alt", "width", "height")
	}
	for rest := out; ; {
		i := strings.IndexByte(rest, '<')
		if i < 0 {
			return
		}
		rest = rest[i:]
		m := tag.FindStringSubmatch(rest)
		require.NotNil(t, m, "%q became %q: what is %q?", in, out, rest)
		require.Contains(t, tags, m[2], "%q became %q", in, out)
		for _, a := range attribute.FindAllStringSubmatch(m[3], -1) {
			require.Contains(t, attrs, a[1], "%q became %q", in, out)
			if a[1] == "href" || a[1] == "src" {
				url := html.UnescapeString(a[2])
				scheme, _, found := strings.Cut(url, ":")
				ok := !found || strings.ContainsAny(scheme, "/?#") || scheme == "http" || scheme == "https" || scheme == "mailto"
				require.True(t, ok && rules.Relative || ok && found, "%q became %q: %q", in, out, url)
			}
		}
		rest = rest[len(m[0]):]
	}
}

func TestVectors(t *testing.T) {
	for name, rules := range map[string]richtext.Rules{"comments": richtext.Comments(), "articles": richtext.Articles(), "text": {}} {
		p := policy(t, rules)
		for i, v := range vectors {
			t.Run(fmt.Sprint(name, i), func(t *testing.T) {
				for _, in := range []string{v, v + v, "a" + v + "b", `<b title="` + v + `">`, `<p>` + v + `</p>`, "<ul><li>" + v} {
					out := string(p.Clean(in))
					safe(t, rules, in, out)
					require.Equal(t, out, string(p.Clean(out)), "cleaning what is clean changes nothing")
				}
			})
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ in, comments, articles string }{
		{`1 < 2 & 3`, `1 &lt; 2 &amp; 3`, `1 &lt; 2 &amp; 3`},
		{`<b>b</b><i>i</i>`, `<b>b</b><i>i</i>`, `<b>b</b><i>i</i>`},
		{`<h1>h</h1>`, `h`, `<h1>h</h1>`},
		{`<a href="https://a.example/?a=1&b=2">a</a>`, `<a href="https://a.example/?a=1&amp;b=2" rel="nofollow noreferrer noopener" target="_blank">a</a>`, ``},
		{`<a href="/x">a</a>`, `a`, `<a href="/x" rel="nofollow noreferrer noopener">a</a>`},
		{`<img src="/a.png" alt="a" width="5">`, ``, `<img src="/a.png" alt="a" width="5">`},
		{`<b onclick="steal()">hi</b><script>steal()</script>`, `<b>hi</b>`, `<b>hi</b>`},
		{`<p>a<br>b`, `<p>a<br>b</p>`, `<p>a<br>b</p>`},
	}
	comments, articles := policy(t, richtext.Comments()), policy(t, richtext.Articles())
	for _, tt := range tests {
		require.Equal(t, tt.comments, string(comments.Clean(tt.in)))
		if tt.articles != "" {
			require.Equal(t, tt.articles, string(articles.Clean(tt.in)))
		}
	}
	classes := policy(t, richtext.Rules{Tags: []string{"code"}, Classes: []string{"language-go", "language-py"}})
	require.Equal(t, `<code class="language-go">a</code><code>b</code>`, string(classes.Clean(`<code class="language-go">a</code><code class="language-go evil">b</code>`)))
}

func TestLength(t *testing.T) {
	p := policy(t, richtext.Rules{MaxBytes: 4})
	require.NoError(t, p.Check("abcd"))
	require.ErrorIs(t, p.Check("abcde"), richtext.ErrTooLong)
	require.Equal(t, "abcd", string(p.Clean("abcde")))
	require.Equal(t, "abc", string(p.Clean("abcéé")), "characters stay whole")
	require.Equal(t, "éé", string(p.Clean("ééx")), "no more is cut than has to be")
	require.Equal(t, "\uFFFDa", string(p.Clean("\xffa")))
}

func TestBadRules(t *testing.T) {
	for _, rules := range []richtext.Rules{
		{Tags: []string{"script"}},
		{Tags: []string{"style"}},
		{Tags: []string{"iframe"}},
		{Tags: []string{"svg"}},
		{Tags: []string{"B"}},
		{Tags: []string{""}},
		{Tags: []string{"a"}},
		{Classes: []string{".*"}},
		{Classes: []string{""}},
		{MaxBytes: -1},
	} {
		_, err := richtext.New(rules)
		require.ErrorIs(t, err, richtext.ErrRules)
	}
}

func FuzzClean(f *testing.F) {
	for _, v := range vectors {
		f.Add(v)
	}
	rules := richtext.Articles()
	p := policy(f, rules)
	f.Fuzz(func(t *testing.T, in string) {
		out := string(p.Clean(in))
		require.True(t, utf8.ValidString(out))
		safe(t, rules, in, out)
		stays(t, in, out)
	})
}

func ExampleNew() {
	policy, err := richtext.New(richtext.Comments())
	if err != nil {
		panic(err)
	}
	safe := policy.Clean(`<b onclick="steal()">hi</b><script>steal()</script>`)
	fmt.Println(safe)
	// Output: <b>hi</b>
}

func ExamplePolicy_Check() {
	policy, _ := richtext.New(richtext.Rules{Tags: []string{"em"}, MaxBytes: 20})
	fmt.Println(policy.Check("<em>far too long</em>"))
	// Output: richtext: the text is too long: 21 bytes, of at most 20
}

func TestPolicyOfNothing(t *testing.T) {
	for _, p := range []*richtext.Policy{nil, {}} {
		require.PanicsWithValue(t, "richtext: a Policy that New did not make", func() { p.Clean("x") })
		require.PanicsWithValue(t, "richtext: a Policy that New did not make", func() { _ = p.Check("x") })
	}
}
