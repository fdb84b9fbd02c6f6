package gc_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// What WithHook promises: at every event of a program of all sorts the methods
// that only ask answer, and those that would change something, or need the heap at
// rest, refuse.
func TestHookMayAsk(t *testing.T) {
	programs(30, 300, func(seed uint64, program []byte) {
		var h *gc.Heap
		events := 0
		hook := func(e gc.Event) {
			if h == nil {
				return
			}
			events++
			for _, r := range []gc.Ref{e.Obj, e.Other} {
				askEverything(h, r)
				require.ErrorIs(t, h.IncRef(r), gc.ErrBusy)
				_, err := h.Why(r)
				require.ErrorIs(t, err, gc.ErrBusy)
			}
			require.ErrorIs(t, h.Verify(), gc.ErrBusy)
			require.ErrorIs(t, h.Close(), gc.ErrBusy)
		}
		mc := newMachine(t, program, true)
		mc.also, h = hook, mc.Heap
		mc.run(false)
		require.Positive(t, events)
	})
}

// askEverything calls all that may be called from a hook.
func askEverything(h *gc.Heap, r gc.Ref) {
	size, _ := h.Size(r)
	for i := range size {
		_, _ = h.Get(r, i)
	}
	_, _ = h.RefCount(r)
	_, _ = h.Find(r, r)
	_, _ = h.Deref(r)
	_, _ = h.Finalized(r)
	_, _ = h.Value(r)
	_, _ = h.KindOf(r)
	_, _ = h.ListOf(r)
	_, _ = h.Tracked(r)
	_, _ = h.DeathOf(r)
	_, _, _, _, _ = h.Alive(r), h.Label(r), h.Len(), h.Frozen(), h.Enabled()
	_, _, _ = h.Counts()
	_, _, _ = h.Threshold()
	_ = h.Stats()
	_, _, _ = slices.Collect(h.Referents(r)), slices.Collect(h.Referrers(r)), slices.Collect(h.Garbage())
	for l := gc.Untracked; l <= gc.Calling; l++ {
		_ = slices.Collect(h.Objects(l))
	}
	for f := range h.Frames() {
		for name := range f.Names() {
			_, _ = f.Lookup(name)
		}
	}
}
