package lesson

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRace: 8 goroutines get 8 objects of each naive form, and 1 of each other.
func TestRace(t *testing.T) {
	sc, err := Find("race")
	require.NoError(t, err)
	p, err := parseRace(sc.Program)
	require.NoError(t, err)
	require.Len(t, p.forms, len(forms), "all there are")
	beats, err := p.play(t.Context())
	require.NoError(t, err)
	got := map[string]map[int]int{} // by way: how many got which object
	for _, b := range beats {
		if b.Kind == beatGot {
			if got[b.Way] == nil {
				got[b.Way] = map[int]int{}
			}
			got[b.Way][b.Object]++
		}
	}
	for i, f := range forms {
		if i < 4 {
			require.Equal(t, map[int]int{1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1}, got[f.name], f.name)
			continue
		}
		require.Equal(t, map[int]int{1: 8}, got[f.name], f.name)
	}
}

// TestListings: every form has code to show, and its lines are marked.
func TestListings(t *testing.T) {
	for _, f := range forms {
		l, ok := goes[f.name]
		require.True(t, ok, f.name)
		for kind, line := range map[string]int{"look": l.look, "make": l.make, "store": l.store, "give": l.give} {
			require.Positive(t, line, "%s: %s", f.name, kind)
		}
		require.Equal(t, f.waits, l.wait > 0, f.name)
		if f.python != "-" {
			require.Contains(t, pythons, f.python)
		}
		for _, line := range l.lines {
			require.NotContains(t, line, " @", f.name)
		}
	}
}

// TestParked: a goroutine that waits for a lock is seen, one that runs is not.
func TestParked(t *testing.T) {
	require.False(t, parked(goroutine()))
	require.False(t, parked(0))
	n, state := number([]byte("goroutine 12 [select, 1 minutes]:\nmain.f()"))
	require.Equal(t, "12 select, 1 minutes", fmt.Sprintf("%d %s", n, state))
}
