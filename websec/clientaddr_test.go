package websec_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

func prefixes(texts ...string) (all []netip.Prefix) {
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

func asked(peer, header string, lines ...string) *http.Request {
	return &http.Request{RemoteAddr: peer, Header: http.Header{header: lines}}
}

func TestClientByXForwardedFor(t *testing.T) {
	proxies, err := websec.TrustProxies(websec.XForwardedFor, prefixes("10.0.0.0/8", "fd00::/8", "::ffff:192.168.0.0/112"), websec.ProxyEntries(4))
	require.NoError(t, err)
	tests := []struct {
		name, peer string
		lines      []string
		want       string
		err        error
	}{
		{"no header", "10.0.0.1:80", nil, "10.0.0.1", websec.ErrNoEntry},
		{"a peer that is not trusted", "203.0.113.9:80", []string{"198.51.100.1"}, "203.0.113.9", nil},
		{"one entry", "10.0.0.1:80", []string{"198.51.100.1"}, "198.51.100.1", nil},
		{"forged to the left", "10.0.0.1:80", []string{"1.1.1.1, 198.51.100.1"}, "198.51.100.1", nil},
		{"through trusted ones", "10.0.0.1:80", []string{"1.1.1.1, 198.51.100.1, fd00::2, 10.0.0.3"}, "198.51.100.1", nil},
		{"all trusted", "10.0.0.1:80", []string{"10.0.0.4, 10.0.0.3"}, "10.0.0.4", nil},
		{"lines are one list", "10.0.0.1:80", []string{"1.1.1.1, 198.51.100.1", "10.0.0.3"}, "198.51.100.1", nil},
		{"the last line decides", "10.0.0.1:80", []string{"10.9.9.9", "198.51.100.1"}, "198.51.100.1", nil},
		{"mapped peer", "[::ffff:10.0.0.1]:80", []string{"198.51.100.1"}, "198.51.100.1", nil},
		{"mapped prefix", "192.168.0.7:80", []string{"198.51.100.1"}, "198.51.100.1", nil},
		{"mapped entry", "10.0.0.1:80", []string{"::ffff:198.51.100.1"}, "198.51.100.1", nil},
		{"ports", "10.0.0.1:80", []string{"198.51.100.1:4711"}, "198.51.100.1", nil},
		{"brackets", "10.0.0.1:80", []string{"[2001:db8::1]:4711"}, "2001:db8::1", nil},
		{"brackets alone", "10.0.0.1:80", []string{"[2001:db8::1]"}, "2001:db8::1", nil},
		{"bare IPv6", "10.0.0.1:80", []string{"2001:db8::1"}, "2001:db8::1", nil},
		{"zone", "10.0.0.1:80", []string{"fe80::1%eth0"}, "fe80::1", nil},
		{"zone of the peer", "[fd00::1%eth0]:80", []string{"198.51.100.1"}, "198.51.100.1", nil},
		{"empty at the end", "10.0.0.1:80", []string{"6.6.6.6,"}, "10.0.0.1", websec.ErrBadEntry},
		{"empty to the left", "10.0.0.1:80", []string{", 198.51.100.1"}, "198.51.100.1", nil},
		{"empty between", "10.0.0.1:80", []string{"6.6.6.6, \t, 10.0.0.2"}, "10.0.0.2", websec.ErrBadEntry},
		{"an empty line", "10.0.0.1:80", []string{"6.6.6.6", ""}, "10.0.0.1", websec.ErrBadEntry},
		{"a port too high", "10.0.0.1:80", []string{"198.51.100.1:65536"}, "10.0.0.1", websec.ErrBadEntry},
		{"unparsable", "10.0.0.1:80", []string{"198.51.100.1, evil, 10.0.0.3"}, "10.0.0.3", websec.ErrBadEntry},
		{"a zone on IPv4", "10.0.0.1:80", []string{"198.51.100.1%x"}, "10.0.0.1", websec.ErrBadEntry},
		{"a port out of range", "10.0.0.1:80", []string{"198.51.100.1:123456"}, "10.0.0.1", websec.ErrBadEntry},
		{"unclosed bracket", "10.0.0.1:80", []string{"[2001:db8::1"}, "10.0.0.1", websec.ErrBadEntry},
		{"IPv4 in brackets", "10.0.0.1:80", []string{"[198.51.100.1]"}, "10.0.0.1", websec.ErrBadEntry},
		{"leading zeros", "10.0.0.1:80", []string{"198.051.100.1"}, "10.0.0.1", websec.ErrBadEntry},
		{"unknown", "10.0.0.1:80", []string{"unknown"}, "10.0.0.1", websec.ErrHiddenEntry},
		{"too many", "10.0.0.1:80", []string{"198.51.100.1" + strings.Repeat(", 10.0.0.2", 4)}, "10.0.0.2", websec.ErrManyEntries},
		{"Unix socket", "@", []string{"198.51.100.1"}, "", websec.ErrNoPeer},
		{"the other header is not read", "10.0.0.1:80", nil, "10.0.0.1", websec.ErrNoEntry},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := asked(tt.peer, "X-Forwarded-For", tt.lines...)
			r.Header.Set("Forwarded", "for=1.1.1.1")
			got, err := proxies.Client(r)
			require.ErrorIs(t, err, tt.err)
			require.Equal(t, tt.want != "", got.IsValid())
			if tt.want != "" {
				require.Equal(t, tt.want, got.String())
			}
		})
	}
}

