package websec

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMAC compares with crypto/hmac, used in the plainest way.
func TestMAC(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		key := []byte(strings.Repeat(string(rune('a'+random.IntN(26))), 32+random.IntN(100)))
		k := newMACKey(key)
		for range 3 {
			id := strings.Repeat("x", random.IntN(300))
			h := hmac.New(sha256.New, key)
			h.Write([]byte("s" + id))
			want := [tokenBytes]byte(h.Sum(nil)[:tokenBytes])
			require.Equal(t, want, k.sum('s', id))
			require.Equal(t, want, k.code('s', id))
			require.Equal(t, want, k.code('s', id), "the one that is kept")
			require.NotEqual(t, want, k.code('c', id))
		}
	}
}

// TestRecentCodes has more ids than places: each code stays the id's own.
func TestRecentCodes(t *testing.T) {
	k := newMACKey(make([]byte, 32))
	for range 2 {
		for i := range 2000 {
			id := strconv.Itoa(i)
			require.Equal(t, k.sum(boundToSession, id), k.code(boundToSession, id))
		}
	}
}

// TestMask checks that pad and masked code say the code together, that the pad differs
// each time, and that a token has only one spelling.
func TestMask(t *testing.T) {
	g, err := Tokens{}.complete(newEntropy(nil))
	require.NoError(t, err)
	code := g.keys[0].sum(boundToSession, "a")
	seen := map[string]bool{}
	for range 1000 {
		token := g.mask(code)
		raw, err := base64.RawURLEncoding.DecodeString(token)
		require.NoError(t, err)
		require.False(t, seen[string(raw[:tokenBytes])])
		require.False(t, seen[string(raw[tokenBytes:])])
		seen[string(raw[:tokenBytes])], seen[string(raw[tokenBytes:])] = true, true
		for i := range tokenBytes {
			raw[tokenBytes+i] ^= raw[i]
		}
		require.Equal(t, code[:], raw[tokenBytes:])
		require.True(t, g.accepts(token, boundToSession, "a"))
		require.False(t, g.accepts(token, boundToCookie, "a"))
		for i := range token { // no neighbour of a token is one
			if c := byte('A'); token[i] != c {
				require.False(t, g.accepts(token[:i]+string(c)+token[i+1:], boundToSession, "a"))
			}
		}
	}
}
