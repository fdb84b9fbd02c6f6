package gc_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func (l *lab) trace(kinds ...gc.EventKind) []string {
	var out []string
	for _, e := range l.events {
		for _, k := range kinds {
			if e.Kind == k {
				out = append(out, fmt.Sprintf("%s %s %s %d", k, l.name(e.Obj), l.name(e.Other), e.N))
			}
		}
	}
	return out
}

// The example of InternalDocs/garbage_collector.md: link_1 -> link_2 -> link_3 ->
// link_1, with A referring to link_1 from outside, and link_4 to itself.
func TestTrialDeletionStepByStep(t *testing.T) {
	l := newLab(t)
	ring := l.ring("link_1", "link_2", "link_3")
	l.ok(l.Globals().Bind("A", ring[0]))
	l.ring("link_4")
	l.events = nil
	link4 := must(l.NewInstance(0)) // only to see that its index is not disturbed
	l.drop(link4)
	l.events = nil
	collected := must(l.Collect(0))
	require.Equal(t, 1, collected)
	require.Equal(t, []string{
		"copy link_1 nil 2", "copy link_2 nil 1", "copy link_3 nil 1", "copy #4 nil 1",
		"subtract link_1 link_2 0", "subtract link_2 link_3 0", "subtract link_3 link_1 1", "subtract #4 #4 0",
		"visit link_1 nil 1", "reach link_1 link_2 1", "visit link_2 nil 1", "reach link_2 link_3 1",
		"visit link_3 nil 1", "visit #4 nil 0",
	}, l.trace(gc.EventCopy, gc.EventSubtract, gc.EventVisit, gc.EventReach))
}

// Objects found reachable late come back from the tentative list, to the end.
func TestMoveOutAndBack(t *testing.T) {
	l := newLab(t)
	// In list order: c, b, a; a is held and refers to b, b to c.
	c, b, a := l.instance("c", 0), l.instance("b", 1), l.instance("a", 1)
	l.ok(l.Give(b, 0, c))
	l.ok(l.Give(a, 0, b))
	l.events = nil
	require.Zero(t, l.collect(0))
	require.Equal(t, []string{
		"visit c nil 0", "visit b nil 0", "visit a nil 1", "reach a b 1", "visit b nil 1", "reach b c 1", "visit c nil 1",
	}, l.trace(gc.EventVisit, gc.EventReach))
	require.Equal(t, []string{"a", "b", "c"}, l.on(gc.Middle))
	l.events = nil
	require.Zero(t, l.collect(1))
	require.Equal(t, []string{
		"visit a nil 1", "reach a b 1", "visit b nil 1", "reach b c 1", "visit c nil 1",
	}, l.trace(gc.EventVisit, gc.EventReach), "in this order nothing moves")
}

func TestVisitingOrderOfEdges(t *testing.T) {
	for _, tt := range []struct{ plant, reached string }{{"r(a,b,c)", "a b c"}, {"r[a,b,c]", "c b a"}} {
		l := newLab(t)
		root := l.plant(tt.plant)
		require.Zero(t, l.collect(0))
		reached := ""
		for i, name := range l.on(gc.Middle) {
			if i > 0 {
				reached += " "
			}
			reached += name
		}
		// The children were made first, moved out, and came back in visiting order.
		require.Equal(t, "r "+tt.reached, reached)
		l.drop(root)
	}
}

func TestWhatTrialDeletionFinds(t *testing.T) {
	tests := []struct {
		name string
		make func(l *lab)
		n    int
	}{
		{"nothing", func(*lab) {}, 0},
		{"a self-cycle", func(l *lab) { l.ring("a") }, 1},
		{"a ring", func(l *lab) { l.ring("a", "b", "c") }, 3},
		{"two rings", func(l *lab) { l.ring("a", "b"); l.ring("c", "d") }, 4},
		{"a ring and what hangs on it", func(l *lab) {
			l.ok(l.Give(l.ring("a", "b")[0], 1, l.plant("c(d,e[f])")))
		}, 6},
		{"a ring with a leaf", func(l *lab) { l.ok(l.Give(l.ring("a")[0], 1, l.leaf("x"))) }, 1},
		{"a ring that is held", func(l *lab) { l.ok(l.IncRef(l.ring("a", "b")[1])) }, 0},
		{"a ring that is named", func(l *lab) { l.ok(l.Globals().Bind("x", l.ring("a", "b")[1])) }, 0},
		{"a ring that hangs on a held object", func(l *lab) {
			l.set(l.instance("held", 1), 0, l.ring("a", "b")[0])
		}, 0},
		{"a ring that hangs on a ring", func(l *lab) { l.set(l.ring("a")[0], 1, l.ring("b")[0]) }, 2},
		{"twice the same reference", func(l *lab) {
			a := l.ring("a", "b")
			l.set(a[0], 1, a[1])
		}, 2},
		{"a list of itself, often", func(l *lab) {
			list := l.list("list")
			for range 10 {
				l.ok(l.Append(list, list))
			}
			l.drop(list)
		}, 1},
		{"an empty list in a ring", func(l *lab) {
			l.ok(l.Give(l.ring("a")[0], 1, l.list("")))
		}, 2},
		{"a local of a function", func(l *lab) {
			l.ok(must(l.Call("f")).Bind("x", l.ring("a")[0]))
		}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, sweep := range []bool{false, true} {
				l := newLab(t)
				tt.make(l)
				before := l.Len()
				n := 0
				if sweep {
					n = must(l.MarkSweep())
				} else {
					n = l.collect(2)
				}
				require.Equal(t, tt.n, n, "sweep=%v", sweep)
				require.LessOrEqual(t, l.Len(), before-n)
				require.Zero(t, l.collect(2), "once is enough")
				l.sound()
			}
		})
	}
}

// A reference from an older generation counts as from outside.
func TestOlderGenerationsAreOutside(t *testing.T) {
	l := newLab(t)
	l.ring("old")
	l.collect(0)             // garbage from the start,
	require.Zero(t, l.Len()) // so it is gone
	old := l.ring("old")
	l.ok(l.Globals().Bind("x", old[0]))
	l.collect(1)
	l.set(old[0], 1, l.ring("young")[0])
	l.ok(l.Globals().Del("x")) // now both are garbage
	require.Zero(t, l.collect(0))
	require.Zero(t, l.collect(1))
	require.Equal(t, 2, l.collect(2))
}
