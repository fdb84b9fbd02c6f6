package singleton_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/singleton"
)

func TestMain(m *testing.M) {
	if name := os.Getenv("SINGLETON_ASKS_ITSELF"); name != "" {
		askItself(name)
		return
	}
	goleak.VerifyTestMain(m)
}

type thing struct{ n int }

// numbered constructs things with the numbers 1, 2, 3, …
func numbered(made *atomic.Int32) func(*singleton.Resolver) (*thing, error) {
	return func(*singleton.Resolver) (*thing, error) { return &thing{int(made.Add(1))}, nil }
}

func TestGet(t *testing.T) {
	var made atomic.Int32
	l := singleton.New(numbered(&made), singleton.In(singleton.NewScope()))
	require.Zero(t, made.Load(), "nothing before it is asked for")
	a, err := l.Get(t.Context())
	require.NoError(t, err)
	b, err := l.Get(t.Context())
	require.NoError(t, err)
	require.Same(t, a, b)
	l.Reset()
	c, err := l.Get(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, c.n)
	require.Equal(t, 1, a.n, "who has the old one keeps it")
}

// TestRetry: what each policy does after failures.
func TestRetry(t *testing.T) {
	broken := errors.New("broken")
	type step struct {
		after time.Duration
		says  string // "" for success
	}
	tests := []struct {
		name  string
		retry func(clock func() time.Time) singleton.Retry
		fails int // how many constructions fail
		steps []step
	}{
		{
			"always", func(func() time.Time) singleton.Retry { return singleton.Always() }, 2,
			[]step{{0, "broken"}, {0, "broken"}, {0, ""}, {0, ""}},
		},
		{
			"keep", func(func() time.Time) singleton.Retry { return singleton.Keep() }, 1,
			[]step{{0, "broken"}, {time.Hour, "broken"}},
		},
		{"back-off", func(clock func() time.Time) singleton.Retry {
			return singleton.Backoff(time.Second, 3*time.Second, clock)
		}, 4, []step{
			{0, "broken"},
			{999 * time.Millisecond, "singleton: it is not tried again before 2000-01-01T00:00:01Z: broken"},
			{time.Millisecond, "broken"}, // now two seconds
			{1999 * time.Millisecond, "singleton: it is not tried again before 2000-01-01T00:00:03Z: broken"},
			{time.Millisecond, "broken"}, // would be four, three is the most
			{3 * time.Second, "broken"},
			{2999 * time.Millisecond, "singleton: it is not tried again before 2000-01-01T00:00:09Z: broken"},
			{time.Millisecond, ""},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
			tries := 0
			l := singleton.New(func(*singleton.Resolver) (*thing, error) {
				if tries++; tries <= tt.fails {
					return &thing{}, broken
				}
				return &thing{tries}, nil
			}, singleton.In(singleton.NewScope()), singleton.Named("it"), singleton.Retrying(tt.retry(func() time.Time { return now })))
			for i, s := range tt.steps {
				now = now.Add(s.after)
				v, err := l.Get(context.Background())
				if s.says == "" {
					require.NoError(t, err, "step %d", i)
					require.NotNil(t, v)
					continue
				}
				require.EqualError(t, err, s.says, "step %d", i)
				require.ErrorIs(t, err, broken)
				require.Nil(t, v, "no value with an error")
			}
		})
	}
	require.Panics(t, func() { singleton.Backoff(0, time.Second, nil) })
	require.Panics(t, func() { singleton.Backoff(2, 1, nil) })
}

// TestWaitersLeave: who stops waiting goes alone; the construction goes on.
func TestWaitersLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := singleton.New(func(r *singleton.Resolver) (*thing, error) {
			select { // the context of a construction is its own
			case <-r.Context().Done():
				return nil, r.Context().Err()
			case <-time.After(time.Minute):
				return &thing{1}, nil
			}
		}, singleton.In(singleton.NewScope()))
		why := errors.New("had enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			_, err := l.Get(ctx)
			require.ErrorIs(t, err, why)
		})
		group.Go(func() {
			v, err := l.Get(context.Background())
			require.NoError(t, err)
			require.Equal(t, 1, v.n)
		})
		synctest.Wait()
		cancel(why)
		group.Wait()
		begin := time.Now()
		_, err := l.Get(ctx)
		require.NoError(t, err, "there it is, whoever asks")
		require.Zero(t, time.Since(begin))
	})
}

