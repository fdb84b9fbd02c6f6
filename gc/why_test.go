package gc_test

import (
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func TestWhyAlive(t *testing.T) {
	tests := []struct {
		name string
		make func(l *lab) gc.Ref
		path string
	}{
		{"named", func(l *lab) gc.Ref {
			a := l.instance("", 0)
			l.ok(l.Globals().Give("x", a))
			return a
		}, "x in <globals> -> #1"},
		{"owned", func(l *lab) gc.Ref { return l.instance("", 0) }, "held by the program -> #1"},
		{"named and owned", func(l *lab) gc.Ref {
			a := l.instance("", 0)
			l.ok(l.Globals().Bind("x", a))
			return a
		}, "x in <globals> -> #1"},
		{"local", func(l *lab) gc.Ref {
			a := l.instance("", 0)
			l.ok(must(l.Call("f")).Give("local", a))
			return a
		}, "local in f -> #1"},
		{"the shortest way", func(l *lab) gc.Ref {
			x := l.leaf("")
			long := l.instance("", 1)
			middle := l.list("", x)
			l.ok(l.Give(long, 0, middle))
			l.ok(l.Globals().Give("long", long))
			short := l.list("", gc.Nil, gc.Nil, x, x)
			l.ok(l.Globals().Give("short", short))
			l.drop(x)
			return x
		}, "short in <globals> -> #4[2] -> #1"},
		{"through a cycle", func(l *lab) gc.Ref {
			ring := l.ring("", "", "")
			l.ok(l.Globals().Bind("x", ring[0]))
			return ring[2]
		}, "x in <globals> -> #1[0] -> #2[0] -> #3"},
		{"frozen", func(l *lab) gc.Ref {
			ring := l.ring("", "")
			l.ok(l.Freeze())
			return ring[1]
		}, "frozen -> #2"},
		{"saved", func(l *lab) gc.Ref {
			l.ok(l.SetSaveAll(true))
			ring := l.ring("", "")
			l.collect(2)
			return ring[0]
		}, "saved as garbage -> #1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t)
			p, err := l.Why(tt.make(l))
			l.ok(err)
			require.Equal(t, tt.path, p.String())
		})
	}
}

func TestWhyGivesThePath(t *testing.T) {
	l := newLab(t)
	root := l.plant("r(a[b,c])")
	a := must(l.Get(root, 0))
	c := must(l.Get(a, 1))
	l.ok(l.Globals().Give("x", root))
	require.Equal(t, gc.Path{
		Root: gc.Named, Frame: "<globals>", Name: "x", First: root,
		Steps: []gc.Step{{From: root, Slot: 0, To: a}, {From: a, Slot: 1, To: c}},
	}, must(l.Why(c)))
}

func TestWhyNotYetCollected(t *testing.T) {
	l := newLab(t)
	ring := l.ring("", "", "")
	tail := l.plant("x(y)")
	l.ok(l.Give(ring[1], 1, tail))
	y := must(l.Get(tail, 0))
	tests := []struct {
		of   gc.Ref
		text string
	}{
		{ring[0], "gc: #1 is unreachable, kept by the cycle #1[0] -> #2[0] -> #3[0] -> #1"},
		{ring[2], "gc: #3 is unreachable, kept by the cycle #3[0] -> #1[0] -> #2[0] -> #3"},
		{y, "gc: #4 is unreachable, kept by the cycle #2[0] -> #3[0] -> #1[0] -> #2[1] -> #5[0] -> #4"},
	}
	for _, tt := range tests {
		_, err := l.Why(tt.of)
		require.ErrorIs(t, err, gc.ErrUnreachable)
		require.EqualError(t, err, tt.text)
	}
	var unreachable *gc.UnreachableError
	_, err := l.Why(ring[0])
	require.ErrorAs(t, err, &unreachable)
	require.Equal(t, ring[0], unreachable.Ref)
	require.Len(t, unreachable.Cycle, 3)
	require.Equal(t, 5, l.collect(2), "it was only waiting for this")
}

