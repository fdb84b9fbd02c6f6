package websec_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// naive is what an AccessList has to agree with.
func naive(rules []websec.AccessRule, a netip.Addr) websec.Verdict {
	best := websec.AccessRule{}
	for _, rule := range rules {
		if rule.Prefix.Contains(a.Unmap().WithZone("")) && (best.Verdict == websec.Unlisted || rule.Prefix.Bits() > best.Prefix.Bits()) {
			best = rule
		}
	}
	return best.Verdict
}

func randomAddr(random *rand.Rand) netip.Addr {
	// Few distinct bits, so that prefixes nest and addresses hit their edges.
	bits := func() byte { return []byte{0, 0xff, 0x80, 0x01, byte(random.IntN(256))}[random.IntN(5)] }
	if random.IntN(2) == 0 {
		return netip.AddrFrom4([4]byte{10 + byte(random.IntN(2)), bits(), bits(), bits()})
	}
	a := [16]byte{0x20, 0x01}
	for i := 2; i < 16; i++ {
		if random.IntN(3) == 0 {
			a[i] = bits()
		}
	}
	return netip.AddrFrom16(a)
}

func TestAccessListAgreesWithAWalk(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 3))
	for range 300 {
		verdicts := map[netip.Prefix]websec.Verdict{}
		for range random.IntN(60) {
			a := randomAddr(random)
			verdicts[netip.PrefixFrom(a, random.IntN(a.BitLen()+1)).Masked()] = websec.Verdict(1 + random.IntN(2))
		}
		var rules []websec.AccessRule
		var ask []netip.Addr
		for prefix, verdict := range verdicts {
			rules = append(rules, websec.AccessRule{Prefix: prefix, Verdict: verdict})
			ask = append(ask, prefix.Addr(), prefix.Addr().Prev(), websec.LastOf(prefix), websec.LastOf(prefix).Next())
		}
		list, err := websec.NewAccessList(rules...)
		require.NoError(t, err)
		require.Equal(t, len(rules), list.Len())
		for range 200 {
			ask = append(ask, randomAddr(random))
		}
		for _, a := range ask {
			require.Equal(t, naive(rules, a), list.Verdict(a), "%v in %v", a, rules)
			if a.Is4() {
				require.Equal(t, list.Verdict(a), list.Verdict(netip.AddrFrom16(a.As16())), "mapped %v", a)
			}
		}
		require.Equal(t, websec.Unlisted, list.Verdict(netip.Addr{}))
	}
}

func TestAccessListText(t *testing.T) {
	rules, err := websec.ParseAccessList(strings.NewReader(`
# ours
allow 203.0.113.7       # the office
deny  203.0.113.0/24
	deny 2001:db8::/32
allow ::ffff:10.0.0.0/104
`))
	require.NoError(t, err)
	list, err := websec.NewAccessList(rules...)
	require.NoError(t, err)
	for text, want := range map[string]websec.Verdict{
		"203.0.113.7": websec.Allowed, "203.0.113.8": websec.Denied, "203.0.114.0": websec.Unlisted,
		"2001:db8::1%eth0": websec.Denied, "10.1.2.3": websec.Allowed, "::": websec.Unlisted,
	} {
		require.Equal(t, want, list.Verdict(netip.MustParseAddr(text)), text)
	}
	rule, ok := list.Rule(netip.MustParseAddr("203.0.113.8"))
	require.True(t, ok)
	require.Equal(t, 4, rule.Line)
	require.Equal(t, "deny", rule.Verdict.String())
}

func TestAccessListErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{"permit 10.0.0.0/8", `line 1: "permit" is neither allow nor deny`},
		{"\n\nallow", "line 3: one prefix after allow, not 0"},
		{"allow 10.0.0.0/8 10.0.0.0/9", "line 1: one prefix after allow, not 2"},
		{"allow 10.0.0.0/33", `line 1: "10.0.0.0/33": the length of a prefix of 10.0.0.0 is a number from 0 to 32`},
		{"allow 10.0.0.256", `line 1: "10.0.0.256" is no address and no prefix`},
		{"allow 10.0.0.1/8", "line 1: 10.0.0.1/8 has bits beyond its length; 10.0.0.0/8 has not"},
		{"allow fe80::1%eth0", `line 1: "fe80::1%eth0" has a zone`},
		{"deny 10.0.0.0/8\nallow 10.0.0.0/8", "10.0.0.0/8 is both deny (line 1) and allow (line 2)"},
		{"allow ::/0\n" + strings.Repeat("x", 5000), "line 2: longer than 4096 bytes"},
	}
	for _, tt := range tests {
		rules, err := websec.ParseAccessList(strings.NewReader(tt.text))
		if err == nil {
			_, err = websec.NewAccessList(rules...)
		}
		require.ErrorIs(t, err, websec.ErrAccessList)
		require.ErrorContains(t, err, tt.want)
	}

	_, err := websec.ParseAccessList(strings.NewReader(strings.Repeat("x\n", 100)))
	require.Equal(t, 10, strings.Count(err.Error(), "line"), "enough is enough")
	_, err = websec.ParseAccessList(nil)
	require.ErrorIs(t, err, websec.ErrAccessList)
	broken := errors.New("broken")
	_, err = websec.ParseAccessList(io.MultiReader(strings.NewReader("allow ::/0\n"), iotest.ErrReader(broken)))
	require.ErrorIs(t, err, broken)

	for _, rule := range []websec.AccessRule{
		{Verdict: websec.Allowed},
		{Prefix: netip.MustParsePrefix("10.0.0.0/8")},
		{Prefix: netip.MustParsePrefix("10.0.0.1/8"), Verdict: websec.Denied},
	} {
		_, err := websec.NewAccessList(rule)
		require.ErrorIs(t, err, websec.ErrAccessList)
	}
}

// A reload that fails keeps the rules, and no look-up sees half of one.
func TestAccessListReload(t *testing.T) {
	rule := func(text string, v websec.Verdict) websec.AccessRule {
		return websec.AccessRule{Prefix: netip.MustParsePrefix(text), Verdict: v}
	}
	list, err := websec.NewAccessList(rule("10.0.0.0/8", websec.Denied), rule("10.1.0.0/16", websec.Denied))
	require.NoError(t, err)
	require.Error(t, list.Reload(rule("::1/8", websec.Denied)))
	require.Equal(t, 2, list.Len())
	empty, err := websec.ParseAccessList(strings.NewReader("# a file that is just being written\n"))
	require.NoError(t, err)
	require.ErrorIs(t, list.Reload(empty...), websec.ErrAccessList)
	require.Equal(t, 2, list.Len())

	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if v := list.Verdict(netip.MustParseAddr("10.1.2.3")); v == websec.Unlisted {
						panic("half a list")
					}
				}
			}
		})
	}
	for i := range 1000 {
		v := websec.Verdict(1 + i%2)
		require.NoError(t, list.Reload(rule("10.0.0.0/8", v), rule("10.1.0.0/16", v)))
	}
	close(stop)
	readers.Wait()
	list.Clear()
	require.Zero(t, list.Len())
	require.Equal(t, websec.Unlisted, list.Verdict(netip.MustParseAddr("10.1.2.3")))
	require.NoError(t, list.Reload(rule("10.0.0.0/8", websec.Denied)))
	require.Equal(t, websec.Denied, list.Verdict(netip.MustParseAddr("10.1.2.3")))
}

