package gc_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func TestObservers(t *testing.T) {
	l := newLab(t)
	var told []string
	tell := func(who string) gc.Observer {
		return func(h *gc.Heap, p gc.Progress) {
			require.Same(t, l.Heap, h)
			require.Zero(t, p.Uncollectable)
			told = append(told, fmt.Sprint(who, p.Start, p.Generation, p.Collected))
		}
	}
	l.ok(l.Observe(tell("a ")))
	l.ok(l.Observe(tell("b ")))
	l.ring("x", "y")
	l.collect(1)
	must(l.MarkSweep())
	require.Equal(t, []string{
		"a true 1 0", "b true 1 0", "a false 1 2", "b false 1 2",
		"a true 2 0", "b true 2 0", "a false 2 0", "b false 2 0",
	}, told)
}

func TestObserverPanics(t *testing.T) {
	var reported []any
	l := newLab(t, gc.WithUnraisable(func(r gc.Ref, p any) { reported = append(reported, r, p) }))
	l.ok(l.Observe(func(*gc.Heap, gc.Progress) { panic("no") }))
	l.ring("x")
	require.Equal(t, 1, l.collect(2))
	require.Equal(t, []any{gc.Nil, "no", gc.Nil, "no"}, reported)
	require.Equal(t, []string{"unraisable nil", "clear x", "die x", "unraisable nil"}, l.said())
}

// An observer may drop what is about to be collected, or make more of it.
func TestObserverUsesTheHeap(t *testing.T) {
	l := newLab(t)
	a := l.ring("a")[0]
	l.ok(l.Observe(func(_ *gc.Heap, p gc.Progress) {
		if p.Start {
			l.set(a, 0, gc.Nil)
			l.ring("b")
		}
	}))
	require.Equal(t, 1, l.collect(0))
	require.Equal(t, []string{"die a", "clear b", "die b"}, l.said())
}