func TestWhyDead(t *testing.T) {
	l := newLab(t)
	a := l.instance("pear", 0)
	l.ok(l.Globals().Give("x", a))
	l.ok(l.Globals().Del("x"))
	_, err := l.Why(a)
	require.EqualError(t, err,
		`gc: stale reference #1: instance "pear" died in operation 4 because the name was deleted (name "x")`)
	_, err = l.Why(gc.Nil)
	require.ErrorIs(t, err, gc.ErrNil)
}

// Inside its own finalizer an object is alive because the heap holds it.
func TestWhyInAFinalizer(t *testing.T) {
	l := newLab(t)
	a := l.instance("a", 0)
	said := ""
	l.ok(l.SetFinalizer(a, func(h *gc.Heap, self gc.Ref) { said = must(h.Why(self)).String() }))
	l.drop(a)
	require.Equal(t, "held by the heap -> #1", said)
	require.Equal(t, "?", gc.Root(0).String())
}

// The tuple that holds weak references while their callbacks run is the heap's.
func TestTupleIsNotForWriting(t *testing.T) {
	l := newLab(t)
	a := l.instance("a", 0)
	var got error
	w := l.weak("w1", a, nil)
	look := func(h *gc.Heap, w gc.Ref) {
		for r := range h.Referrers(w) {
			if k, _ := h.KindOf(r); k == gc.Tuple {
				got = h.Set(r, 0, gc.Nil)
			}
		}
	}
	l.weak("w2", a, look)
	l.weak("w3", a, look)
	l.drop(a)
	require.ErrorIs(t, got, gc.ErrKind)
	require.Equal(t, gc.Nil, l.deref(w))
}

// At a million objects (50,000 without UNDERHOOD_FULL) the path is still a shortest one, and what it takes to find
// it is in proportion: 8 bytes an object, of which some are from doubling, and the
// path itself.
func TestWhyOfAMillion(t *testing.T) {
	n := 50_000
	if os.Getenv("UNDERHOOD_FULL") != "" && !raceEnabled {
		n = benchSize
	}
	for _, shape := range whyShapes {
		h, refs := whyHeap(t, shape, n)
		place := map[gc.Ref]int{}
		for i, r := range refs {
			place[r] = i
		}
		depth := make([]int, len(refs)) // by a search of the test's own
		queue := []int{0}
		for len(queue) > 0 {
			i := queue[0]
			queue = queue[1:]
			for to := range h.Referents(refs[i]) {
				if j := place[to]; j != 0 && depth[j] == 0 {
					depth[j] = depth[i] + 1
					queue = append(queue, j)
				}
			}
		}
		last := len(refs) - 1
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := h.Why(refs[last])
		runtime.ReadMemStats(&after)
		require.NoError(t, err)
		require.Equal(t, gc.Held, p.Root)
		require.Equal(t, refs[0], p.First)
		require.Len(t, p.Steps, depth[last], shape)
		at := p.First
		for _, s := range p.Steps {
			if s.From != at || must(h.Get(s.From, s.Slot)) != s.To {
				t.Fatal(shape, "no such reference", s)
			}
			at = s.To
		}
		require.Equal(t, refs[last], at)
		require.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(16*len(refs)+24*len(p.Steps)+1<<20), shape)

		require.NoError(t, h.Set(refs[last], 0, refs[0]))
		require.NoError(t, h.DecRef(refs[0]))
		_, err = h.Why(refs[last])
		var lost *gc.UnreachableError
		require.ErrorAs(t, err, &lost)
		at = lost.Cycle[0].From
		for _, s := range lost.Cycle {
			if s.From != at || must(h.Get(s.From, s.Slot)) != s.To {
				t.Fatal(shape, "no such reference", s)
			}
			at = s.To
		}
		require.Equal(t, refs[last], at, "it ends at the object asked about")
		require.NoError(t, h.Close())
	}
}
