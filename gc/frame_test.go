package gc_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

func namesOf(f *gc.Frame) []string {
	var names []string
	for name := range f.Names() {
		names = append(names, name)
	}
	return names
}

// The ways a count goes up and down that every Python programmer knows, each
// with the count after it.
func TestCountsOfAProgram(t *testing.T) {
	l := newLab(t)
	g := l.Globals()
	x := l.leaf("1.2")
	steps := []struct {
		python string
		do     func() error
		count  int
	}{
		{"x = 1.2", func() error { return g.Give("x", x) }, 1},
		{"y = x", func() error { return g.Bind("y", x) }, 2},
		{"c = [1, x, '2']", func() error {
			return g.Give("c", l.list("c", l.leaf("1"), x, l.leaf("'2'")))
		}, 3},
		{"foo(x)", func() error {
			f := must(l.Call("foo"))
			return f.Bind("a", x)
		}, 4},
		{"foo returns", func() error { return slices.Collect(l.Frames())[1].Return() }, 3},
		{"x = 2.2", func() error { return g.Give("x", l.leaf("2.2")) }, 2},
		{"c.remove(x)", func() error {
			c := must(g.Lookup("c"))
			return l.Remove(c, must(l.Find(c, x)))
		}, 1},
		{"c.append(y)", func() error { return l.Append(must(g.Lookup("c")), x) }, 2},
		{"c[0] = y", func() error { return l.Set(must(g.Lookup("c")), 0, x) }, 3},
		{"del c", func() error { return g.Del("c") }, 1},
		{"del y", func() error { return g.Del("y") }, 0},
	}
	for _, s := range steps {
		l.ok(s.do())
		l.sound()
		if s.count == 0 {
			require.False(t, l.Alive(x), s.python)
			continue
		}
		require.Equal(t, s.count, l.count(x), s.python)
	}
	d, _ := l.DeathOf(x)
	require.Equal(t, gc.Unbound, d.Cause)
	require.Equal(t, "y", d.Name)
}

func TestRebindToTheSame(t *testing.T) {
	l := newLab(t)
	g, x := l.Globals(), l.instance("x", 0)
	l.ok(g.Give("x", x))
	l.ok(g.Bind("x", x))
	require.Equal(t, 1, l.count(x))
	l.ok(l.IncRef(x))
	l.ok(g.Give("x", x))
	require.Equal(t, 1, l.count(x))
}

func TestNewBindingStandsBeforeTheOldDies(t *testing.T) {
	l := newLab(t)
	g, a, b := l.Globals(), l.instance("a", 0), l.instance("b", 0)
	l.ok(l.SetFinalizer(a, func(*gc.Heap, gc.Ref) {
		require.Equal(t, b, must(g.Lookup("x")))
		l.ok(g.Del("x")) // and it may be taken away again at once
	}))
	l.ok(g.Give("x", a))
	l.ok(g.Give("x", b))
	require.Equal(t, []string{"finalize a", "die b", "die a"}, l.said())
	require.Empty(t, namesOf(g))
}

func TestReturnReleasesInOrderOfFirstBinding(t *testing.T) {
	l := newLab(t)
	f := must(l.Call("f"))
	for _, name := range []string{"b", "a", "c"} {
		l.ok(f.Give(name, l.instance(name, 0)))
	}
	l.ok(f.Del("b"))
	l.ok(f.Give("b", l.instance("b again", 0))) // a local keeps its place
	require.Equal(t, []string{"b", "a", "c"}, namesOf(f))
	l.said()
	l.ok(f.Return())
	require.Equal(t, []string{"die b again", "die a", "die c"}, l.said())
	require.Empty(t, namesOf(f))
	require.Equal(t, "f", f.Name())
}

// co_varnames: the order is that of the function's text, whatever is bound first.
func TestReturnReleasesDeclaredLocalsInTheirOrder(t *testing.T) {
	l := newLab(t)
	f := must(l.Call("f", "a", "b", "never", "a"))
	require.Empty(t, namesOf(f), "declared is not bound")
	_, err := f.Lookup("never")
	require.ErrorIs(t, err, gc.ErrName)
	for _, name := range []string{"other", "b", "a"} {
		l.ok(f.Give(name, l.instance(name, 0)))
	}
	require.Equal(t, []string{"a", "b", "other"}, namesOf(f))
	l.ok(f.Return())
	require.Equal(t, []string{"die a", "die b", "die other"}, l.said())
}

