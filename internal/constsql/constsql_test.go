package constsql

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQuote(t *testing.T) {
	tests := []struct{ name, want, err string }{
		{"user", `"user"`, ""},
		{`a"b`, `"a""b"`, ""},
		{`"; DROP TABLE user; --`, `"""; DROP TABLE user; --"`, ""},
		{"", "", "the name is empty"},
		{"a\x00b", "", "has a NUL"},
		{"a\xff", "", "is not UTF-8"},
		{strings.Repeat("n", 64), "", "has 64 bytes, 63 at most"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Quote(tt.name, '"', 63)
			if tt.err != "" {
				require.ErrorIs(t, err, ErrIdentifier)
				require.ErrorContains(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
	got, err := Quote("a`b", '`', 64)
	require.NoError(t, err)
	require.Equal(t, "`a``b`", got)
}

func TestEscapeLike(t *testing.T) {
	require.Equal(t, `100\% \_a\\`, EscapeLike(`100% _a\`))
}

func TestEscapeLikeBy(t *testing.T) {
	require.Equal(t, `100!% !_a\!!`, EscapeLikeBy(`100% _a\!`, '!'))
	require.Equal(t, EscapeLike(`100% _a\`), EscapeLikeBy(`100% _a\`, '\\'))
}

// FuzzEscapeLike keeps: what is escaped has no wildcard left, and reads back as itself.
func FuzzEscapeLike(f *testing.F) {
	for _, s := range []string{"a", "%", "_!", "!!%", "é%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var back []byte
		for escaped := []byte(EscapeLikeBy(s, '!')); len(escaped) > 0; escaped = escaped[1:] {
			if escaped[0] == '!' {
				escaped = escaped[1:]
			} else {
				require.NotContains(t, "%_", string(escaped[:1]))
			}
			back = append(back, escaped[0])
		}
		require.Equal(t, s, string(back))
	})
}

func dollar(dst []byte, n int) []byte { return strconv.AppendInt(append(dst, '$'), int64(n), 10) }

func TestRebind(t *testing.T) {
	tests := []struct {
		text, want string
		n          int
	}{
		{"a = ? AND b = ?", "a = $1 AND b = $2", 2},
		{"a = '?' AND b = ?", "a = '?' AND b = $1", 1},
		{"a = 'it''s ?' AND b = ?", "a = 'it''s ?' AND b = $1", 1},
		{`"?" = ?`, `"?" = $1`, 1},
		{"`?` = ? -- ?\n AND ?", "`?` = $1 -- ?\n AND $2", 2},
		{"/* ? */ ? [?]", "/* ? */ $1 [$2]", 2},
		{"'open ?", "'open ?", 0},
		{"/* open ?", "/* open ?", 0},
		{"-- open ?", "-- open ?", 0},
		{"/*/ ? */ ?", "/*/ ? */ $1", 1},
		{`E'it\'s ?' = ?`, `E'it\'s ?' = $1`, 1},
		{`e'a''\'? ' = ?`, `e'a''\'? ' = $1`, 1},
		{`date'\' = ?`, `date'\' = $1`, 1}, // no E'…', so a backslash is a character
		{`E'\\' = ?`, `E'\\' = $1`, 1},
		{`E'open \'?`, `E'open \'?`, 0},
		{"$$ ? $$ || $a_1$ ? $b$ $a_1$ = ?", "$$ ? $$ || $a_1$ ? $b$ $a_1$ = $1", 1},
		{"a$$ ? b$$", "a$$ $1 b$$", 1}, // $ within a name
		{"data ?? 'a' AND data ??| ? AND data ??& ?", "data ? 'a' AND data ?| $1 AND data ?& $2", 2},
		{"'??' = ?", "'??' = $1", 1},
		{"", "", 0},
	}
	for _, tt := range tests {
		got, n := Rebind(nil, New(Constant(tt.text)).String(), dollar)
		require.Equal(t, tt.want, string(got))
		require.Equal(t, tt.n, n)
	}
}

// FuzzRebind keeps: with ? as the placeholder a text stays as it is.
func FuzzRebind(f *testing.F) {
	for _, s := range []string{"a = ?", "'?", `"" ?`, "--?\n?", "/*?*/?", "[?", "??", `E'\'?`, "$a$?$a$"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, n := Rebind(nil, text, func(dst []byte, _ int) []byte { return append(dst, '?') })
		if Escapes(text) {
			require.Less(t, len(got), len(text))
		} else {
			require.Equal(t, text, string(got))
		}
		require.LessOrEqual(t, n, strings.Count(text, "?"))
	})
}

// FuzzQuote keeps: what is quoted reads back as the one identifier it was.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{"a", `"`, `""; --`, "a\x00", "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got, err := Quote(name, '"', 63)
		if err != nil {
			return
		}
		inner := got[1 : len(got)-1]
		require.Equal(t, name, strings.ReplaceAll(inner, `""`, `"`))
		require.Zero(t, strings.Count(strings.ReplaceAll(inner, `""`, ""), `"`), "%q ends early", got)
	})
}
