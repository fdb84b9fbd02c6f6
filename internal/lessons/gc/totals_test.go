package lesson

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The figures of the plain form, by hand: three objects that stay, collected as
// they come.
func TestTotalsAreTold(t *testing.T) {
	text := told(t, `[{"op":"disable"},{"op":"new","id":"a"},{"op":"collect","gen":0},{"op":"new","id":"b"},{"op":"collect","gen":0},
		{"op":"new","id":"c"},{"op":"collect","gen":1},{"op":"stats"}]`)
	require.Contains(t, text, "generation 0: 2 collections, 0 freed, 2 objects looked at")
	require.Contains(t, text, "generation 1: 1 collection, 0 freed, 3 objects looked at")
	require.Contains(t, text, "generation 2: 0 collections, 0 freed, 0 objects looked at; "+
		"in all 5 objects looked at, 6 if each of the 3 collections had been full")

	require.Contains(t, told(t, `[{"op":"stats"}]`), "generation 2: 0 collections, 0 freed, 0 objects looked at")
}