func FuzzAccessList(f *testing.F) {
	f.Add("allow 10.0.0.0/8\ndeny 10.1.0.0/16\n", "10.1.2.3")
	f.Add("deny ::/0 # all", "::1%x")
	f.Fuzz(func(t *testing.T, text, addr string) {
		rules, err := websec.ParseAccessList(strings.NewReader(text))
		if err != nil {
			require.ErrorIs(t, err, websec.ErrAccessList)
			return
		}
		list, err := websec.NewAccessList(rules...)
		if err != nil {
			require.ErrorIs(t, err, websec.ErrAccessList)
			return
		}
		if a, err := netip.ParseAddr(addr); err == nil {
			for i, rule := range rules {
				rules[i].Prefix = websec.UnmapPrefix(rule.Prefix)
			}
			require.Equal(t, naive(rules, a), list.Verdict(a))
		}
	})
}

func TestAccessListAllocatesNothing(t *testing.T) {
	list, ask := manyRules(t, 10_000)
	at := 0
	require.Zero(t, testing.AllocsPerRun(1000, func() { list.Verdict(ask[at%len(ask)]); at++ }))
}

func manyRules(t testing.TB, n int) (*websec.AccessList, []netip.Addr) {
	random := rand.New(rand.NewPCG(13, 4))
	var rules []websec.AccessRule
	var ask []netip.Addr
	for i := range n {
		a := netip.AddrFrom4([4]byte{byte(i >> 16), byte(i >> 8), byte(i), 0})
		rules = append(rules, websec.AccessRule{Prefix: netip.PrefixFrom(a, 24), Verdict: websec.Denied})
		ask = append(ask, netip.AddrFrom4([4]byte{0, byte(random.IntN(256)), byte(random.IntN(256)), 9}))
	}
	list, err := websec.NewAccessList(rules...)
	require.NoError(t, err)
	return list, ask
}

// BenchmarkAccessList looks addresses up, beside a walk over the same rules.
func BenchmarkAccessList(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		list, ask := manyRules(b, n)
		var rules []websec.AccessRule
		for _, a := range ask {
			rules = append(rules, websec.AccessRule{Prefix: netip.PrefixFrom(a, 24).Masked(), Verdict: websec.Denied})
		}
		b.Run(fmt.Sprintf("impl=ranges/n=%d", n), func(b *testing.B) {
			at := 0
			for b.Loop() {
				list.Verdict(ask[at%n])
				at++
			}
		})
		b.Run(fmt.Sprintf("impl=walk/n=%d", n), func(b *testing.B) {
			at := 0
			for b.Loop() {
				naive(rules, ask[at%n])
				at++
			}
		})
	}
}

// What is wrong with a list is said so that it can be found and mended.
func TestAccessListNamesWhatIsWrong(t *testing.T) {
	for text, says := range map[string]string{
		"deny 203.0.113.0/33":         `"203.0.113.0/33": the length of a prefix of 203.0.113.0 is a number from 0 to 32, not "33"`,
		"deny 203.0.113.0/024":        `not "024"`,
		"deny 2001:db8::/":            `from 0 to 128, not ""`,
		"deny fe80::%eth0/64":         `has a zone`,
		"deny 300.0.0.0/8":            `"300.0.0.0/8" is no address and no prefix`,
		"deny 1.2.3.4\n\ufeffdeny ::": "line 2",
	} {
		_, err := websec.ParseAccessList(strings.NewReader(text))
		require.ErrorIs(t, err, websec.ErrAccessList, text)
		require.ErrorContains(t, err, says)
	}
	rules, err := websec.ParseAccessList(strings.NewReader("\ufeffdeny 203.0.113.0/24"))
	require.NoError(t, err, "an editor's mark before the text")
	require.Len(t, rules, 1)

	rule := func(prefix string, v websec.Verdict) websec.AccessRule {
		return websec.AccessRule{Prefix: netip.MustParsePrefix(prefix), Verdict: v}
	}
	_, err = websec.NewAccessList(rule("10.0.0.0/8", websec.Allowed), rule("1.2.3.0/24", websec.Denied), rule("::ffff:10.0.0.0/104", websec.Denied))
	require.ErrorContains(t, err, "10.0.0.0/8 is both allow (rule 0) and deny (rule 2)")
}
