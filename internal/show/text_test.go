package show

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCleanTakesNothingDangerous(t *testing.T) {
	require.Equal(t, "a?[2Jb c", Printable("a\x1b[2Jb\nc"))
	require.Equal(t, "x?y", Printable("x\xffy"))
	require.Equal(t, "a b", Printable("a\tb"))
	require.Equal(t, "?left", Printable("\u202eleft"), "a direction override could make a line lie")
}

func TestWidths(t *testing.T) {
	for s, want := range map[string]int{"abc": 3, "数": 2, "한글": 4, "é": 1, "e\u0301": 1, "ｆ": 2, "〿": 1, "\U0001F40D": 2, "𠀀": 2, "豈": 2, "︰": 2, "￠": 2, "ᄀ": 2, "": 0} {
		require.Equal(t, want, textWidth(s), s)
	}
}

func TestCut(t *testing.T) {
	require.Equal(t, "abc", cut("abc", 3))
	require.Equal(t, "ab~", cut("abcd", 3))
	require.Equal(t, "~", cut("数数", 2))
	require.Equal(t, "数~", cut("数数", 3))
	require.Empty(t, cut("abc", 0))
}

func TestWrap(t *testing.T) {
	require.Equal(t, []string{"one", "two", "three"}, wrap("one two three", 5))
	require.Equal(t, []string{"abcde", "fgh i"}, wrap("abcdefgh i", 5))
	require.Equal(t, []string{"a", "b"}, wrap("a\n\nb", 5))
	require.Empty(t, wrap("  ", 5))
	require.Equal(t, []string{"数", "数"}, wrap("数数", 1), "a wide rune stays whole")
}

func TestClasses(t *testing.T) {
	markers, names := map[byte]bool{}, map[string]bool{}
	for _, c := range Classes() {
		markers[c.Marker()], names[c.String()] = true, true
		require.Less(t, c.Marker(), byte(128))
		require.NotEmpty(t, c.About())
		text, err := c.MarshalText()
		require.NoError(t, err)
		require.Equal(t, c.String(), string(text))
	}
	require.Len(t, markers, len(Classes()), "a marker is enough to tell a class")
	require.Len(t, names, len(Classes()))
	unknown := Class(200)
	require.Equal(t, "class(200)", unknown.String())
	require.Equal(t, byte(' '), unknown.Marker())
	require.Empty(t, unknown.About()+unknown.sgr())
}

func TestInputErrorNamesThePlace(t *testing.T) {
	bad := errors.New("bad")
	for want, e := range map[string]*InputError{
		"p.json:3: operation 7: bad": {File: "p.json", Line: 3, Op: 7, Err: bad},
		"p.json: bad":                {File: "p.json", Err: bad},
		"line 3: bad":                {Line: 3, Err: bad},
		"operation 2: bad":           {Op: 2, Err: bad},
		"bad":                        {Err: bad},
	} {
		require.EqualError(t, e, want)
		require.ErrorIs(t, e, bad)
	}
}

func TestTextOfEmptyAndOddPanels(t *testing.T) {
	scene := Scene{Panels: []Panel{
		Table{Columns: []string{"a", "b"}},
		Table{Title: "t", Columns: []string{"a", "b"}, Rows: []Row{{Cells: []string{"1"}}}},
		Lanes{Lanes: []Lane{{ID: "l"}}},
		Graph{Nodes: []Node{{ID: "a"}}, Edges: []Edge{{From: "a", To: "gone"}}},
	}}
	require.Equal(t, "Table:\n  no rows; columns a, b\nt (table):\n  a 1\nLanes:\n  l: empty\nGraph:\n  a -> gone\n", Text(scene))
	b, err := json.Marshal(scene)
	require.NoError(t, err)
	require.Contains(t, string(b), `{"kind":"graph","panel":{"nodes":[{"id":"a","class":"normal"}]`)
}
