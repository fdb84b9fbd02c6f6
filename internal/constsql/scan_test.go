package constsql

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhole(t *testing.T) {
	tests := []struct{ text, err string }{
		{"", ""},
		{"a = ? -- note\n", ""},
		{"a = '--' /* note */", ""},
		{`a LIKE ? ESCAPE '\'`, ""},
		{"a = ? -- note", "ends inside a -- comment"},
		{"a = ? /* note", "ends inside a /* comment"},
		{"a = ? /* a /* note */", "has a comment in a comment"},
		{"a = ? -- /* note \n", ""},
		{"a = '", "ends inside a ' quote"},
		{`a = 'it\'s ?'`, "ends inside a ' quote"},
		{`a = E'it\'s ?'`, ""},
		{`a = E'it\'`, "ends inside a ' quote"},
		{`"a`, `ends inside a " quote`},
		{"`a", "ends inside a ` quote"},
		{"$$ a", "ends inside a $$ quote"},
		{"$tag$ a $$", "ends inside a $tag$ quote"},
		{"$1", "has the placeholder $1, and they are all written ?"},
		{"a = ?2", "has the placeholder ?2"},
		{"a$1 = '$1' AND \"$1\" = $$ $1 $$", ""},
		{"é$1", ""},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			err := Whole(tt.text)
			if tt.err == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrPiece)
			require.ErrorContains(t, err, tt.err)
		})
	}
}

// FuzzWhole keeps: what is whole says the same with something else behind it.
func FuzzWhole(f *testing.F) {
	for _, s := range []string{"a = ?", "-- ?", "/* ?", "'?", `E'\'?`, "$a$ ?", "$1", "E", "?", "--", "a$"} {
		for _, u := range []string{"AND b = ?", "'", "*/", "\n", "?"} {
			f.Add(s, u)
		}
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if Whole(a) != nil {
			return
		}
		apart, n := Rebind(nil, a, dollar)
		apart, m := Rebind(append(apart, ' '), b, func(dst []byte, i int) []byte { return dollar(dst, n+i) })
		together, all := Rebind(nil, a+" "+b, dollar)
		require.Equal(t, n+m, all)
		require.Equal(t, string(apart), string(together))
		if Whole(b) == nil {
			require.NoError(t, Whole(a+" "+b))
		}
	})
}
