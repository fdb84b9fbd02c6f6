package browser_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/browser"
)

// found are the scripts of a page under a policy, a line each.
func found(t *testing.T, html, policy string) string {
	t.Helper()
	b := at(here, there)
	require.NoError(t, b.Link(t.Context(), "", here+"/page", []browser.Field{{Name: "html", Value: html}, {Name: "policy", Value: policy}}))
	var lines []string
	for _, s := range b.Page.Scripts {
		line := s.Where + " runs: " + s.Text
		if !s.Runs {
			line = s.Where + ": " + s.Why
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

// TestScripts: what runs by itself in a page without a policy. TestModelOfBrowser in e2e asks
// Chromium about the same.
func TestScripts(t *testing.T) {
	for html, want := range map[string]string{
		`<script>a()</script>`:                                     "script runs: a()",
		`<SCRIPT type=module>a()</SCRIPT >`:                        "script runs: a()",
		`<script>a("<b>")</scripty></script>`:                      `script runs: a("<b>")</scripty>`,
		`<script>a()`:                                              "", // without an end it is none
		`<script type="application/json">{}</script>`:              "",
		`&lt;script&gt;a()&lt;/script&gt;`:                         "",
		`<!-- <script>a()</script> -->`:                            "",
		`<!--><script>a()</script>`:                                "script runs: a()",
		`</ <script>a()</script>`:                                  "",
		`<textarea><script>a()</script></textarea>`:                "",
		`<title><script>a()</script></title>`:                      "",
		`<p title="<script>a()</script>">`:                         "",
		`<img src="/x" onerror="a(&quot;b&quot;)">`:                `onerror of img runs: a("b")`,
		`<img/src=x/onerror=a()>`:                                  "", // one unquoted value, to its end
		`<img src=x onerror=a() onerror=b()>`:                      "onerror of img runs: a()",
		`<img onerror=a()>`:                                        "onerror of img: it waits for the user",
		`<svg onload=a()>`:                                         "onload of svg runs: a()",
		`<p onclick='a()'>`:                                        "onclick of p: it waits for the user",
		`<details open ontoggle=a()>`:                              "ontoggle of details runs: a()",
		`<iframe srcdoc="&lt;script>a()&lt;/script>"></iframe>`:    "srcdoc: script runs: a()",
		`<iframe sandbox srcdoc="<script>a()</script>"></iframe>`:  "srcdoc: script: its frame is a sandbox without scripts",
		`<iframe sandbox=allow-scripts srcdoc="<svg onload=a()>">`: "srcdoc: onload of svg runs: a()",
		`<iframe src="JavaScript:a()">`:                            "javascript: of iframe runs: a()",
		`<script src="/x.js">b()</script>`:                         "script src runs: GET 127.0.0.1:8000 /x.js|same-origin||",
		`<script src="http://nowhere:1/"></script>`:                "script src: browser: no site is there: http://nowhere:1/",
		`<script src="http://["></script>`:                         "script src: its address is none",
		`<`:                                                        "", `a < b`: "", `<p`: "", `<p a="`: "",
	} {
		require.Equal(t, want, found(t, html, ""), html)
	}
}

// TestPolicies: what runs under a policy, as Content Security Policy 3 has it.
func TestPolicies(t *testing.T) {
	const noNonce, other = "the policy wants a nonce, and it has none", "its nonce is not that of the policy"
	for _, c := range []struct{ policy, html, want string }{
		{"script-src 'nonce-abc'", `<script nonce=abc>a()</script>`, "script runs: a()"},
		{"script-src 'nonce-abc'", `<script nonce=ABC>a()</script>`, "script: " + other},
		{"script-src 'nonce-abc'", `<script>a()</script>`, "script: " + noNonce},
		{"script-src 'nonce-abc' 'unsafe-inline'", `<script>a()</script>`, "script: " + noNonce},
		{"script-src 'unsafe-inline'", `<script>a()</script><p onclick=a()><svg onload=b()>`, "script runs: a(); onclick of p: it waits for the user; onload of svg runs: b()"},
		{"default-src 'self'", `<script>a()</script>`, "script: " + noNonce},
		{"default-src 'self'; script-src 'unsafe-inline'", `<script>a()</script>`, "script runs: a()"},
		{"style-src 'self'", `<script>a()</script>`, "script runs: a()"},
		{"script-src 'nonce-abc'", `<svg onload=a()>`, "onload of svg: the policy allows no scripts in attributes"},
		{"script-src 'nonce-abc'", `<iframe srcdoc="<script>a()</script>">`, "srcdoc: script: " + noNonce},
		{"script-src 'nonce-abc'", `<iframe src="javascript:a()">`, "javascript: of iframe: the policy allows no scripts in attributes"},
		{"script-src 'self'", `<script src=/x.js></script>`, "script src runs: GET 127.0.0.1:8000 /x.js|same-origin||"},
		{"script-src 'self'", `<script src=` + there + `/x.js></script>`, "script src: the policy does not allow scripts of " + there},
		{"script-src " + there, `<script src=` + there + `/x.js></script>`, "script src runs: GET localhost:8000 /x.js|cross-site||"},
		{"script-src 'self' 'strict-dynamic' 'nonce-abc'", `<script src=/x.js></script>`, "script src: " + noNonce},
		{"script-src 'strict-dynamic' 'nonce-abc'", `<script src=/x.js nonce=abc></script>`, "script src runs: GET 127.0.0.1:8000 /x.js|same-origin||"},
	} {
		require.Equal(t, c.want, found(t, c.html, c.policy), c.policy+" "+c.html)
	}
}

// FuzzPage: any bytes are read to the end, and what is told is in the page.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{`<script>a()</script>`, `<!-- -- --!>`, `<a b='c"d`, `<iframe srcdoc="<iframe srcdoc='<svg onload=a()>'>">`, `</script`, `<textarea></text`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, html string) {
		b := at(here)
		require.NoError(t, b.Link(t.Context(), "", here+"/page", []browser.Field{{Name: "html", Value: html}}))
		lines := 1 + strings.Count(b.Page.Body, "\n")
		for _, s := range b.Page.Scripts {
			require.True(t, 0 < s.Line && s.Line <= lines)
			require.Equal(t, s.Runs, s.Why == "")
		}
		b.Page.Text()
		b.Page.ByID("x")
	})
}
