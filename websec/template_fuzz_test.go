package websec_test

import (
	"html"
	"html/template"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// payloads break out of one place or another, or complete what another action began.
var payloads = []string{
	`"><script>x</script>`, `'><img src=x onerror=x>`, `</script><script>x</script>`, `</title><svg onload=x>`,
	`javascript:x`, `javascript`, `script:x`, `:x`, `data:text/html,x`, `x onmouseover=x`, `-->`, `]]>`, "`${x}`", `//evil.example/x.js`,
	`" autofocus onfocus="x`, `/evil.example`, "\x01javascript:x", `&#106;avascript:x`, "java\tscript:x", `</textarea><script>`, `\u003cscript\u003e`,
}

// skeleton reads a page as a browser would and returns what could run in it: tags with
// the names of their attributes, event handlers, the scripts' text and sources, and
// URLs that are script. It is simpler than the tokenizer under test, and shares
// nothing with it.
func skeleton(page string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(page, '<')
		if i < 0 || i+1 >= len(page) {
			return b.String()
		}
		page = page[i+1:]
		if rest, ok := strings.CutPrefix(page, "!--"); ok {
			_, page, _ = strings.Cut(rest, "-->")
			continue
		}
		if c := page[0] | 0x20; (c < 'a' || c > 'z') && page[0] != '/' {
			continue
		}
		name, rest := cutTag(page)
		page = rest
		b.WriteString("<" + name)
		var script bool
		page = attributes(page, func(attr, value string) {
			b.WriteString(" " + attr)
			text := strings.Map(func(c rune) rune {
				if c <= ' ' {
					return -1
				}
				return c
			}, strings.ToLower(html.UnescapeString(value)))
			runs := strings.HasPrefix(text, "javascript:") || strings.HasPrefix(text, "data:text/html")
			urls := strings.HasSuffix(attr, "href") || strings.Contains(attr, "src") || strings.Contains(attr, "action") || attr == "data"
			if strings.HasPrefix(attr, "on") || attr == "srcdoc" || attr == "style" || urls && runs || name == "script" && attr == "src" {
				b.WriteString("=" + value)
			}
			script = script || name == "script" && attr == "type" && strings.Contains(value, "json")
		})
		for _, raw := range []string{"script", "style", "title", "textarea", "iframe"} {
			if name != raw {
				continue
			}
			end := strings.Index(lowered(page), "</"+raw)
			if end < 0 {
				end = len(page)
			}
			if (raw == "script" && !script) || raw == "style" {
				b.WriteString("{" + page[:end] + "}")
			}
			page = page[end:]
		}
	}
}

