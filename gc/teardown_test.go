package gc_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// plant builds a structure from a text such as "a(b(c,d),e)" (an instance) or
// "a[b,c]" (a list) and gives its root, owned.
func (l *lab) plant(text string) gc.Ref {
	l.t.Helper()
	r, rest := l.plantOne(text)
	require.Empty(l.t, rest)
	return r
}

func (l *lab) plantOne(text string) (gc.Ref, string) {
	l.t.Helper()
	i := strings.IndexAny(text+",", "([,)]")
	label, rest := text[:i], text[i:]
	if rest == "" || strings.ContainsRune(",)]", rune(rest[0])) {
		return l.instance(label, 0), rest
	}
	isList := rest[0] == '['
	var children []gc.Ref
	for rest[0] != ')' && rest[0] != ']' {
		var c gc.Ref
		c, rest = l.plantOne(rest[1:])
		children = append(children, c)
	}
	var r gc.Ref
	if isList {
		r = l.list(label, children...)
		l.drop(children...)
	} else {
		r = l.instance(label, len(children))
		for i, c := range children {
			l.ok(l.Give(r, i, c))
		}
	}
	return r, rest[1:]
}

func (l *lab) died() string {
	var names []string
	for _, s := range l.said() {
		if name, ok := strings.CutPrefix(s, "die "); ok {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// Depth first; the slots of an instance from the first, the items of a list from
// the last: subtype_dealloc and list_dealloc.
func TestTeardownOrder(t *testing.T) {
	tests := []struct{ plant, died string }{
		{"a", "a"},
		{"a(b,c)", "a b c"},
		{"a[b,c]", "a c b"},
		{"a(b(c,d),e(f,g))", "a b c d e f g"},
		{"a[b[c,d],e[f,g]]", "a e g f b d c"},
		{"a(b[c,d],e[f,g])", "a b d c e g f"},
		{"a[b(c,d),e(f,g)]", "a e f g b c d"},
	}
	for _, tt := range tests {
		t.Run(tt.plant, func(t *testing.T) {
			l := newLab(t)
			root := l.plant(tt.plant)
			l.drop(root)
			require.Equal(t, tt.died, l.died())
			require.Zero(t, l.Len())
		})
	}
}

func TestTeardownSparesWhatOthersReferTo(t *testing.T) {
	l := newLab(t)
	root := l.plant("a(b(c),d)")
	b := must(l.Get(root, 0))
	c := must(l.Get(b, 0))
	l.ok(l.Globals().Bind("c", c))
	l.drop(root)
	require.Equal(t, "a b d", l.died())
	require.Equal(t, 1, l.count(c))
}

// The trashcan: deaths nested in 50 others are put aside and taken up when the
// outermost one is over, the newest first. CPython 3.11 says the same of
//
//	class N: __slots__ = 'a', 'b'
func TestTrashcan(t *testing.T) {
	l := newLab(t)
	// A spine of 50; the last has three children of a child each.
	root := l.instance("n0", 1)
	last := root
	for i := 1; i < 49; i++ {
		n := l.instance(fmt.Sprint("n", i), 1)
		l.ok(l.Give(last, 0, n))
		last = n
	}
	l.ok(l.Give(last, 0, l.plant("n49(x(x1),y(y1),z(z1))")))
	l.said()
	l.drop(root)
	said := l.said()
	require.Equal(t, "die n49", said[49])
	require.Equal(t, []string{
		"defer x", "defer y", "defer z",
		"die z", "die z1", "die y", "die y1", "die x", "die x1",
	}, said[50:])
}

// Leaves do not count as nested and are never put aside: the trashcan is for
// containers (Py_TRASHCAN_BEGIN is in container types only).
func TestTrashcanIsNotForLeaves(t *testing.T) {
	l := newLab(t)
	root := l.instance("n0", 2)
	last := root
	for i := 1; i < 60; i++ {
		n := l.instance(fmt.Sprint("n", i), 2)
		l.ok(l.Give(last, 0, l.leaf(fmt.Sprint("leaf", i-1))))
		l.ok(l.Give(last, 1, n))
		last = n
	}
	l.drop(root)
	said := l.said()
	i := slices.Index(said, "defer n50")
	require.Equal(t, []string{"die n49", "die leaf49", "defer n50", "die n50", "die leaf50"}, said[i-2:i+3])
	require.Len(t, slices.DeleteFunc(said, func(s string) bool { return !strings.HasPrefix(s, "defer") }), 1)
}

// What waits in the trashcan is dead already, for handles and weak references.
func TestDeferredIsDead(t *testing.T) {
	l := newLab(t)
	root := l.instance("n0", 1)
	last := root
	for i := 1; i < 49; i++ {
		n := l.instance(fmt.Sprint("n", i), 1)
		l.ok(l.Give(last, 0, n))
		last = n
	}
	branch := l.plant("n49(x,y)")
	x, y := must(l.Get(branch, 0)), must(l.Get(branch, 1))
	wx := l.weak("wx", x, nil)
	l.ok(l.Give(last, 0, branch))
	asked := 0
	l.ok(l.SetFinalizer(y, func(h *gc.Heap, _ gc.Ref) {
		asked++ // y goes first, x is still waiting
		require.False(t, h.Alive(x))
		require.Equal(t, gc.Nil, must(h.Deref(wx)))
		err := h.IncRef(x)
		require.EqualError(t, err, fmt.Sprintf(
			"gc: stale reference %s: its count is zero, its teardown waits in the trashcan", x))
		must(h.Collect(2))
		must(h.MarkSweep())
	}))
	l.drop(root)
	require.Equal(t, 1, asked)
	l.drop(wx)
	require.Zero(t, l.Len())
}

// A finalizer may take the spine apart while it is being torn down.
func TestTeardownWhileCollecting(t *testing.T) {
	for _, sweep := range []bool{false, true} {
		t.Run(fmt.Sprint("sweep=", sweep), func(t *testing.T) {
			l := newLab(t)
			root := l.plant("a(b,c(d),e)")
			b, d := must(l.Get(root, 0)), must(l.Get(must(l.Get(root, 1)), 0))
			l.ok(l.SetFinalizer(b, func(h *gc.Heap, _ gc.Ref) {
				n := 0
				if sweep {
					n = must(h.MarkSweep())
				} else {
					n = must(h.Collect(2))
				}
				require.Equal(t, 2, n, "the ring and nothing else")
				require.True(t, h.Alive(d), "a still refers to it, although a is dying")
			}))
			l.ring("x", "y")
			l.drop(root)
			require.Equal(t, "a y x b c d e", l.died())
			require.Zero(t, l.Len())
		})
	}
}
