package gc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func (l *lab) items(list gc.Ref) []string {
	l.t.Helper()
	names := []string{}
	for i := range must(l.Size(list)) {
		if r := must(l.Get(list, i)); r != gc.Nil {
			names = append(names, l.name(r))
		} else {
			names = append(names, "-")
		}
	}
	return names
}

func TestListOperations(t *testing.T) {
	l := newLab(t)
	a, b, c := l.leaf("a"), l.leaf("b"), l.leaf("c")
	list := l.list("list", a, gc.Nil, b, a)
	steps := []struct {
		name  string
		do    func() error
		items []string
		a     int // count of a
	}{
		{"new", func() error { return nil }, []string{"a", "-", "b", "a"}, 3},
		{"append", func() error { return l.Append(list, c) }, []string{"a", "-", "b", "a", "c"}, 3},
		{"append nothing", func() error { return l.Append(list, gc.Nil) }, []string{"a", "-", "b", "a", "c", "-"}, 3},
		{"remove the first", func() error { return l.Remove(list, 0) }, []string{"-", "b", "a", "c", "-"}, 2},
		{"remove nothing", func() error { return l.Remove(list, 0) }, []string{"b", "a", "c", "-"}, 2},
		{"set", func() error { return l.Set(list, 3, a) }, []string{"b", "a", "c", "a"}, 3},
		{"remove the last", func() error { return l.Remove(list, 3) }, []string{"b", "a", "c"}, 2},
		{"give", func() error { return l.Give(list, 1, a) }, []string{"b", "a", "c"}, 1},
	}
	for _, s := range steps {
		l.ok(s.do())
		require.Equal(t, s.items, l.items(list), s.name)
		require.Equal(t, s.a, l.count(a), s.name)
		l.sound()
	}
	require.Equal(t, 1, must(l.Find(list, a)))
	require.Equal(t, 0, must(l.Find(list, b)))
	require.Equal(t, -1, must(l.Find(list, list)))
}

func TestListGrows(t *testing.T) {
	l := newLab(t)
	list, x := l.list("list"), l.leaf("x")
	other := l.list("other", x) // so that blocks lie between those of the list
	for i := range 1000 {
		l.ok(l.Append(list, x))
		if i%100 == 0 {
			l.ok(l.Append(other, list))
		}
	}
	require.Equal(t, 1000, must(l.Size(list)))
	require.Equal(t, 1002, l.count(x))
	l.sound()
	for must(l.Size(list)) > 0 {
		l.ok(l.Remove(list, must(l.Size(list))/2))
	}
	require.Equal(t, 2, l.count(x))
	require.Equal(t, 11, l.count(list))
}

func TestListInItself(t *testing.T) {
	l := newLab(t)
	list := l.list("list")
	l.ok(l.Append(list, list))
	l.drop(list)
	require.True(t, l.Alive(list))
	require.Equal(t, 1, l.collect(2))
}

// del list[i]: the item is out of the list before it dies.
func TestRemoveIsDoneBeforeTheItemDies(t *testing.T) {
	l := newLab(t)
	a, b := l.instance("a", 0), l.leaf("b")
	list := l.list("list", a, b)
	l.drop(a, b)
	l.ok(l.SetFinalizer(a, func(*gc.Heap, gc.Ref) {
		require.Equal(t, []string{"b"}, l.items(list))
		l.ok(l.Remove(list, 0))
		l.ok(l.Append(list, l.leaf("c")))
	}))
	l.ok(l.Remove(list, 0))
	require.Equal(t, []string{"finalize a", "die b", "die a"}, l.said())
	require.Equal(t, []string{"c"}, l.items(list))
}

// A list that the collector empties may be filled again by what dies of it.
func TestListFilledWhileCleared(t *testing.T) {
	l := newLab(t)
	list := l.list("list")
	l.ok(l.Append(list, list))
	for _, label := range []string{"a", "b", "c"} {
		x := l.instance(label, 0)
		l.ok(l.Append(list, x))
		w := l.weak("w"+label, x, func(*gc.Heap, gc.Ref) {})
		l.ok(l.Globals().Give("w"+label, w))
		l.drop(x)
	}
	// A finalizer set by a finalizer runs only while the trash is cleared.
	c := must(l.Get(list, 3))
	l.ok(l.SetFinalizer(list, func(*gc.Heap, gc.Ref) {
		l.ok(l.SetFinalizer(c, func(*gc.Heap, gc.Ref) {
			for range 20 {
				late := l.leaf("late")
				l.ok(l.Append(list, late))
				l.drop(late)
			}
		}))
	}))
	l.drop(list)
	l.collect(2)
	l.sound()
	require.False(t, l.Alive(list))
	require.Equal(t, 3, l.Len(), "the weak references are left")
}

func TestNewListKeepsItemsThroughACollection(t *testing.T) {
	l := newLab(t)
	g, x := l.Globals(), l.instance("x", 0)
	l.ok(g.Give("x", x))
	a := l.ring("a")[0]
	l.ok(l.SetFinalizer(a, func(*gc.Heap, gc.Ref) { l.ok(g.Del("x")) }))
	l.ok(l.SetThreshold(1, 10, 10))
	l.ok(l.Enable())
	list := l.list("list", x, x) // starts the collection that drops x
	require.False(t, l.Alive(a))
	require.Equal(t, []string{"x", "x"}, l.items(list))
	require.Equal(t, 2, l.count(x))
}