// lowered keeps every byte in its place, which strings.ToLower does not for broken UTF-8.
func lowered(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func cutTag(s string) (name, rest string) {
	i := strings.IndexAny(s[1:], " \t\n\f\r/>") + 1
	if i == 0 {
		return strings.ToLower(s), ""
	}
	return strings.ToLower(s[:i]), s[i:]
}

// attributes calls f for each attribute of a tag and returns what is behind the tag.
func attributes(s string, f func(name, value string)) string {
	for {
		s = strings.TrimLeft(s, " \t\n\f\r/")
		if s == "" || s[0] == '>' {
			return strings.TrimPrefix(s, ">")
		}
		i := strings.IndexAny(s[1:], " \t\n\f\r/>=") + 1
		if i == 0 {
			return ""
		}
		name := strings.ToLower(s[:i])
		s = strings.TrimLeft(s[i:], " \t\n\f\r")
		value := ""
		if rest, ok := strings.CutPrefix(s, "="); ok {
			s = strings.TrimLeft(rest, " \t\n\f\r")
			switch {
			case s != "" && (s[0] == '"' || s[0] == '\''):
				value, s, _ = strings.Cut(s[1:], s[:1])
			default:
				if i = strings.IndexAny(s, " \t\n\f\r>"); i < 0 {
					i = len(s)
				}
				value, s = s[:i], s[i:]
			}
		}
		f(name, value)
	}
}

// holds renders an accepted template with harmless data and with each payload: what
// could run must be the same.
func holds(t *testing.T, text string, more ...string) bool {
	t.Helper()
	page, err := websec.ParseTemplate("page", text)
	if err != nil {
		require.ErrorIs(t, err, websec.ErrTemplate)
		return false
	}
	render := func(data string) (string, bool) {
		w := httptest.NewRecorder()
		err := page.Execute(w, httptest.NewRequest("GET", "/", nil), "page", map[string]string{"A": data, "B": data, "C": "x"})
		return w.Body.String(), err == nil
	}
	plain, ok := render("x")
	if !ok {
		return true
	}
	for _, payload := range append(more, payloads...) {
		if attacked, ok := render(payload); ok {
			require.Equal(t, skeleton(plain), skeleton(attacked), "%s\nwith %q renders\n%s", text, payload, attacked)
		}
	}
	return true
}

// TestAcceptedTemplatesHold composes templates of fragments: what the guard
// accepts never runs script of the data.
func TestAcceptedTemplatesHold(t *testing.T) {
	fragments := []string{
		`<a href="`, `<a title='`, `">`, `'>`, `{{.A}}`, `{{.B}}`, `java`, "\x01", `:`, `/`, `<p>`, `<script>`, `<script type="application/json">`,
		`</script>`, `<style>`, `</style>`, `<svg>`, `<title>`, `</title>`, `<!--`, `-->`, ` onclick="`, ` src="`, `<iframe srcdoc="`,
		`{{if .C}}x{{end}}`, `{{if .C}}">{{else}}">{{end}}`, ` title=`, `<textarea>`, `</textarea>`, `<noscript>`, `</noscript>`, `"`,
	}
	accepted, every := 0, 5 // all of them with UNDERHOOD_FULL=1
	if os.Getenv("UNDERHOOD_FULL") != "" {
		every = 1
	}
	for i, a := range fragments {
		for j, b := range fragments {
			if (i+j)%every != 0 {
				continue
			}
			for _, c := range []string{`{{.A}}`, `{{.A}}{{.B}}`, `{{.A}}:{{.B}}`, ` x="{{.A}}"`} {
				for _, d := range []string{``, `">`, `"></a>`, `</title>`, `</script>`, `</textarea>`} {
					if holds(t, a+b+c+d) {
						accepted++
					}
				}
			}
		}
	}
	require.Greater(t, accepted, 100, "the property is about something")
}

// TestSkeletonSees checks the check: html/template alone lets these through.
func TestSkeletonSees(t *testing.T) {
	for text, payload := range map[string]string{
		`<iframe srcdoc="{{.}}"></iframe>`: `<script>x</script>`,
		`<script src="{{.}}"></script>`:    `//evil.example/x.js`,
		`<a href="java{{.}}">x</a>`:        `script:x`,
		`<a href="{{.}}:x">x</a>`:          `javascript`,
		`<p style="{{.}}">x</p>`:           `color: red`,
		`<script>x = {{.}}</script>`:       `y`,
	} {
		var plain, attacked strings.Builder
		page := template.Must(template.New("page").Parse(text))
		require.NoError(t, page.Execute(&plain, "x"))
		require.NoError(t, page.Execute(&attacked, payload))
		require.NotEqual(t, skeleton(plain.String()), skeleton(attacked.String()), text)
		_, err := websec.ParseTemplate("page", text)
		require.ErrorIs(t, err, websec.ErrTemplate, text)
	}
}

func FuzzTemplate(f *testing.F) {
	for _, text := range []string{
		`<a href="{{.A}}">{{.B}}</a>`, `<script type="application/json">{{.A}}</script>`, `<p {{if .C}}title="{{.A}}"{{end}}>`,
		`{{define "x"}}<b>{{.A}}{{end}}{{template "x" .}}`, `<form method=post><input value="{{.A}}"></form>`,
		`<svg><a xlink:href="/{{.A}}">x</a></svg>`, `<!-- x --><style>p{}</style><title>{{.A}}</title>`,
	} {
		f.Add(text, `"><script>`)
	}
	f.Fuzz(func(t *testing.T, text, data string) {
		if strings.Contains(text, "range") || len(text) > 1000 {
			return // it could loop over an integer for as long as it likes
		}
		holds(t, text, data)
	})
}
