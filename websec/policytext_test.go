package websec

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

func compiled(t *testing.T, policies ...CSP) []compiledPolicy {
	t.Helper()
	all := make([]compiledPolicy, len(policies))
	for i := range policies {
		require.NoError(t, policies[i].check())
		all[i] = policies[i].compile("policy")
	}
	return all
}

// TestPolicyTexts draws texts in several goroutines, over several batches: each is the
// policies' with one nonce in all places, and no nonce is there twice.
func TestPolicyTexts(t *testing.T) {
	script := []Source{WithNonce}
	for name, policies := range map[string][]CSP{
		"strict": {StrictCSP()},
		"two":    {StrictCSP(), StrictCSP()},
		"short":  {{Script: script}},
		"long":   {{Script: script, Connect: []Source{HTTPS, Source(strings.Repeat("a.", 2*batchBytes) + "example")}}},
	} {
		t.Run(name, func(t *testing.T) {
			all := compiled(t, policies...)
			texts := newPolicyTexts(newEntropy(nil), all)
			var form strings.Builder
			for _, p := range all {
				require.Greater(t, len(p.form), len(p.plain[0]), "by this a visit tells whether it has a nonce")
				form.WriteString(p.form)
			}
			require.Equal(t, strings.Count(form.String(), nonceMark), len(texts.marks))
			require.True(t, texts.count == 1 || texts.count*len(form.String()) <= batchBytes, "what a nonce that is kept keeps")

			const goroutines, each = 4, 3 * batchNonces
			drawn := make([][]string, goroutines)
			var group sync.WaitGroup
			for i := range drawn {
				group.Go(func() {
					for range each {
						text, ok := texts.next()
						if !ok {
							return
						}
						drawn[i] = append(drawn[i], text)
					}
				})
			}
			group.Wait()
			seen := map[string]bool{}
			for _, some := range drawn {
				require.Len(t, some, each)
				for _, text := range some {
					nonce := text[texts.marks[0]:][:nonceLength]
					require.Equal(t, strings.ReplaceAll(form.String(), nonceMark, nonce), text)
					require.True(t, only(nonce, isBase64Byte))
					require.False(t, seen[nonce])
					seen[nonce] = true
				}
			}
		})
	}
}

// TestPolicyTextsEnd has random bytes for two batches: then there is no text at all.
func TestPolicyTextsEnd(t *testing.T) {
	texts := newPolicyTexts(newEntropy(strings.NewReader(strings.Repeat("a", 512))), compiled(t, CSP{Script: []Source{WithNonce}}))
	batch := &textBatch{draft: []byte(strings.Repeat(texts.form, texts.count))}
	block := &randomBlock{used: 512}
	for i := range 2*batchNonces + 2 {
		texts.random.blocks = sync.Pool{New: func() any { return block }} // also under the race detector, which makes pools forget
		texts.batches = sync.Pool{New: func() any { return batch }}
		text, ok := texts.next()
		require.Equal(t, i < 2*batchNonces, ok)
		require.Equal(t, ok, text != "")
	}
}

// TestVisitSize: a visit is made for each request, and past 80 bytes it takes 96.
func TestVisitSize(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(visit{}), 10*unsafe.Sizeof(uintptr(0)))
}

// TestHeadersWithinHeaders: the nonce gets into the policies of the inner layer; of those of the
// outer one what the inner does not replace stays, without a nonce.
func TestHeadersWithinHeaders(t *testing.T) {
	strict, scripts := StrictCSP(), CSP{Script: []Source{WithNonce}}
	const enforced, tried = cspHeader, cspHeader + "-Report-Only"
	kinds := map[string]Headers{
		"enforced": {CSP: &strict}, "tried": {CSPReportOnly: &scripts}, "both": {CSP: &strict, CSPReportOnly: &scripts},
	}
	for outer := range kinds {
		for inner := range kinds {
			t.Run(outer+" around "+inner, func(t *testing.T) {
				around, err := kinds[outer].Middleware()
				require.NoError(t, err)
				within, err := kinds[inner].Middleware()
				require.NoError(t, err)
				nonce := ""
				w := httptest.NewRecorder()
				around(within(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					nonce = Nonce(r.Context())
					require.Equal(t, nonce, Nonce(r.Context()))
				}))).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
				require.Len(t, nonce, nonceLength)
				want := func(outer, inner, csp *CSP) string {
					switch {
					case inner != nil:
						return strings.ReplaceAll(csp.render(true), nonceMark, nonce)
					case outer != nil:
						return csp.render(false)
					}
					return ""
				}
				require.Equal(t, want(kinds[outer].CSP, kinds[inner].CSP, &strict), w.Header().Get(enforced))
				require.Equal(t, want(kinds[outer].CSPReportOnly, kinds[inner].CSPReportOnly, &scripts), w.Header().Get(tried))
			})
		}
	}
}
