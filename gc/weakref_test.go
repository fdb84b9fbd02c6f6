package gc_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// silent is a callback of which only the event matters.
func silent(*gc.Heap, gc.Ref) {}

func TestWeakReferenceDoesNotCount(t *testing.T) {
	for _, kind := range []gc.Kind{gc.Leaf, gc.Instance, gc.List} {
		t.Run(kind.String(), func(t *testing.T) {
			l := newLab(t)
			x := map[gc.Kind]func() gc.Ref{
				gc.Leaf:     func() gc.Ref { return l.leaf("x") },
				gc.Instance: func() gc.Ref { return l.instance("x", 0) },
				gc.List:     func() gc.Ref { return l.list("x") },
			}[kind]()
			w := l.weak("w", x, nil)
			require.Equal(t, 1, l.count(x))
			require.Equal(t, x, l.deref(w))
			require.Equal(t, gc.Weak, must(l.KindOf(w)))
			require.Zero(t, must(l.Size(w)))
			l.drop(x)
			require.Equal(t, gc.Nil, l.deref(w))
			l.sound()
			l.drop(w)
			require.Zero(t, l.Len())
		})
	}
}

func TestWeakReferenceDiesFirst(t *testing.T) {
	l := newLab(t)
	x := l.instance("x", 0)
	a, b, c := l.weak("a", x, silent), l.weak("b", x, nil), l.weak("c", x, silent)
	l.drop(b) // from the middle
	l.sound()
	l.drop(c) // the newest
	l.sound()
	l.drop(a) // the last
	l.drop(x)
	require.Equal(t, []string{"die b", "die c", "die a", "die x"}, l.said(), "no callback")
}

// CPython 3.11:
//
//	ws = [weakref.ref(x, print) for _ in range(3)]; del x   # newest first
func TestCallbacksRunNewestFirst(t *testing.T) {
	l := newLab(t)
	x := l.instance("x", 1)
	l.ok(l.Give(x, 0, l.leaf("in x")))
	var ws []gc.Ref
	for i := range 4 {
		ws = append(ws, l.weak(fmt.Sprint("w", i), x, func(_ *gc.Heap, w gc.Ref) {
			require.Equal(t, fmt.Sprint("w", i), l.name(w))
			for _, w := range ws {
				require.Equal(t, gc.Nil, l.deref(w), "all are cleared before the first is called")
			}
		}))
	}
	plain := l.weak("plain", x, nil)
	l.drop(x)
	require.Equal(t, []string{
		"callback w3", "callback w2", "callback w1", "callback w0",
		"die #8", // the tuple that held them
		"die x", "die in x",
	}, l.said())
	require.Equal(t, gc.Nil, l.deref(plain))
	l.drop(append(ws, plain)...)
	require.Zero(t, l.Len())
}

// A callback may drop the weak reference that is being called, and others that
// wait for their turn: those are held until all have been called.
func TestCallbackDropsWeakReferences(t *testing.T) {
	t.Run("its own", func(t *testing.T) {
		l := newLab(t)
		x := l.instance("x", 0)
		l.ok(l.Globals().Give("x", x))
		w := l.weak("w", x, func(h *gc.Heap, w gc.Ref) { l.drop(w) })
		l.ok(l.Globals().Del("x"))
		require.Equal(t, []string{"callback w", "die w", "die x"}, l.said())
		d, _ := l.DeathOf(w)
		require.Equal(t, gc.Dropped, d.Cause, "not because of the name that x lost")
		require.Empty(t, d.Name)
		d, _ = l.DeathOf(x)
		require.Equal(t, gc.Unbound, d.Cause)
		require.Equal(t, "x", d.Name)
	})
	t.Run("all", func(t *testing.T) {
		l := newLab(t)
		x := l.instance("x", 0)
		var ws []gc.Ref
		for i := range 3 {
			ws = append(ws, l.weak(fmt.Sprint("w", i), x, func(*gc.Heap, gc.Ref) {
				l.drop(ws...)
				ws = nil
			}))
		}
		l.drop(x)
		require.Equal(t, []string{
			"callback w2", "callback w1", "callback w0", "die #5", "die w0", "die w1", "die w2", "die x",
		}, l.said())
		require.Zero(t, l.Len())
	})
}

func TestDyingWeakReferenceIsNotCalled(t *testing.T) {
	// x holds the weak references to itself: w dies of x, after x's were cleared.
	l := newLab(t)
	x := l.instance("x", 2)
	l.ok(l.Give(x, 0, l.weak("w0", x, silent)))
	l.drop(x)
	require.Equal(t, []string{"callback w0", "die x", "die w0"}, l.said(), "it was alive when x went")

	// a refers to w, then to x: w goes before x does.
	a := l.instance("a", 2)
	x = l.instance("x", 0)
	l.ok(l.Give(a, 0, l.weak("w1", x, silent)))
	l.ok(l.Give(a, 1, x))
	l.drop(a)
	require.Equal(t, []string{"die a", "die w1", "die x"}, l.said())

	// The other way round it is called.
	a, x = l.instance("a", 2), l.instance("x", 0)
	l.ok(l.Give(a, 1, l.weak("w2", x, silent)))
	l.ok(l.Give(a, 0, x))
	l.drop(a)
	require.Equal(t, []string{"die a", "callback w2", "die x", "die w2"}, l.said())
}

