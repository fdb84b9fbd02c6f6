package sqlvet

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOnlyWords(t *testing.T) {
	for pattern, want := range map[string]bool{
		`^[a-z_]+$`: true, `^[A-Za-z_][A-Za-z0-9_]{0,62}$`: true, `^(id|name|age)$`: true, `\A\w+\z`: true,
		`^[a-z]+(\.[a-z]+)?$`: true, `^$`: true,
		`[a-z]+`: false, `^[a-z]+`: false, `[a-z]+$`: false, `^.+$`: false, `^[^']+$`: false, `^[a-z ]+$`: false,
		`(?m)^[a-z]+$`: false, `^a|b$`: false, `^(?i)k$`: false, `^[a-z-]+$`: false, `^\S+$`: false, `^[`: false, ``: false,
	} {
		require.Equal(t, want, onlyWords(pattern), pattern)
	}
}

// FuzzOnlyWords keeps: what such a pattern matches has nothing but words in it.
func FuzzOnlyWords(f *testing.F) {
	for _, pattern := range []string{`^[a-z_]+$`, `^(?i)k+$`, `(?m)^a$`, `^a|b$`, `^.$`, `^(a|b)*\b$`, `^$|^a$`} {
		for _, text := range []string{"a", "a\nb", "'", "K", "a'", ""} {
			f.Add(pattern, text)
		}
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if !onlyWords(pattern) {
			return
		}
		re, err := regexp.Compile(pattern)
		require.NoError(t, err)
		if re.MatchString(text) {
			require.Empty(t, strings.Trim(text, wordRunes), "%q matches %q", pattern, text)
		}
	})
}
