package gc_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func TestFinalizerRunsOnce(t *testing.T) {
	l := newLab(t)
	a := l.instance("a", 1)
	l.ok(l.Give(a, 0, l.leaf("x")))
	l.ok(l.SetFinalizer(a, func(h *gc.Heap, self gc.Ref) {
		require.Equal(t, a, self)
		require.Equal(t, 1, l.count(self), "the heap's own")
		require.True(t, must(l.Finalized(self)))
		require.Equal(t, "x", l.name(must(l.Get(self, 0))), "it is whole")
		require.ErrorIs(t, h.DecRef(self), gc.ErrNotHeld)
		l.ok(l.Globals().Bind("saved", self))
	}))
	require.False(t, must(l.Finalized(a)))
	l.drop(a)
	require.Equal(t, []string{"finalize a", "resurrect a"}, l.said())
	require.Equal(t, 1, l.count(a))
	require.True(t, must(l.Finalized(a)))

	l.ok(l.SetFinalizer(a, func(*gc.Heap, gc.Ref) { t.Error("a second turn") }))
	l.ok(l.Globals().Del("saved"))
	require.Equal(t, []string{"die a", "die x"}, l.said())
}

func TestFinalizerTakenAway(t *testing.T) {
	l := newLab(t)
	a := l.instance("a", 0)
	l.ok(l.SetFinalizer(a, func(*gc.Heap, gc.Ref) { t.Error("it ran") }))
	l.ok(l.SetFinalizer(a, nil))
	l.ok(l.SetFinalizer(a, nil))
	l.drop(a)
	require.Equal(t, []string{"die a"}, l.said())

	b := l.list("b")
	l.ok(l.SetFinalizer(b, func(*gc.Heap, gc.Ref) { t.Error("the old one ran") }))
	l.ok(l.SetFinalizer(b, silent))
	l.drop(b)
	require.Equal(t, []string{"finalize b", "die b"}, l.said())
}

func TestFinalizerDiesWithItsObject(t *testing.T) {
	l := newLab(t)
	a := l.instance("a", 0)
	l.ok(l.SetFinalizer(a, silent))
	l.drop(a)
	b := l.instance("b", 0)
	require.Equal(t, a.Index(), b.Index())
	l.said()
	l.drop(b)
	require.Equal(t, []string{"die b"}, l.said())
}

// By count: the finalizer, then weak references, then the slots.
func TestOrderByCount(t *testing.T) {
	l := newLab(t)
	a := l.plant("a(b,c)")
	for _, r := range []gc.Ref{a, must(l.Get(a, 0)), must(l.Get(a, 1))} {
		w := l.weak("", r, silent)
		l.ok(l.SetLabel(w, "w"+l.name(r)))
		l.ok(l.SetFinalizer(r, func(_ *gc.Heap, self gc.Ref) {
			require.Equal(t, self, l.deref(w), "still to be had (3.11 to 3.15)")
		}))
	}
	l.drop(a)
	require.Equal(t, []string{
		"finalize a", "callback wa", "die a",
		"finalize b", "callback wb", "die b",
		"finalize c", "callback wc", "die c",
	}, l.said())
}

// What a finalizer brings back keeps its weak references.
func TestResurrectionByCount(t *testing.T) {
	l := newLab(t)
	a := l.plant("a(b)")
	w := l.weak("w", a, silent)
	keep := l.instance("keep", 1)
	l.collect(2) // everything is old now
	l.ok(l.SetFinalizer(a, func(_ *gc.Heap, self gc.Ref) { l.set(keep, 0, self) }))
	l.drop(a)
	require.Equal(t, []string{"finalize a", "resurrect a"}, l.said())
	require.Equal(t, a, l.deref(w))
	require.Equal(t, []string{"a"}, l.on(gc.Young), "it is young again")
	require.Equal(t, []string{"w", "keep", "b"}, sortedLike(l.on(gc.Old), "w", "keep", "b"))
	l.set(keep, 0, gc.Nil)
	require.Equal(t, []string{"callback w", "die a", "die b"}, l.said())
}

// sortedLike is got in the given order, with what is not in it at the end.
func sortedLike(got []string, order ...string) []string {
	var sorted []string
	for _, o := range order {
		for i, g := range got {
			if g == o {
				sorted = append(sorted, g)
				got = append(got[:i:i], got[i+1:]...)
				break
			}
		}
	}
	return append(sorted, got...)
}