func TestCollectorAndWeakReferences(t *testing.T) {
	t.Run("outside the trash", func(t *testing.T) {
		l := newLab(t)
		ring := l.ring("a", "b")
		wa, wb := l.weak("wa", ring[0], silent), l.weak("wb", ring[1], nil)
		l.ok(l.SetFinalizer(ring[0], func(*gc.Heap, gc.Ref) {
			require.Equal(t, gc.Nil, l.deref(wa), "cleared before any finalizer")
			require.Equal(t, gc.Nil, l.deref(wb))
		}))
		require.Equal(t, 2, l.collect(2))
		require.Equal(t, []string{
			"callback wa", "finalize a", "clear a", "die b", "die a",
		}, l.said())
	})
	t.Run("in the trash", func(t *testing.T) {
		l := newLab(t)
		ring := l.ring("a", "b")
		l.ok(l.Give(ring[0], 1, l.weak("w", ring[1], silent)))
		require.Equal(t, 3, l.collect(2))
		require.NotContains(t, l.said(), "callback w")
	})
	t.Run("to what is older", func(t *testing.T) {
		l := newLab(t)
		old := l.instance("old", 0)
		l.collect(2)
		ring := l.ring("a")
		l.ok(l.Give(ring[0], 1, l.weak("w", old, silent)))
		require.Equal(t, 2, l.collect(0))
		l.said()
		l.drop(old)
		require.Equal(t, []string{"die old"}, l.said())
	})
	t.Run("that goes of its own callback", func(t *testing.T) {
		l := newLab(t)
		a := l.ring("a")[0]
		l.weak("w", a, func(_ *gc.Heap, w gc.Ref) { l.drop(w) })
		require.Equal(t, 2, l.collect(2), "it is counted")
		require.Equal(t, []string{"callback w", "die w", "clear a", "die a"}, l.said())
	})
	t.Run("alone in a cycle", func(t *testing.T) {
		l := newLab(t)
		list := l.list("list")
		w := l.weak("w", list, silent)
		l.ok(l.Append(list, w))
		l.ok(l.Append(list, list))
		l.drop(w, list)
		require.Equal(t, 2, l.collect(2))
		require.Equal(t, []string{"clear list", "die w", "die list"}, l.said())
	})
}

// A weak reference with a callback made by a finalizer is called when the object
// is cleared (3.11 to 3.14).
func TestWeakReferenceMadeByAFinalizer(t *testing.T) {
	l := newLab(t)
	a := l.ring("a", "b")[0]
	l.ok(l.SetFinalizer(a, func(_ *gc.Heap, self gc.Ref) { l.weak("w", self, silent) }))
	require.Equal(t, 2, l.collect(2))
	require.Equal(t, []string{"finalize a", "clear a", "die b", "callback w", "die a"}, l.said())
}

func TestNewWeakSurvivesTheCollectionItStarts(t *testing.T) {
	l := newLab(t)
	x := l.instance("x", 0)
	l.ok(l.Globals().Give("x", x))
	l.ok(l.SetFinalizer(l.ring("a")[0], func(*gc.Heap, gc.Ref) { l.ok(l.Globals().Del("x")) }))
	l.ok(l.SetThreshold(1, 10, 10))
	l.ok(l.Enable())
	w := l.weak("w", x, silent)
	require.False(t, l.Alive(x), "the collection took the last reference to it")
	require.Equal(t, gc.Nil, l.deref(w))
	d, _ := l.DeathOf(x)
	require.Equal(t, gc.Dropped, d.Cause)
}

func TestCallbackPanics(t *testing.T) {
	var reported []string
	l := newLab(t, gc.WithUnraisable(func(r gc.Ref, p any) { reported = append(reported, fmt.Sprint(p)) }))
	x := l.instance("x", 0)
	w0 := l.weak("w0", x, silent)
	w1 := l.weak("w1", x, func(*gc.Heap, gc.Ref) { panic(errors.New("no")) })
	l.drop(x)
	require.Equal(t, []string{"callback w1", "unraisable w1", "callback w0", "die #4", "die x"}, l.said())
	require.Equal(t, []string{"no"}, reported)
	l.drop(w0, w1)

	a := l.ring("a")[0]
	w2 := l.weak("w2", a, func(*gc.Heap, gc.Ref) { panic("never") })
	require.Equal(t, 1, l.collect(2))
	require.Equal(t, []string{"no", "never"}, reported)
	require.True(t, l.Alive(w2))
}

// From inside a callback the heap may be used at will.
func TestCallbackUsesTheHeap(t *testing.T) {
	l := newLab(t)
	x, keep := l.instance("x", 0), l.instance("keep", 2)
	l.ring("r1", "r2")
	l.weak("w", x, func(h *gc.Heap, w gc.Ref) {
		l.ok(l.Give(keep, 0, l.instance("new", 0)))
		l.ok(l.Globals().Bind("w", w))
		l.weak("w'", keep, nil)
		require.Equal(t, 2, must(h.Collect(2)), "a collection runs: the death was by count")
		other := l.instance("other", 0)
		l.weak("v", other, silent)
		l.drop(other)
	})
	l.drop(x)
	require.Equal(t, []string{
		"callback w", "clear r1", "die r2", "die r1", "callback v", "die other", "die x",
	}, l.said())
	l.sound()

	l.weak("w2", l.ring("a")[0], func(h *gc.Heap, _ gc.Ref) {
		l.ring("r3")
		require.Zero(t, must(h.Collect(2)), "one runs already")
		require.Zero(t, must(h.MarkSweep()))
	})
	require.Equal(t, 1, l.collect(2))
	require.Equal(t, 1, l.collect(2))
}
