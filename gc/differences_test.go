package gc_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// What the package text lists as known differences from CPython, one test each.
func TestDifferences(t *testing.T) {
	// x = 1.2; sys.getrefcount(x) counts the constant of the code object as well.
	t.Run("literals", func(t *testing.T) {
		l := newLab(t)
		a, b := must(l.NewLeaf(1)), must(l.NewLeaf(1))
		require.NotEqual(t, a, b, "no two literals share an object")
		l.ok(l.Globals().Give("x", a))
		require.Equal(t, 1, l.count(a), "the name's, and no other")
	})
	// weakref.ref(x) is weakref.ref(x)
	t.Run("weakrefs-not-shared", func(t *testing.T) {
		l := newLab(t)
		x := l.instance("x", 0)
		require.NotEqual(t, l.weak("", x, nil), l.weak("", x, nil))
	})
	// gc.is_tracked({}) is false; a tuple of atoms is let off by the first collection.
	t.Run("always-tracked", func(t *testing.T) {
		l := newLab(t)
		for _, r := range []gc.Ref{l.instance("", 0), l.list("", l.leaf("x"))} {
			l.collect(2)
			require.True(t, must(l.Tracked(r)))
		}
	})
	// def foo(a): ... ; up to 3.10 foo(x) adds two, the caller's stack being one.
	t.Run("arguments", func(t *testing.T) {
		l := newLab(t)
		x := l.leaf("x")
		l.ok(l.Globals().Give("x", x))
		foo := must(l.Call("foo", "a"))
		l.ok(foo.Bind("a", x))
		require.Equal(t, 2, l.count(x))
	})
	// 50 deaths nest, the next waits.
	t.Run("trashcan-at-50", func(t *testing.T) {
		for n, deferred := range map[int]bool{50: false, 51: true} {
			l := newLab(t)
			head := gc.Nil
			for i := range n {
				r := l.instance(fmt.Sprint("n", n-1-i), 1)
				if head != gc.Nil {
					l.ok(l.Give(r, 0, head))
				}
				head = r
			}
			l.drop(head)
			if said := l.said(); deferred {
				require.Contains(t, said, "defer n50")
			} else {
				require.Len(t, said, n, "deaths and nothing else")
			}
		}
	})
}