// TestBadEnds: a panic or a Goexit of the constructor is an error for everybody who
// waits, and the next Get tries again.
func TestBadEnds(t *testing.T) {
	for _, cancellable := range []bool{false, true} {
		ctx := context.Background()
		if cancellable {
			ctx = t.Context()
		}
		end := func() { panic(io.ErrUnexpectedEOF) }
		l := singleton.New(func(*singleton.Resolver) (*thing, error) {
			end()
			return &thing{1}, nil
		}, singleton.In(singleton.NewScope()), singleton.Named("thing"))
		_, err := l.Get(ctx)
		var p *singleton.PanicError
		require.ErrorAs(t, err, &p)
		require.Equal(t, "singleton: the constructor of thing panicked: unexpected EOF", err.Error())
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.Contains(t, string(p.Stack), "TestBadEnds")
		end = runtime.Goexit
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, err := l.Get(t.Context())
			require.ErrorIs(t, err, singleton.ErrGoexit)
		}()
		<-done
		end = func() {}
		v, err := l.Get(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, v.n)
	}
}

// TestOver: who asks with a context that is over gets what is there, and begins
// nothing.
func TestOver(t *testing.T) {
	var made atomic.Int32
	s := singleton.NewScope()
	l := singleton.New(numbered(&made), singleton.In(s))
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("had enough")
	cancel(why)
	_, err := l.Get(ctx)
	require.ErrorIs(t, err, why)
	require.NoError(t, s.Close(t.Context()), "which waits for what is under way")
	require.Zero(t, made.Load())
	_, err = l.Get(ctx)
	require.ErrorIs(t, err, singleton.ErrClosed)
	l = singleton.New(numbered(&made), singleton.In(singleton.NewScope()))
	_, err = l.Get(t.Context())
	require.NoError(t, err)
	v, err := l.Get(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, v.n)
}

func TestRepanic(t *testing.T) {
	l := singleton.New(func(*singleton.Resolver) (*thing, error) { panic("boom") },
		singleton.In(singleton.NewScope()), singleton.Repanic())
	other := singleton.New(func(*singleton.Resolver) (*thing, error) { panic("boom") }, singleton.In(singleton.NewScope()))
	passing := singleton.New(func(r *singleton.Resolver) (*thing, error) { return other.From(r) },
		singleton.In(singleton.NewScope()), singleton.Repanic())
	var p *singleton.PanicError
	_, err := passing.Get(t.Context())
	require.ErrorAs(t, err, &p, "another's panic, passed on as an error, is one")
	defer func() {
		p, ok := recover().(*singleton.PanicError)
		require.True(t, ok)
		require.Equal(t, "boom", p.Value)
	}()
	_, _ = l.Get(t.Context())
}

// cycle makes instances that need each other as given: "a": {"b"} means a needs b.
func cycle(s *singleton.Scope, needs map[string][]string, meet func(name string)) map[string]*singleton.Lazy[string] {
	all := map[string]*singleton.Lazy[string]{}
	for name := range needs {
		all[name] = singleton.New(func(r *singleton.Resolver) (string, error) {
			meet(name)
			for _, need := range needs[name] {
				if _, err := all[need].From(r); err != nil {
					return "", err
				}
			}
			return name, nil
		}, singleton.In(s), singleton.Named(name))
	}
	return all
}

func TestCycles(t *testing.T) {
	tests := []struct {
		needs map[string][]string
		says  string
	}{
		{map[string][]string{"a": {"a"}}, "a -> a"},
		{map[string][]string{"a": {"b"}, "b": {"a"}}, "a -> b -> a"},
		{map[string][]string{"a": {"b"}, "b": {"c"}, "c": {"b"}}, "b -> c -> b"},
		{map[string][]string{"a": {"d", "b"}, "b": {"c"}, "c": {"a"}, "d": {}}, "a -> b -> c -> a"},
	}
	for _, tt := range tests {
		all := cycle(singleton.NewScope(), tt.needs, func(string) {})
		for _, ctx := range []context.Context{context.Background(), t.Context()} {
			_, err := all["a"].Get(ctx)
			var c *singleton.CycleError
			require.ErrorAs(t, err, &c)
			require.EqualError(t, c, "singleton: it needs itself to be made: "+tt.says)
		}
	}
}