func TestClientByForwarded(t *testing.T) {
	proxies, err := websec.TrustProxies(websec.Forwarded, prefixes("10.0.0.0/8"))
	require.NoError(t, err)
	const proxy = "10.0.0.1"
	tests := []struct {
		line, want string
		err        error
	}{
		{`for=192.0.2.60;proto=http;by=203.0.113.43`, "192.0.2.60", nil}, // RFC 7239, section 4
		{`For="[2001:db8:cafe::17]:4711"`, "2001:db8:cafe::17", nil},
		{`for=192.0.2.43, for=198.51.100.17`, "198.51.100.17", nil},
		{`for="_mdn"`, proxy, websec.ErrHiddenEntry},
		{`for=unknown`, proxy, websec.ErrHiddenEntry},
		{`for=_SEVKISEK`, proxy, websec.ErrHiddenEntry},
		{`proto=https;by=_me`, proxy, websec.ErrHiddenEntry},
		{`for="192.0.2.43:_gazonk"`, "192.0.2.43", nil}, // section 6.3
		{`for="192.0.2.43:47011"`, "192.0.2.43", nil},
		{`for=192.0.2.43 ; proto=http`, "192.0.2.43", nil},
		{`for=[2001:db8::1]`, "2001:db8::1", nil},
		{`by="a,b;c";for=192.0.2.1`, "192.0.2.1", nil},
		{`by="a\",for=1.1.1.1";for=192.0.2.1`, "192.0.2.1", nil},
		{`for=", for=192.0.2.1`, "192.0.2.1", nil}, // an open quote on the left swallows nothing
		{`for="1.1.1.1, for=10.0.0.2`, "10.0.0.2", websec.ErrBadEntry},
		{`for=192.0.2.1;for=192.0.2.2`, proxy, websec.ErrBadEntry},
		{`for`, proxy, websec.ErrBadEntry},
		{`=192.0.2.1`, proxy, websec.ErrBadEntry},
		{`for=`, proxy, websec.ErrBadEntry},
		{`for=""`, proxy, websec.ErrBadEntry},
		{`for="192.0.2.1`, proxy, websec.ErrBadEntry},
		{`for="192.0.2.1"x"`, proxy, websec.ErrBadEntry},
		{`for=192.0.2.1;`, proxy, websec.ErrBadEntry},
		{`for=192.0.2.1 for=192.0.2.2`, proxy, websec.ErrBadEntry},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			got, err := proxies.Client(asked(proxy+":80", "Forwarded", tt.line))
			require.ErrorIs(t, err, tt.err)
			require.Equal(t, tt.want, got.String())
		})
	}
}

func TestClientOfUnixSocket(t *testing.T) {
	proxies, err := websec.TrustProxies(websec.XForwardedFor, nil, websec.ProxySocket())
	require.NoError(t, err)
	got, err := proxies.Client(asked("@", "X-Forwarded-For", "198.51.100.1"))
	require.NoError(t, err)
	require.Equal(t, "198.51.100.1", got.String())
	_, err = proxies.Client(asked("@", "X-Forwarded-For"))
	require.ErrorIs(t, err, websec.ErrNoPeer)
}

func TestClientWithoutProxies(t *testing.T) {
	for _, proxies := range []*websec.Proxies{nil, {}} {
		got, err := proxies.Client(asked("[::ffff:198.51.100.1]:80", "X-Forwarded-For", "1.1.1.1"))
		require.NoError(t, err)
		require.Equal(t, "198.51.100.1", got.String())
		_, err = proxies.Client(asked("", "X-Forwarded-For", "1.1.1.1"))
		require.ErrorIs(t, err, websec.ErrNoPeer)
	}
}