func TestReturnValue(t *testing.T) {
	l := newLab(t)
	f := must(l.Call("make"))
	l.ok(f.Give("r", l.instance("r", 0)))
	l.ok(f.Give("other", l.instance("other", 0)))
	r := must(f.ReturnValue("r"))
	require.Equal(t, []string{"die other"}, l.said())
	require.Equal(t, 1, l.count(r))
	l.sound() // the fold counts it as held
	l.ok(l.Globals().Give("x", r))
	require.ErrorIs(t, l.DecRef(r), gc.ErrNotHeld)
}

func TestFrameErrors(t *testing.T) {
	l := newLab(t)
	g := l.Globals()
	outer, inner := must(l.Call("outer")), must(l.Call("inner"))
	done := must(l.Call("done"))
	l.ok(done.Return())
	dead, held, given := l.instance("", 0), l.instance("held", 0), l.instance("given", 0)
	l.drop(dead)
	l.ok(inner.Give("g", given))
	tests := []struct {
		name string
		do   func() error
		is   error
		text string
	}{
		{"bind nil", func() error { return g.Bind("x", gc.Nil) }, gc.ErrNil, "gc: nil reference"},
		{"bind dead", func() error { return g.Bind("x", dead) }, gc.ErrStale, fmt.Sprintf(
			"gc: stale reference %s: instance died in operation 10 because its owner dropped it", dead)},
		{
			"give what is not owned", func() error { return g.Give("x", given) }, gc.ErrNotHeld,
			"gc: no reference of the caller's to give back",
		},
		{
			"delete what is not there", func() error { return inner.Del("x") }, gc.ErrName,
			`gc: name "x" is not defined in inner`,
		},
		{
			"look up what is not there", func() error { _, err := g.Lookup("x"); return err }, gc.ErrName,
			`gc: name "x" is not defined in <globals>`,
		},
		{
			"return what is not there", func() error { _, err := inner.ReturnValue("x"); return err }, gc.ErrName,
			`gc: name "x" is not defined in inner`,
		},
		{
			"return no name", func() error { _, err := inner.ReturnValue(""); return err }, gc.ErrName,
			`gc: a name in inner must not be empty`,
		},
		{"return from the globals", g.Return, gc.ErrFrame, "gc: not the innermost live frame"},
		{"return out of turn", outer.Return, gc.ErrFrame, "gc: not the innermost live frame"},
		{"return twice", done.Return, gc.ErrFrame, "gc: not the innermost live frame"},
		{"bind after return", func() error { return done.Bind("x", held) }, gc.ErrFrame, "gc: not the innermost live frame"},
		{"give after return", func() error { return done.Give("x", held) }, gc.ErrFrame, "gc: not the innermost live frame"},
		{"delete after return", func() error { return done.Del("x") }, gc.ErrFrame, "gc: not the innermost live frame"},
		{
			"look up after return", func() error { _, err := done.Lookup("x"); return err }, gc.ErrName,
			`gc: name "x" is not defined in done`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := len(l.events)
			err := tt.do()
			require.ErrorIs(t, err, tt.is)
			require.EqualError(t, err, tt.text)
			require.Len(t, l.events, n, "nothing has happened")
			l.sound()
		})
	}
}

func TestNamesEndEarlyAndTwice(t *testing.T) {
	l := newLab(t)
	g := l.Globals()
	for _, name := range []string{"a", "b", "c"} {
		l.ok(g.Give(name, l.instance(name, 0)))
	}
	seq := g.Names()
	for range 2 {
		for name, r := range seq {
			require.Equal(t, "a", name)
			require.Equal(t, "a", l.Label(r))
			break
		}
	}
	for name := range seq {
		l.ok(g.Del(name)) // a picture of the moment it began
	}
	require.Empty(t, namesOf(g))
	for range l.Frames() {
		break
	}
}

