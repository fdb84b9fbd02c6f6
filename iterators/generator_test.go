package iterators_test

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/iterators"
)

type (
	ints   = iterators.Generator[int, int, string]
	intsIn = iterators.Yielder[int, int]
)

var errBoom = errors.New("boom")

// echo yields 1, then what it was sent, until it is thrown something.
func echo(y *intsIn) (string, error) {
	v := 1
	for {
		sent, err := y.Yield(v)
		if err != nil {
			return "", err
		}
		v = sent
	}
}

// stubborn yields on whatever it is told, n times.
func stubborn(n int) func(*intsIn) (string, error) {
	return func(y *intsIn) (string, error) {
		for i := range n {
			_, _ = y.Yield(i)
		}
		return "done", nil
	}
}

func drain(g *ints) {
	for range g.All() {
	}
}

// given is a generator brought into a state, by a body that answers to it.
func given(t *testing.T, state iterators.GeneratorState) *ints {
	t.Helper()
	g := iterators.NewGenerator(echo)
	if state != iterators.Created {
		_, err := g.Next()
		require.NoError(t, err)
	}
	if state == iterators.Closed {
		_, err := g.Close()
		require.NoError(t, err)
	}
	require.Equal(t, state, g.State())
	t.Cleanup(func() { _, _ = g.Close() })
	return g
}

// The table of the protocol: PEP 342's, with Python's errors as ours.
func TestProtocol(t *testing.T) {
	const created, suspended, closed = iterators.Created, iterators.Suspended, iterators.Closed
	next := func(g *ints) (int, error) { return g.Next() }
	send := func(g *ints) (int, error) { return g.Send(7) }
	throw := func(g *ints) (int, error) { return g.Throw(errBoom) }
	shut := func(g *ints) (int, error) { _, err := g.Close(); return 0, err }
	for _, tt := range []struct {
		in   iterators.GeneratorState
		name string
		ask  func(*ints) (int, error)
		want int
		err  error
		then iterators.GeneratorState
	}{
		{created, "next", next, 1, nil, suspended},
		{created, "send", send, 0, iterators.ErrJustStarted, created},
		{created, "throw", throw, 0, errBoom, closed},
		{created, "close", shut, 0, nil, closed},
		{suspended, "next", next, 0, nil, suspended},
		{suspended, "send", send, 7, nil, suspended},
		{suspended, "throw", throw, 0, errBoom, closed},
		{suspended, "close", shut, 0, nil, closed},
		{closed, "next", next, 0, iterators.ErrStop, closed},
		{closed, "send", send, 0, iterators.ErrStop, closed},
		{closed, "throw", throw, 0, errBoom, closed},
		{closed, "close", shut, 0, nil, closed},
	} {
		t.Run(tt.in.String()+" "+tt.name, func(t *testing.T) {
			g := given(t, tt.in)
			got, err := tt.ask(g)
			require.Equal(t, tt.want, got)
			require.Equal(t, tt.err, err)
			require.Equal(t, tt.then, g.State())
		})
		t.Run("running "+tt.name, func(t *testing.T) {
			var g *ints
			g = iterators.NewGenerator(func(*intsIn) (string, error) {
				require.Equal(t, iterators.Running, g.State())
				_, err := tt.ask(g)
				require.ErrorIs(t, err, iterators.ErrRunning)
				require.PanicsWithValue(t, iterators.ErrRunning, func() {
					for range g.All() {
						t.Error("an item")
					}
				})
				for _, err := range g.TryAll() {
					require.ErrorIs(t, err, iterators.ErrRunning)
				}
				_, err = iterators.YieldFrom(&intsIn{}, g)
				require.ErrorIs(t, err, iterators.ErrRunning)
				return "", errBoom
			})
			_, err := g.Next()
			require.ErrorIs(t, err, errBoom)
			for range iterators.NewGenerator(func(*intsIn) (string, error) { return "", nil }).All() {
				t.Error("an item")
			}
		})
	}
}