// TestCrossing: two goroutines begin at different ends of a circle. Neither has
// asked for the same twice; they would wait for each other for ever.
func TestCrossing(t *testing.T) {
	for range 200 {
		var begun sync.WaitGroup
		begun.Add(2)
		var once [2]sync.Once
		all := cycle(singleton.NewScope(), map[string][]string{"a": {"b"}, "b": {"a"}}, func(name string) {
			once[name[0]-'a'].Do(begun.Done)
			begun.Wait() // both are under construction before either asks
		})
		errs := make(chan error)
		for _, name := range []string{"a", "b"} {
			go func() { _, err := all[name].Get(t.Context()); errs <- err }()
		}
		var c *singleton.CycleError
		require.ErrorAs(t, <-errs, &c)
		require.ErrorAs(t, <-errs, &c)
	}
}

// TestContextCarries: a constructor that passes its context on is known by it.
func TestContextCarries(t *testing.T) {
	s := singleton.NewScope()
	var l *singleton.Lazy[int]
	l = singleton.New(func(r *singleton.Resolver) (int, error) {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		return l.Get(ctx)
	}, singleton.In(s), singleton.Named("self"))
	_, err := l.Get(t.Context())
	require.EqualError(t, err, "singleton: it needs itself to be made: self -> self")
}

func TestMisuse(t *testing.T) {
	require.PanicsWithValue(t, "singleton.New: nil function", func() { singleton.New[int](nil) })
	require.PanicsWithValue(t, "singleton: a Scope that was not made by NewScope or Fork", func() { singleton.In(nil) })
	require.PanicsWithValue(t, "singleton.NewHolder: nil function", func() { singleton.NewHolder[int, int](nil) })
	require.PanicsWithValue(t, "singleton.New: OnClose is not for int", func() {
		singleton.New(func(*singleton.Resolver) (int, error) { return 0, nil },
			singleton.OnClose(func(string) error { return nil }))
	})
	require.PanicsWithError(t, "EOF", func() { singleton.Must(1, io.EOF) })
}

func TestAllocations(t *testing.T) {
	l := singleton.New(func(*singleton.Resolver) (int, error) { return 1, nil }, singleton.In(singleton.NewScope()))
	ctx := context.Background()
	get := func() {
		if v, err := l.Get(ctx); v != 1 || err != nil {
			panic(fmt.Sprint(v, err))
		}
	}
	get()
	require.Zero(t, testing.AllocsPerRun(100, get), "a hit")
	if !raceEnabled {
		require.LessOrEqual(t, testing.AllocsPerRun(100, func() { l.Reset(); get() }), 3.0, "a construction")
	}
	r := new(singleton.Registry)
	of := func() { singleton.OfIn(r, func() *thing { return new(thing) }) }
	of()
	require.Zero(t, testing.AllocsPerRun(100, of))
}

// A context that does something when it is asked how long it lasts: between a Get's
// first look and its second.
type meddling struct {
	context.Context
	meddle func()
}

func (m meddling) Done() <-chan struct{} { m.meddle(); return m.Context.Done() }

// TestSecondLook: who looks just before an instance is there finds it all the same.
func TestSecondLook(t *testing.T) {
	var made atomic.Int32
	l := singleton.New(numbered(&made), singleton.In(singleton.NewScope()))
	v, err := l.Get(meddling{t.Context(), func() {
		v, err := l.Get(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, v.n)
	}})
	require.NoError(t, err)
	require.Equal(t, 1, v.n)
}

// TestNothing: nil without an error is no instance.
func TestNothing(t *testing.T) {
	s := singleton.NewScope()
	errs := []error{
		get(t, s, (*thing)(nil)), get(t, s, map[int]int(nil)), get(t, s, (func())(nil)),
		get(t, s, (chan int)(nil)), get(t, s, error(nil)),
	}
	for _, err := range errs {
		require.ErrorIs(t, err, singleton.ErrNothing)
	}
	require.NoError(t, get(t, s, []int(nil)), "an empty slice is a slice")
	require.NoError(t, get(t, s, 0))
}

func get[T any](t *testing.T, s *singleton.Scope, v T) error {
	_, err := singleton.New(func(*singleton.Resolver) (T, error) { return v, nil }, singleton.In(s)).Get(t.Context())
	return err
}

