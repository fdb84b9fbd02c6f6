package gc

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// A count that trial deletion could not copy is refused, everywhere, and before
// anything has changed.
func TestCountIsBounded(t *testing.T) {
	h := New()
	a, err := h.NewInstance(1)
	require.NoError(t, err)
	list, err := h.NewList()
	require.NoError(t, err)
	f, err := h.Call("f")
	require.NoError(t, err)
	require.NoError(t, f.Bind("a", a))
	h.heads[a.Index()].count, h.heads[a.Index()].held = maxCount, maxCount-1

	fail := func(_ any, err error) error { return err }
	for name, err := range map[string]error{
		"IncRef": h.IncRef(a), "Set": h.Set(a, 0, a), "Append": h.Append(list, a), "NewList": fail(h.NewList(a)),
		"Bind": h.Globals().Bind("x", a), "ReturnValue": fail(f.ReturnValue("a")),
	} {
		require.ErrorIs(t, err, ErrFull, name)
		require.EqualError(t, err, "gc: heap is full")
	}
	require.NoError(t, h.Verify())
	n, err := h.Collect(2)
	require.NoError(t, err)
	require.Zero(t, n)
	require.NoError(t, h.DecRef(a))
	require.NoError(t, h.IncRef(a), "below the bound again")
	require.NoError(t, h.Verify())
}

// An index whose generations are used up is never handed out again.
func TestIndexIsRetired(t *testing.T) {
	h := New()
	a, err := h.NewInstance(0)
	require.NoError(t, err)
	require.NoError(t, h.DecRef(a))
	h.heads[1].gen = math.MaxUint32
	last, err := h.NewInstance(0)
	require.NoError(t, err)
	require.Equal(t, makeRef(1, math.MaxUint32), last)
	require.NoError(t, h.DecRef(last))

	b, err := h.NewInstance(0)
	require.NoError(t, err)
	require.Equal(t, 2, b.Index())
	var stale *StaleError
	require.ErrorAs(t, h.IncRef(makeRef(1, 1<<31)), &stale)
	require.True(t, stale.Issued, "every generation was")
	require.ErrorIs(t, h.IncRef(1), ErrStale, "generation 0 stands for nothing")
	require.NoError(t, h.Verify())
}
