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
	must(l.Observe(tell("a ")))
	must(l.Observe(tell("b ")))
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
	must(l.Observe(func(*gc.Heap, gc.Progress) { panic("no") }))
	l.ring("x")
	require.Equal(t, 1, l.collect(2))
	require.Equal(t, []any{gc.Nil, "no", gc.Nil, "no"}, reported)
	require.Equal(t, []string{"unraisable nil", "clear x", "die x", "unraisable nil"}, l.said())
}

// An observer may drop what is about to be collected, or make more of it.
func TestObserverUsesTheHeap(t *testing.T) {
	l := newLab(t)
	a := l.ring("a")[0]
	must(l.Observe(func(_ *gc.Heap, p gc.Progress) {
		if p.Start {
			l.set(a, 0, gc.Nil)
			l.ring("b")
		}
	}))
	require.Equal(t, 1, l.collect(0))
	require.Equal(t, []string{"die a", "clear b", "die b"}, l.said())
}

func TestObserverIsRemoved(t *testing.T) {
	l := newLab(t)
	told := 0
	count := func(*gc.Heap, gc.Progress) { told++ }
	first, second := must(l.Observe(count)), must(l.Observe(count))
	l.collect(0)
	require.Equal(t, 4, told)
	l.ok(first())
	l.ok(first()) // does nothing now
	l.collect(0)
	require.Equal(t, 6, told, "the same function was there twice")
	l.ok(second())
	l.collect(0)
	require.Equal(t, 6, told)
	l.ok(must(l.Observe(nil))())

	third := must(l.Observe(count))
	l.ok(l.Close())
	l.ok(third())
}

func TestObserverIsNotRemovedFromAHook(t *testing.T) {
	var remove func() error
	refused := 0
	h := gc.New(gc.WithHook(func(gc.Event) {
		require.ErrorIs(t, remove(), gc.ErrBusy)
		refused++
	}))
	told := 0
	remove = must(h.Observe(func(*gc.Heap, gc.Progress) { told++ }))
	must(h.Collect(0))
	require.Positive(t, refused)
	require.Equal(t, 2, told)
}