// How a body can end, asked both ways.
func TestEnds(t *testing.T) {
	wrapped := fmt.Errorf("inner: %w", iterators.ErrStop)
	for _, tt := range []struct {
		name string
		ret  error
		want []error // each must be in the error of the ask
		not  error
	}{
		{"returns", nil, nil, nil},
		{"fails", errBoom, []error{errBoom}, iterators.ErrStop},
		{"leaks stop", iterators.ErrStop, []error{iterators.ErrStopLeaked}, iterators.ErrStop},
		{"leaks wrapped stop", wrapped, []error{iterators.ErrStopLeaked}, iterators.ErrStop},
		{"exits unasked", iterators.ErrExit, []error{iterators.ErrExit}, iterators.ErrStop},
	} {
		body := func(y *intsIn) (string, error) {
			if _, err := y.Yield(1); err != nil {
				return "", err
			}
			return "value", tt.ret
		}
		check := func(t *testing.T, g *ints) {
			t.Helper()
			require.Equal(t, iterators.Closed, g.State())
			ret, returned := g.Return()
			require.Equal(t, tt.ret == nil, returned)
			if returned {
				require.Equal(t, "value", ret)
			}
			for _, want := range tt.want {
				require.ErrorIs(t, g.Err(), want)
			}
			if tt.want == nil {
				require.NoError(t, g.Err())
			}
		}
		t.Run(tt.name+" by next", func(t *testing.T) {
			g := iterators.NewGenerator(body)
			_, _ = g.Next()
			_, err := g.Next()
			if tt.want == nil {
				require.Equal(t, iterators.ErrStop, err)
			} else {
				require.NotErrorIs(t, err, tt.not)
				require.Equal(t, g.Err(), err)
			}
			check(t, g)
			_, err = g.Next()
			require.Equal(t, iterators.ErrStop, err, "an error is given once")
		})
		t.Run(tt.name+" in a loop", func(t *testing.T) {
			g := iterators.NewGenerator(body)
			require.Equal(t, []int{1}, slices.Collect(g.All()))
			check(t, g)
			require.Empty(t, slices.Collect(g.All()), "one-shot")
		})
		t.Run(tt.name+" in a loop begun by next", func(t *testing.T) {
			g := iterators.NewGenerator(body)
			_, _ = g.Next()
			require.Empty(t, slices.Collect(g.All()))
			check(t, g)
		})
		t.Run(tt.name+" in a loop with errors", func(t *testing.T) {
			g := iterators.NewGenerator(body)
			var last error
			n := 0
			for v, err := range g.TryAll() {
				if last = err; err == nil {
					require.Equal(t, 1, v)
					n++
				}
			}
			require.Equal(t, 1, n)
			require.Equal(t, g.Err(), last)
			check(t, g)
		})
	}
	var leak interface{ Unwrap() error }
	g := iterators.NewGenerator(func(*intsIn) (string, error) { return "", wrapped })
	_, err := g.Next()
	require.ErrorContains(t, err, "inner")
	require.ErrorAs(t, err, &leak, "what the cause holds can be had")
}

func TestLeavingALoop(t *testing.T) {
	for _, begun := range []bool{false, true} {
		t.Run(fmt.Sprintf("begun=%v", begun), func(t *testing.T) {
			leave := func(body func(*intsIn) (string, error)) *ints {
				g := iterators.NewGenerator(body)
				if begun {
					_, _ = g.Next()
				}
				for range g.All() {
					break
				}
				return g
			}
			var got error
			g := leave(func(y *intsIn) (string, error) {
				for {
					if _, got = y.Yield(1); got != nil {
						return "", fmt.Errorf("leaving: %w", got)
					}
				}
			})
			require.ErrorIs(t, got, iterators.ErrExit)
			require.NoError(t, g.Err())
			require.Equal(t, iterators.Closed, g.State())

			g = leave(func(y *intsIn) (string, error) {
				for {
					if _, err := y.Yield(1); err != nil {
						return "", errBoom
					}
				}
			})
			require.ErrorIs(t, g.Err(), errBoom, "not lost")

			g = leave(func(y *intsIn) (string, error) {
				for {
					if _, err := y.Yield(1); err != nil {
						return "kept", nil
					}
				}
			})
			ret, ok := g.Return()
			require.True(t, ok)
			require.Equal(t, "kept", ret)
		})
	}
}