func TestTrustProxiesRefuses(t *testing.T) {
	for _, set := range []func() (*websec.Proxies, error){
		func() (*websec.Proxies, error) { return websec.TrustProxies(0, prefixes("10.0.0.0/8")) },
		func() (*websec.Proxies, error) { return websec.TrustProxies(websec.Forwarded, nil) },
		func() (*websec.Proxies, error) { return websec.TrustProxies(websec.Forwarded, []netip.Prefix{{}}) },
		func() (*websec.Proxies, error) {
			return websec.TrustProxies(websec.Forwarded, prefixes("10.0.0.0/8"), websec.ProxyEntries(0))
		},
	} {
		_, err := set()
		require.ErrorIs(t, err, websec.ErrFlood)
	}
}

// What is wrong with a prefix is said, and what it may have been meant to be.
func TestTrustProxiesTooWide(t *testing.T) {
	for prefix, says := range map[string]string{
		"10.1.2.3/8":                        "10.1.2.3/8 has bits beyond its length; write 10.0.0.0/8, or 10.1.2.3/32",
		"0.0.0.0/0":                         "0.0.0.0/0 trusts everybody",
		"::/0":                              "::/0 trusts everybody",
		"::ffff:0:0/96":                     "trusts everybody",
		"2000::/3":                          "2000::/3 trusts everybody",
		"0.0.0.0/1 128.0.0.0/2 192.0.0.0/2": "[10.0.0.0/8 0.0.0.0/1 128.0.0.0/2 192.0.0.0/2] trusts everybody",
		"3000::/4 2000::/4":                 "trusts everybody",
	} {
		_, err := websec.TrustProxies(websec.XForwardedFor, prefixes(append([]string{"10.0.0.0/8"}, strings.Fields(prefix)...)...))
		require.ErrorIs(t, err, websec.ErrFlood)
		require.ErrorContains(t, err, says)
	}
}

// As much as can be is trusted: all but one address, and networks that are wide.
func TestTrustProxiesWide(t *testing.T) {
	most := prefixes("2000::/4", "fc00::/7")
	for bits := 1; bits <= 32; bits++ { // all but 255.255.255.255
		a := uint32(0xffffffff) << (33 - bits)
		most = append(most, netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(a >> 24), byte(a >> 16), byte(a >> 8), byte(a)}), bits))
	}
	_, err := websec.TrustProxies(websec.XForwardedFor, most)
	require.NoError(t, err)
	_, err = websec.TrustProxies(websec.XForwardedFor, append(most, prefixes("255.255.255.255/32")...))
	require.ErrorIs(t, err, websec.ErrFlood)
}

func TestClientAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	list, err := websec.TrustProxies(websec.XForwardedFor, prefixes("10.0.0.0/8"))
	require.NoError(t, err)
	header, err := websec.TrustProxies(websec.Forwarded, prefixes("10.0.0.0/8"))
	require.NoError(t, err)
	r := asked("10.0.0.1:80", "X-Forwarded-For", "evil, 198.51.100.1, 10.0.0.3")
	r.Header.Set("Forwarded", `for="[2001:db8::1]:80", for=10.0.0.3`)
	rubbish := asked("10.0.0.1:80", "X-Forwarded-For", "no address at all")
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = list.Client(r) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = header.Client(r) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = list.Client(rubbish) }), "nor does rubbish")
}

// Whatever the client sends, what a trusted proxy adds to the right of it is what
// counts.
func FuzzClientAddr(f *testing.F) {
	for _, seed := range []string{`for="`, "1.1.1.1", `for="[::1]:80";by=x\`, "\x00,,;=\"", "10.0.0.2, unknown", "[::1%", "::ffff:1.2.3.4:5"} {
		f.Add(seed)
	}
	list, err := websec.TrustProxies(websec.XForwardedFor, prefixes("10.0.0.0/8"))
	require.NoError(f, err)
	header, err := websec.TrustProxies(websec.Forwarded, prefixes("10.0.0.0/8"))
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, forged string) {
		for name, p := range map[string]*websec.Proxies{"X-Forwarded-For": list, "Forwarded": header} {
			added := "198.51.100.7:80"
			if p == header {
				added = `for="198.51.100.7:80";proto=http`
			}
			for _, lines := range [][]string{{forged + "," + added}, {forged, added}, {forged + ", " + added + ", " + strings.Replace(added, "198.51.100.7", "10.0.0.2", 1)}} {
				got, err := p.Client(asked("10.0.0.1:80", name, lines...))
				require.NoError(t, err, "%q", lines)
				require.Equal(t, "198.51.100.7", got.String(), "%q", lines)
			}
			got, err := p.Client(asked(forged, name, forged))
			require.Equal(t, err == nil || got.IsValid(), got.IsValid())
			require.Empty(t, got.Zone())
			require.False(t, got.Is4In6())
			got, err = p.Client(asked("10.0.0.1:80", name, forged))
			require.True(t, got.IsValid(), "%v", err)
		}
	})
}