func TestResurrectionByTheCollector(t *testing.T) {
	// a <-> b, and b -> c. The finalizer of c saves c only: a and b go.
	t.Run("part", func(t *testing.T) {
		l := newLab(t)
		ring := l.ring("a", "b")
		c := l.instance("c", 0)
		l.ok(l.Give(ring[1], 1, c))
		l.ok(l.SetFinalizer(c, func(_ *gc.Heap, self gc.Ref) { l.ok(l.Globals().Bind("c", self)) }))
		require.Equal(t, 2, l.collect(2), "only what is proved unreachable again")
		require.Equal(t, []string{"finalize c", "resurrect c", "clear a", "die b", "die a"}, l.said())
		require.Equal(t, 1, l.count(c))
		require.Equal(t, []string{"c"}, l.on(gc.Old))
	})
	// The finalizer of a saves a, and with it all that a refers to.
	t.Run("all", func(t *testing.T) {
		l := newLab(t)
		ring := l.ring("a", "b")
		w := l.weak("w", ring[1], silent)
		l.ok(l.SetFinalizer(ring[0], func(_ *gc.Heap, self gc.Ref) { l.ok(l.Globals().Bind("a", self)) }))
		require.Zero(t, l.collect(0))
		require.Equal(t, []string{"callback w", "finalize a", "resurrect a", "resurrect b"}, l.said())
		require.Equal(t, gc.Nil, l.deref(w), "weak references stay cleared")
		require.Equal(t, []string{"w", "a", "b"}, l.on(gc.Middle))
		l.ok(l.Globals().Del("a"))
		require.Equal(t, 2, l.collect(2), "the finalizer does not run again")
		require.Equal(t, []string{"clear a", "die b", "die a"}, l.said())
	})
}

// Finalizers of the trash run in list order; what one frees has no turn.
func TestFinalizersOfTrash(t *testing.T) {
	l := newLab(t)
	ring := l.ring("a", "b", "c")
	for _, r := range ring {
		l.ok(l.SetFinalizer(r, silent))
	}
	require.Equal(t, 3, l.collect(2))
	require.Equal(t, []string{
		"finalize a", "finalize b", "finalize c", "clear a", "die b", "die c", "die a",
	}, l.said())

	ring = l.ring("a", "b", "c")
	for _, r := range ring {
		l.ok(l.SetFinalizer(r, func(_ *gc.Heap, self gc.Ref) { l.set(self, 0, gc.Nil) }))
	}
	require.Equal(t, 0, l.collect(2), "counting frees them all, one in the finalizer of the other")
	require.Equal(t, []string{
		"finalize a", "finalize b", "finalize c", "die c", "die b", "die a",
	}, l.said())
}

// A finalizer that another finalizer sets on trash that has had its turn runs
// while the trash is cleared; what it brings back is alive like anything else.
func TestResurrectionWhileClearing(t *testing.T) {
	l := newLab(t)
	ring := l.ring("a", "b")
	a, b := ring[0], ring[1]
	l.ok(l.SetFinalizer(b, func(*gc.Heap, gc.Ref) {
		l.ok(l.SetFinalizer(a, func(_ *gc.Heap, self gc.Ref) { l.ok(l.Globals().Bind("a", self)) }))
	}))
	require.Equal(t, 2, l.collect(2))
	require.Equal(t, []string{
		"finalize b", "clear a", "die b", "finalize a", "resurrect a",
	}, l.said())
	l.sound() // no trace of the collection is left on a
	require.Equal(t, []string{"a"}, l.on(gc.Young))
	require.Zero(t, l.collect(2))
	l.ok(l.Globals().Del("a"))
	require.Zero(t, l.Len())
}