// TestBadClock: a clock that panics takes nobody along but who asked it.
func TestBadClock(t *testing.T) {
	bad := true
	clock := func() time.Time {
		if bad {
			panic("no time")
		}
		return time.Unix(1e9, 0)
	}
	broken := errors.New("broken")
	fails := true
	l := singleton.New(func(*singleton.Resolver) (int, error) {
		if fails {
			bad = true
			return 0, broken
		}
		return 1, nil
	}, singleton.In(singleton.NewScope()), singleton.Named("l"), singleton.Retrying(singleton.Backoff(1, 1, clock)))
	for _, ctx := range []context.Context{context.Background(), t.Context()} {
		require.PanicsWithValue(t, "no time", func() { _, _ = l.Get(ctx) })
		bad, fails = false, true
		_, err := l.Get(ctx)
		require.ErrorIs(t, err, broken)
		require.EqualError(t, err, "broken\nsingleton: the clock of l panicked: no time")
	}
	bad, fails = false, false
	l.Reset()
	v, err := l.Get(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, v)
}

// TestClockGoexit: nor does one that ends its goroutine, as the FailNow of a test does.
func TestClockGoexit(t *testing.T) {
	s := singleton.NewScope()
	broken, asked := errors.New("broken"), 0
	clock := func() time.Time {
		if asked++; asked == 2 { // at the failure
			runtime.Goexit()
		}
		return time.Unix(1e9, 0)
	}
	l := singleton.New(func(*singleton.Resolver) (int, error) { return 0, broken }, singleton.In(s),
		singleton.Retrying(singleton.Backoff(1, 1, clock)))
	_, err := l.Get(t.Context())
	require.ErrorIs(t, err, broken)
	require.NoError(t, s.Close(t.Context()))
}

// TestResetForgetsFailures: what is kept is kept until then.
func TestResetForgetsFailures(t *testing.T) {
	broken := errors.New("broken")
	fails := true
	l := singleton.New(func(*singleton.Resolver) (int, error) {
		if fails {
			return 0, broken
		}
		return 1, nil
	}, singleton.In(singleton.NewScope()), singleton.Retrying(singleton.Keep()))
	for range 2 {
		_, err := l.Get(t.Context())
		require.ErrorIs(t, err, broken)
		fails = false
	}
	l.Reset()
	_, err := l.Get(t.Context())
	require.NoError(t, err)
}

// TestResetCloses: an instance without a closer is let go, one with a closer is closed in
// the end.
func TestResetCloses(t *testing.T) {
	s := singleton.NewScope()
	n, closed := 0, []int(nil)
	l := singleton.New(func(*singleton.Resolver) (int, error) { n++; return n, nil }, singleton.In(s),
		singleton.OnClose(func(n int) error { closed = append(closed, n); return nil }))
	for range 3 {
		_, err := l.Get(t.Context())
		require.NoError(t, err)
		l.Reset()
	}
	require.NoError(t, s.Close(t.Context()))
	require.Equal(t, []int{3, 2, 1}, closed)

	let := make(chan struct{})
	p := singleton.New(func(*singleton.Resolver) (*[64]int, error) { // not so small that it shares a block
		it := new([64]int)
		runtime.AddCleanup(it, func(struct{}) { close(let) }, struct{}{})
		return it, nil
	}, singleton.In(singleton.NewScope()))
	func() {
		_, err := p.Get(t.Context())
		require.NoError(t, err)
	}()
	p.Reset()
	runtime.GC()
	<-let
	runtime.KeepAlive(p)
}

// TestContextKept: when a constructor has returned its context is nobody's: who asks
// with it is not taken for the constructor.
func TestContextKept(t *testing.T) {
	s := singleton.NewScope()
	var kept context.Context
	l := singleton.New(func(r *singleton.Resolver) (int, error) {
		kept = r.Context()
		return 1, nil
	}, singleton.In(s))
	needy := singleton.New(func(r *singleton.Resolver) (int, error) {
		got := make(chan int)
		go func() { v, _ := l.Get(kept); got <- v }() // l is not waiting for needy
		return <-got, nil
	}, singleton.In(s))
	for _, it := range []*singleton.Lazy[int]{l, needy} {
		v, err := it.Get(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, v)
	}
	l.Reset()
	v, err := l.Get(kept)
	require.NoError(t, err)
	require.Equal(t, 1, v)
}