// A body that does not end when told.
func TestIgnoredExit(t *testing.T) {
	t.Run("close", func(t *testing.T) {
		g := iterators.NewGenerator(stubborn(3))
		_, _ = g.Next()
		for range 2 {
			_, err := g.Close()
			require.Equal(t, iterators.ErrIgnoredExit, err)
			require.Equal(t, iterators.Suspended, g.State())
		}
		ret, err := g.Close()
		require.NoError(t, err)
		require.Equal(t, "done", ret)
		require.Equal(t, iterators.Closed, g.State())
	})
	t.Run("loop", func(t *testing.T) {
		g := iterators.NewGenerator(stubborn(3))
		require.PanicsWithValue(t, iterators.ErrIgnoredExit, func() {
			for range g.All() {
				break
			}
		})
		require.Equal(t, iterators.Closed, g.State())
	})
	t.Run("loop begun by next", func(t *testing.T) {
		g := iterators.NewGenerator(stubborn(4))
		_, _ = g.Next()
		for range g.All() {
			break
		}
		require.ErrorIs(t, g.Err(), iterators.ErrIgnoredExit)
		require.Equal(t, iterators.Suspended, g.State(), "as after Close")
		_, _ = g.Close()
		_, _ = g.Close()
		require.Equal(t, iterators.Closed, g.State())
	})
}

func TestThrowHandled(t *testing.T) {
	g := iterators.NewGenerator(func(y *intsIn) (string, error) {
		_, err := y.Yield(1)
		require.Equal(t, errBoom, err)
		sent, err := y.Yield(2)
		require.NoError(t, err, "an error is thrown once")
		require.Equal(t, 9, sent)
		return "fine", nil
	})
	_, _ = g.Next()
	v, err := g.Throw(errBoom)
	require.NoError(t, err)
	require.Equal(t, 2, v)
	_, err = g.Send(9)
	require.Equal(t, iterators.ErrStop, err)
	require.PanicsWithValue(t, "iterators.Generator.Throw: nil error", func() { _, _ = g.Throw(nil) })
}

// A panic comes out of the asker, unchanged, and closes the generator.
func TestPanicInBody(t *testing.T) {
	body := func(y *intsIn) (string, error) {
		_, _ = y.Yield(1)
		panic("boom")
	}
	asks := map[string]func(*ints){
		"next":  func(g *ints) { _, _ = g.Next(); _, _ = g.Next() },
		"send":  func(g *ints) { _, _ = g.Next(); _, _ = g.Send(1) },
		"throw": func(g *ints) { _, _ = g.Next(); _, _ = g.Throw(errBoom) },
		"close": func(g *ints) { _, _ = g.Next(); _, _ = g.Close() },
		"loop":  func(g *ints) { drain(g) },
		"begun": func(g *ints) { _, _ = g.Next(); drain(g) },
		"child": func(g *ints) {
			outer := iterators.NewGenerator(func(y *intsIn) (string, error) { return iterators.YieldFrom(y, g) })
			_, _ = outer.Next()
			_, _ = outer.Next()
		},
	}
	for name, ask := range asks {
		t.Run(name, func(t *testing.T) {
			g := iterators.NewGenerator(body)
			require.PanicsWithValue(t, "boom", func() { ask(g) })
			require.Equal(t, iterators.Closed, g.State())
			_, err := g.Next()
			require.Equal(t, iterators.ErrStop, err)
		})
	}
}

// The loop's own panic runs the body's deferred calls and passes on.
func TestPanicInLoop(t *testing.T) {
	for _, begun := range []bool{false, true} {
		cleaned := false
		g := iterators.NewGenerator(func(y *intsIn) (string, error) {
			defer func() { cleaned = true }()
			return echo(y)
		})
		if begun {
			_, _ = g.Next()
		}
		require.PanicsWithValue(t, "boom", func() {
			for range g.All() {
				panic("boom")
			}
		})
		require.True(t, cleaned)
		require.Equal(t, iterators.Closed, g.State())
	}
}

func TestGoexitInBody(t *testing.T) {
	for _, ask := range []func(*ints){
		func(g *ints) { _, _ = g.Next() },
		func(g *ints) { drain(g) },
	} {
		g := iterators.NewGenerator(func(*intsIn) (string, error) { runtime.Goexit(); return "", nil })
		over := make(chan bool)
		go func() {
			came := true
			defer func() { over <- came }()
			ask(g)
			came = false
		}()
		require.True(t, <-over)
		require.Equal(t, iterators.Closed, g.State())
	}
}

