package gc_test

import (
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
		Frame: "<globals>", Name: "x", First: root,
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