func TestFinalizerPanics(t *testing.T) {
	var reported []any
	l := newLab(t, gc.WithUnraisable(func(r gc.Ref, p any) { reported = append(reported, l0(r), p) }))
	a := l.plant("a(b)")
	l.ok(l.SetFinalizer(a, func(*gc.Heap, gc.Ref) { panic("by count") }))
	l.drop(a)
	require.Equal(t, []string{"finalize a", "unraisable a", "die a", "die b"}, l.said())

	ring := l.ring("a", "b")
	l.ok(l.SetFinalizer(ring[0], func(_ *gc.Heap, self gc.Ref) {
		l.set(self, 1, self)
		panic(errors.ErrUnsupported)
	}))
	l.ok(l.SetFinalizer(ring[1], silent))
	require.Equal(t, 2, l.collect(2))
	require.Equal(t, []string{
		"finalize a", "unraisable a", "finalize b", "clear a", "die b", "die a",
	}, l.said())
	require.Equal(t, []any{l0(a), "by count", l0(ring[0]), errors.ErrUnsupported}, reported)

	quiet := gc.New() // nobody is told
	r := must(quiet.NewInstance(0))
	require.NoError(t, quiet.SetFinalizer(r, func(*gc.Heap, gc.Ref) { panic("unheard") }))
	require.NoError(t, quiet.DecRef(r))
	require.NoError(t, quiet.Verify())
}

func l0(r gc.Ref) string { return r.String() }

// Inside a finalizer run by count a collection runs; inside one that a
// collection runs it does not.
func TestFinalizerCollects(t *testing.T) {
	for name, collect := range map[string]func(*gc.Heap) (int, error){
		"trial": func(h *gc.Heap) (int, error) { return h.Collect(2) },
		"sweep": (*gc.Heap).MarkSweep,
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			a := l.plant("a(b)")
			l.ring("x", "y")
			l.ok(l.SetFinalizer(a, func(h *gc.Heap, self gc.Ref) {
				require.Equal(t, 2, must(collect(h)))
				require.True(t, h.Alive(self))
			}))
			l.drop(a)
			require.Equal(t, []string{"finalize a", "clear x", "die y", "die x", "die a", "die b"}, l.said())

			ring := l.ring("a", "b")
			l.ok(l.SetFinalizer(ring[0], func(h *gc.Heap, _ gc.Ref) {
				l.ring("z")
				require.Zero(t, must(collect(h)))
				for range 3000 { // nor does an automatic one
					l.drop(must(h.NewInstance(0)))
				}
			}))
			l.ok(l.Enable())
			require.Equal(t, 2, must(collect(l.Heap)))
			require.Equal(t, 1, must(collect(l.Heap)))
		})
	}
}

// A finalizer may do anything to the structure that is dying.
func TestFinalizerRewires(t *testing.T) {
	tests := []struct {
		name string
		do   func(l *lab, self, child gc.Ref)
		left []string
	}{
		{"drops its child", func(l *lab, self, _ gc.Ref) { l.set(self, 0, gc.Nil) }, nil},
		{"saves its child", func(l *lab, _, child gc.Ref) { l.ok(l.Globals().Bind("x", child)) }, []string{"child"}},
		{"saves itself", func(l *lab, self, _ gc.Ref) { l.ok(l.IncRef(self)) }, []string{"self", "child"}},
		{"saves itself and thinks better of it", func(l *lab, self, _ gc.Ref) {
			l.ok(l.IncRef(self))
			l.drop(self)
		}, nil},
		{"makes a cycle", func(l *lab, self, child gc.Ref) { l.set(child, 0, self) }, []string{"self", "child"}},
		{"lets its child save it", func(l *lab, self, child gc.Ref) {
			l.ok(l.SetFinalizer(child, func(*gc.Heap, gc.Ref) { l.ok(l.IncRef(self)) }))
			l.set(self, 0, gc.Nil)
		}, []string{"self"}},
		{"freezes", func(l *lab, self, _ gc.Ref) { l.ok(l.Freeze()) }, nil},
		{"has children", func(l *lab, self, child gc.Ref) {
			l.ok(l.Give(child, 0, l.plant("p(q,r)")))
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t)
			self, child := l.instance("self", 1), l.instance("child", 1)
			l.ok(l.Give(self, 0, child))
			l.ok(l.SetFinalizer(self, func(_ *gc.Heap, self gc.Ref) { tt.do(l, self, child) }))
			l.drop(self)
			l.sound()
			var left []string
			for _, list := range []gc.ListID{gc.Young, gc.Middle, gc.Old, gc.Permanent} {
				left = append(left, l.on(list)...)
			}
			require.ElementsMatch(t, tt.left, left)
		})
	}
}