// Two goroutines inside at once: one is served, the other refused.
func TestSecondGoroutine(t *testing.T) {
	t.Run("delegated", func(t *testing.T) {
		child := iterators.NewGenerator(echo)
		g := iterators.NewGenerator(func(y *intsIn) (string, error) { return iterators.YieldFrom(y, child) })
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				_, err := child.Next()
				require.Contains(t, []error{nil, iterators.ErrRunning, iterators.ErrStop}, err)
				_, err = g.Next()
				require.Contains(t, []error{nil, iterators.ErrRunning, iterators.ErrStop}, err)
				_, err = child.Send(1)
				require.Contains(t, []error{nil, iterators.ErrRunning, iterators.ErrStop}, err)
			})
		}
		wg.Wait()
		_, _ = g.Close()
		_, _ = child.Close()
	})
	inside, release := make(chan bool), make(chan bool)
	g := iterators.NewGenerator(func(y *intsIn) (string, error) {
		inside <- true
		<-release
		return echo(y)
	})
	var wg sync.WaitGroup
	wg.Go(func() {
		v, err := g.Next()
		require.NoError(t, err)
		require.Equal(t, 1, v)
	})
	<-inside
	for _, ask := range []func() (int, error){g.Next, func() (int, error) { return g.Throw(errBoom) }, func() (int, error) { return g.Send(1) }} {
		_, err := ask()
		require.Equal(t, iterators.ErrRunning, err)
	}
	_, err := g.Close()
	require.Equal(t, iterators.ErrRunning, err)
	close(release)
	wg.Wait()

	for i := range 8 {
		wg.Go(func() {
			for j := range 200 {
				switch v, err := g.Send(i*1000 + j); {
				case err == nil && v == i*1000+j: // served
				case err == iterators.ErrRunning: // refused
				default:
					t.Errorf("got %d, %v", v, err)
				}
			}
		})
	}
	wg.Wait()
	_, err = g.Close()
	require.NoError(t, err)
}

func TestGenerate(t *testing.T) {
	count := func(yield func(int) error) error {
		for i := range 5 {
			if err := yield(i); err != nil {
				return err
			}
		}
		return errBoom
	}
	g := iterators.Generate(count)
	require.Equal(t, []int{0, 1, 2, 3, 4}, slices.Collect(g.All()))
	require.Equal(t, errBoom, g.Err())
	g = iterators.Generate(count)
	v, err := g.Next()
	require.NoError(t, err)
	require.Zero(t, v)
	_, err = g.Close()
	require.NoError(t, err)
}

func TestNilBody(t *testing.T) {
	require.PanicsWithValue(t, "iterators.NewGenerator: nil body", func() { iterators.NewGenerator[int, int, int](nil) })
	require.PanicsWithValue(t, "iterators.Generate: nil body", func() { iterators.Generate[int](nil) })
}

// dropped makes n generators, starts half of them and forgets them all. The
// bodies that ran tell over.
func dropped(n int, over chan<- error, opts ...iterators.GeneratorOption) {
	for i := range n {
		g := iterators.NewGenerator(func(y *intsIn) (string, error) {
			_, err := y.Yield(1)
			defer func() { over <- err }()
			for err == nil || i%4 == 0 { // each fourth ignores the exit
				_, err = y.Yield(2)
			}
			return "", err
		}, opts...)
		if i%2 == 0 {
			_, _ = g.Next()
		}
	}
}

// A dropped generator leaks nothing: the collector closes it, begun or not.
func TestDropped(t *testing.T) {
	const n = 100
	before := goleak.IgnoreCurrent()
	over := make(chan error, n)
	var tracker iterators.Tracker
	dropped(n, over, iterators.TrackedBy(&tracker))
	for range n / 2 {
		require.Equal(t, iterators.ErrExit, afterGC(t, over))
	}
	for range 1000 {
		if len(tracker.Live()) == 0 {
			goleak.VerifyNone(t, before)
			return
		}
		runtime.GC()
		runtime.Gosched()
	}
	t.Fatalf("still there: %v", tracker.Live())
}

// afterGC collects until a cleanup sends something.
func afterGC(t *testing.T, over <-chan error) error {
	t.Helper()
	for range 1000 {
		select {
		case err := <-over:
			return err
		default:
			runtime.GC()
			runtime.Gosched()
		}
	}
	t.Fatal("no cleanup in 1000 collections")
	return nil
}
