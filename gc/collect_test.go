package gc_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// collect(g) appends the younger lists to g's own: the order is g, 0, 1.
func TestOrderOfListsAfterCollect(t *testing.T) {
	setUp := func(t *testing.T) *lab {
		l := newLab(t)
		for _, s := range []struct {
			label  string
			rounds int
		}{{"old", 2}, {"middle", 1}, {"young", 0}} {
			for i := range 2 {
				l.instance(fmt.Sprint(s.label, i), 0)
			}
			for g := range s.rounds {
				l.collect(g)
			}
		}
		require.Equal(t, []string{"old0", "old1"}, l.on(gc.Old))
		require.Equal(t, []string{"middle0", "middle1"}, l.on(gc.Middle))
		require.Equal(t, []string{"young0", "young1"}, l.on(gc.Young))
		return l
	}
	tests := []struct {
		g                  int
		young, middle, old []string
	}{
		{0, []string{}, []string{"middle0", "middle1", "young0", "young1"}, []string{"old0", "old1"}},
		{1, []string{}, []string{}, []string{"old0", "old1", "middle0", "middle1", "young0", "young1"}},
		{2, []string{}, []string{}, []string{"old0", "old1", "young0", "young1", "middle0", "middle1"}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint("generation=", tt.g), func(t *testing.T) {
			l := setUp(t)
			require.Zero(t, l.collect(tt.g))
			require.Equal(t, tt.young, l.on(gc.Young))
			require.Equal(t, tt.middle, l.on(gc.Middle))
			require.Equal(t, tt.old, l.on(gc.Old))
		})
	}
}

func TestClearingOrder(t *testing.T) {
	l := newLab(t)
	// Two rings, then a list with itself and two children.
	l.ring("a", "b", "c")
	l.ring("d")
	list := l.list("l", l.instance("x", 0), l.instance("y", 0))
	l.drop(must(l.Get(list, 0)), must(l.Get(list, 1)))
	l.ok(l.Append(list, list))
	l.drop(list)
	require.Equal(t, 7, l.collect(2))
	// Clearing a lets b go, and so on round the ring. x and y, trash themselves and
	// older than their list, are emptied first and go with the list, from its end.
	require.Equal(t, []string{
		"clear a", "die b", "die c", "die a",
		"clear d", "die d",
		"clear x", "clear y", "clear l", "die y", "die x", "die l",
	}, l.said())
}

func TestCollectInsideAnything(t *testing.T) {
	l := newLab(t)
	ring := l.ring("a", "b")
	nested := 0
	try := func(h *gc.Heap) {
		nested++
		for g := range 3 {
			require.Zero(t, must(h.Collect(g)))
		}
		require.Zero(t, must(h.MarkSweep()))
		_, err := h.Collect(7)
		require.ErrorIs(t, err, gc.ErrGeneration)
	}
	l.weak("w", ring[0], func(h *gc.Heap, _ gc.Ref) { try(h) })
	l.ok(l.SetFinalizer(ring[1], func(h *gc.Heap, _ gc.Ref) { try(h) }))
	must(l.Observe(func(h *gc.Heap, _ gc.Progress) { try(h) }))
	require.Equal(t, 2, l.collect(2))
	require.Equal(t, 4, nested)
	require.Equal(t, [3]gc.Stats{2: {Collections: 1, Collected: 2}}, l.Stats())
}

// The events of a collection begin with start and end with stop, and nothing of
// it is left behind.
func TestCollectionIsFramedByEvents(t *testing.T) {
	for g := range 3 {
		l := newLab(t)
		l.ring("a", "b")
		l.instance("c", 0)
		l.events = nil
		l.collect(g)
		first, last := l.events[0], l.events[len(l.events)-1]
		require.Equal(t, gc.Event{Kind: gc.EventStart, N: g}, first)
		require.Equal(t, gc.Event{Kind: gc.EventStop, N: g, M: 2}, last)
	}
}

// User code that runs within a collection may change what the heap is made of.
func TestCollectionSurvivesItsCallbacks(t *testing.T) {
	tests := map[string]func(l *lab, self gc.Ref){
		"freeze":          func(l *lab, _ gc.Ref) { l.ok(l.Freeze()) },
		"unfreeze":        func(l *lab, _ gc.Ref) { l.ok(l.Unfreeze()) },
		"save-all":        func(l *lab, _ gc.Ref) { l.ok(l.SetSaveAll(true)) },
		"many objects":    func(l *lab, _ gc.Ref) { l.list("many", make([]gc.Ref, 5000)...) },
		"many deaths":     func(l *lab, _ gc.Ref) { l.drop(l.plant("a(b(c(d(e(f(g(h)))))))")) },
		"thresholds":      func(l *lab, _ gc.Ref) { l.ok(l.SetThreshold(1, 1, 1)); l.ok(l.Enable()); l.drop(l.instance("", 0)) },
		"another ring":    func(l *lab, _ gc.Ref) { l.ring("p", "q") },
		"empties itself":  func(l *lab, self gc.Ref) { l.set(self, 0, gc.Nil) },
		"an observer":     func(l *lab, _ gc.Ref) { must(l.Observe(func(*gc.Heap, gc.Progress) {})) },
		"a new weak ref":  func(l *lab, self gc.Ref) { l.weak("", self, silent) },
		"calls":           func(l *lab, self gc.Ref) { l.ok(must(l.Call("f")).Bind("x", self)) },
		"names, unnames":  func(l *lab, self gc.Ref) { l.ok(l.Globals().Bind("x", self)); l.ok(l.Globals().Del("x")) },
		"takes a garbage": func(l *lab, self gc.Ref) { l.ok(l.ClearGarbage()) },
	}
	for name, do := range tests {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			ring := l.ring("a", "b", "c")
			for _, r := range ring {
				l.ok(l.SetFinalizer(r, func(_ *gc.Heap, self gc.Ref) { do(l, self) }))
			}
			l.weak("w", ring[0], func(_ *gc.Heap, w gc.Ref) { do(l, l.instance("other", 2)) })
			l.collect(0)
			l.sound()
			l.collect(2)
			l.ok(l.SetSaveAll(false))
			l.ok(l.ClearGarbage())
			l.collect(2)
			for _, r := range ring {
				require.False(t, l.Alive(r))
			}
		})
	}
}
