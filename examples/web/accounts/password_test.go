package accounts

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPassword: a hash is of its own each time, and fits one password.
func TestPassword(t *testing.T) {
	one, err := hash("correct horse", 10)
	require.NoError(t, err)
	two, err := hash("correct horse", 20)
	require.NoError(t, err)
	require.NotEqual(t, one, two)
	require.True(t, strings.HasPrefix(two, "pbkdf2-sha256$20$"))
	for _, h := range []string{one, two} {
		require.True(t, verify(h, "correct horse"))
		require.False(t, verify(h, "correct horse "))
		require.False(t, verify(h, ""))
	}
}

// TestBrokenHash: what is no hash fits nothing, the empty password neither.
func TestBrokenHash(t *testing.T) {
	good, err := hash("", 1)
	require.NoError(t, err)
	require.True(t, verify(good, ""))
	parts := strings.Split(good, "$")
	for i, bad := range []string{"md5", "0", "!", "!"} {
		broken := append([]string{}, parts...)
		broken[i] = bad
		require.False(t, verify(strings.Join(broken, "$"), ""), broken)
	}
	require.False(t, verify(strings.Join(parts[:3], "$"), ""))
	require.False(t, verify("", ""))
	parts[1] = "x"
	require.False(t, verify(strings.Join(parts, "$"), ""))
	_, err = hash("", -1)
	require.Error(t, err)
}

// TestLocal: only a path of this site is gone back to.
func TestLocal(t *testing.T) {
	for next, want := range map[string]bool{
		"/": true, "/notes/?x=//": true, "//a": false, "/\\a": false, "a": false, "": false, "https://a": false, "/\ta": false, "/\n/a": false,
	} {
		require.Equal(t, want, local(next), next)
	}
}