func TestGlobalsForgetDeletedNames(t *testing.T) {
	l := newLab(t)
	g, x := l.Globals(), l.leaf("x")
	for i := range 200 {
		l.ok(g.Bind(fmt.Sprint("n", i), x))
	}
	for i := range 200 {
		if i%10 != 0 {
			l.ok(g.Del(fmt.Sprint("n", i)))
		}
	}
	require.Len(t, namesOf(g), 20)
	require.Equal(t, "n0", namesOf(g)[0])
	require.Equal(t, "n190", namesOf(g)[19])
	require.Equal(t, 21, l.count(x))
	for i := range 200 {
		l.ok(g.Bind(fmt.Sprint("n", i), x))
	}
	require.Equal(t, 201, l.count(x))
}

// What a finalizer calls and does not return from must not outlive it, as no
// Python function outlives the frame that called it.
func TestCallbackLeavesNoFrames(t *testing.T) {
	for _, panics := range []bool{false, true} {
		t.Run(fmt.Sprint("panics=", panics), func(t *testing.T) {
			l := newLab(t)
			f := must(l.Call("f"))
			a := l.instance("a", 0)
			var inner *gc.Frame
			l.ok(l.SetFinalizer(a, func(h *gc.Heap, _ gc.Ref) {
				must(h.Call("first"))
				inner = must(h.Call("second"))
				l.ok(inner.Give("local", l.instance("local", 0)))
				if panics {
					panic("in the middle of second")
				}
			}))
			l.ok(f.Give("a", a))
			l.ok(f.Return()) // the finalizer runs while f is on its way out
			require.Len(t, slices.Collect(l.Frames()), 1)
			require.ErrorIs(t, inner.Return(), gc.ErrFrame)
			want := []string{"finalize a", "die local", "die a"}
			if panics {
				want = []string{"finalize a", "die local", "unraisable a", "die a"}
			}
			require.Equal(t, want, l.said())
			l.sound()
		})
	}
}

func TestCallbackReturnsOnlyFromWhatItCalled(t *testing.T) {
	l := newLab(t)
	f := must(l.Call("f"))
	a := l.instance("a", 0)
	l.ok(l.SetFinalizer(a, func(h *gc.Heap, _ gc.Ref) {
		require.ErrorIs(t, f.Return(), gc.ErrFrame)
		own := must(h.Call("own"))
		l.ok(own.Return())
		require.ErrorIs(t, f.Return(), gc.ErrFrame)
		l.ok(f.Give("left", l.instance("left", 0))) // like nonlocal
	}))
	l.drop(a)
	require.Equal(t, []string{"left"}, namesOf(f))
	l.ok(f.Return())
}

// A dict puts a key that was deleted and set again last.
func TestGlobalsAreADict(t *testing.T) {
	l := newLab(t)
	x := l.leaf("x")
	g := l.Globals()
	for _, name := range []string{"a", "b", "c"} {
		l.ok(g.Bind(name, x))
	}
	l.ok(g.Del("a"))
	l.ok(g.Bind("a", x))
	l.ok(g.Bind("b", x)) // bound again, not deleted: stays
	var names []string
	for name := range g.Names() {
		names = append(names, name)
	}
	require.Equal(t, []string{"b", "c", "a"}, names)
	require.ErrorIs(t, g.Bind("", x), gc.ErrName)
}

// The names are those of the moment the range began, whatever happens meanwhile.
func TestNamesAreAPicture(t *testing.T) {
	l := newLab(t)
	g := l.Globals()
	b := gc.Nil
	for _, name := range []string{"a", "b"} {
		b = l.instance(name, 0)
		l.ok(g.Give(name, b))
	}
	for name, r := range g.Names() {
		if name == "a" {
			l.ok(g.Del("b"))
			l.drop(l.instance("another, in its place", 0))
		} else {
			require.Equal(t, b, r)
			require.False(t, l.Alive(r))
		}
	}
	h := gc.New()
	for _, name := range []string{"a", "b"} {
		x := must(h.NewInstance(0))
		require.NoError(t, h.Globals().Give(name, x))
	}
	for range h.Globals().Names() {
		require.NoError(t, h.Close())
	}
}