// TestGaveUpWaiting: who waits no more closes no circle.
func TestGaveUpWaiting(t *testing.T) {
	s := singleton.NewScope()
	var a, b *singleton.Lazy[string]
	left := make(chan struct{})
	leave := make(chan struct{})
	a = singleton.New(func(r *singleton.Resolver) (string, error) {
		ctx, cancel := context.WithCancel(r.Context())
		go func() { <-leave; cancel() }()
		_, err := b.Get(ctx)
		close(left)
		if !errors.Is(err, context.Canceled) {
			return "", err
		}
		return "a without b", nil
	}, singleton.In(s), singleton.Named("a"))
	b = singleton.New(func(r *singleton.Resolver) (string, error) {
		close(leave)
		<-left
		v, err := a.From(r)
		return "b with " + v, err
	}, singleton.In(s), singleton.Named("b"))
	v, err := a.Get(t.Context())
	require.NoError(t, err)
	require.Equal(t, "a without b", v)
	v, err = b.Get(t.Context())
	require.NoError(t, err)
	require.Equal(t, "b with a without b", v)
}

// TestSharedPaths: a circle is found in no more time than there are edges, also when
// there are very many paths.
func TestSharedPaths(t *testing.T) {
	s := singleton.NewScope()
	const floors = 40 // 2^40 paths
	all := make([][2]*singleton.Lazy[int], floors+1)
	var waiting sync.WaitGroup
	waiting.Add(2*floors - 1) // nobody asks for all[0][1]
	for i := range all {
		for j := range all[i] {
			all[i][j] = singleton.New(func(r *singleton.Resolver) (int, error) {
				if i == floors {
					waiting.Wait()
					return all[0][0].From(r)
				}
				var both sync.WaitGroup
				var errs [2]error
				for k := range errs {
					both.Go(func() { _, errs[k] = all[i+1][k].From(r) })
				}
				waiting.Done()
				both.Wait()
				return 1, errors.Join(errs[:]...)
				// Kept, for who asks late would begin anew, and count twice.
			}, singleton.In(s), singleton.Named(fmt.Sprint(i, j)), singleton.Retrying(singleton.Keep()))
		}
	}
	var c *singleton.CycleError
	_, err := all[0][0].Get(t.Context())
	require.ErrorAs(t, err, &c)
	require.Len(t, c.Path, floors+2)
}

// TestZeroValues: what was not made as it has to be says so.
func TestZeroValues(t *testing.T) {
	lazy, scope, resolver := "singleton: a Lazy that was not made by New",
		"singleton: a Scope that was not made by NewScope or Fork", "singleton: a Resolver that no constructor was given"
	one := singleton.New(func(*singleton.Resolver) (int, error) { return 1, nil }, singleton.In(singleton.NewScope()))
	tests := []struct {
		says string
		does func()
	}{
		{lazy, func() { _, _ = new(singleton.Lazy[int]).Get(t.Context()) }},
		{lazy, func() { new(singleton.Lazy[int]).Reset() }},
		{scope, func() { new(singleton.Scope).Context(t.Context()) }},
		{scope, func() { new(singleton.Scope).Fork() }},
		{scope, func() { singleton.NewScope().Fork(nil) }},
		{scope, func() { _ = new(singleton.Scope).Close(t.Context()) }},
		{scope, func() { _ = (*singleton.Scope)(nil).Close(t.Context()) }},
		{scope, func() { singleton.Override(new(standIn), nil, one, 1) }},
		{scope, func() { singleton.In(new(singleton.Scope)) }},
		{resolver, func() { new(singleton.Resolver).Context() }},
		{resolver, func() { _ = new(singleton.Resolver).Name() }},
		{resolver, func() { _, _ = one.From(nil) }},
		{"singleton.OnClose: nil function", func() { singleton.OnClose[int](nil) }},
	}
	for _, tt := range tests {
		require.PanicsWithValue(t, tt.says, tt.does)
	}
	s := singleton.NewScope()
	require.Panics(t, func() { _ = s.Close(nil) }) //nolint:staticcheck // a nil context is what this is about
	require.NoError(t, get(t, s, 1), "which has closed nothing")
}
