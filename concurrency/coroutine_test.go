package concurrency_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
)

type (
	ints   = concurrency.Coroutine[int, int, string]
	intsIn = concurrency.Yielder[int, int]
)

var errBoom = errors.New("boom")

// echo hands out 1, then what it was sent, until it is thrown something.
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

// given is a coroutine brought into a state, by a body that answers to it.
func given(t *testing.T, state concurrency.CoroutineState) *ints {
	t.Helper()
	c := concurrency.NewCoroutine(echo)
	if state != concurrency.Created {
		_, err := c.Resume()
		require.NoError(t, err)
	}
	if state == concurrency.Ended {
		require.NoError(t, c.Close())
	}
	require.Equal(t, state, c.State())
	t.Cleanup(func() { _ = c.Close() })
	return c
}

var asks = []struct {
	name string
	ask  func(*ints) (int, error)
}{
	{"resume", func(c *ints) (int, error) { return c.Resume() }},
	{"send", func(c *ints) (int, error) { return c.Send(7) }},
	{"throw", func(c *ints) (int, error) { return c.Throw(errBoom) }},
	{"close", func(c *ints) (int, error) { return 0, c.Close() }},
}

// The table of the protocol: PEP 342's, with Python's errors as ours.
func TestProtocol(t *testing.T) {
	const created, suspended, ended = concurrency.Created, concurrency.Suspended, concurrency.Ended
	type answer struct {
		want int
		err  error
		then concurrency.CoroutineState
	}
	for in, answers := range map[concurrency.CoroutineState][4]answer{
		created: {
			{1, nil, suspended},
			{0, concurrency.ErrJustStarted, created},
			{0, errBoom, ended},
			{0, nil, ended},
		},
		suspended: {
			{0, nil, suspended},
			{7, nil, suspended},
			{0, errBoom, ended},
			{0, nil, ended},
		},
		ended: {
			{0, concurrency.ErrEnded, ended},
			{0, concurrency.ErrEnded, ended},
			{0, errBoom, ended},
			{0, nil, ended},
		},
	} {
		for i, a := range answers {
			t.Run(in.String()+" "+asks[i].name, func(t *testing.T) {
				c := given(t, in)
				got, err := asks[i].ask(c)
				require.Equal(t, a.want, got)
				require.Equal(t, a.err, err)
				require.Equal(t, a.then, c.State())
				_, err = c.Result()
				if a.then == ended {
					require.Error(t, err, "it ended by an exit or a throw")
				} else {
					require.Equal(t, concurrency.ErrNotEnded, err)
				}
			})
		}
	}
}

// A body that asks itself is told so, and so is another goroutine meanwhile.
func TestRunning(t *testing.T) {
	for _, tt := range asks {
		t.Run(tt.name, func(t *testing.T) {
			var c *ints
			c = concurrency.NewCoroutine(func(y *intsIn) (string, error) {
				require.Equal(t, concurrency.Running, c.State())
				got, err := tt.ask(c)
				require.Zero(t, got)
				require.Equal(t, concurrency.ErrRunning, err)
				var wg sync.WaitGroup
				for range 4 {
					wg.Go(func() {
						if _, err := tt.ask(c); err != concurrency.ErrRunning {
							t.Error(err)
						}
					})
				}
				wg.Wait()
				_, err = y.Yield(3)
				return "", err
			})
			v, err := c.Resume()
			require.NoError(t, err)
			require.Equal(t, 3, v)
			require.NoError(t, c.Close())
		})
	}
}

// Of many who ask at once one gets each value, and the others disturb nothing.
func TestCrowd(t *testing.T) {
	const n = 1000
	c := concurrency.NewCoroutine(func(y *concurrency.Yielder[int, int]) (int, error) {
		for i := range n {
			if _, err := y.Yield(i); err != nil {
				return 0, err
			}
		}
		return n, nil
	})
	var wg sync.WaitGroup
	var mu sync.Mutex
	var all []int
	for range 8 {
		wg.Go(func() {
			for {
				v, err := c.Resume()
				switch err {
				case nil:
					mu.Lock()
					all = append(all, v)
					mu.Unlock()
				case concurrency.ErrEnded:
					return
				case concurrency.ErrRunning:
					runtime.Gosched()
				default:
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	slices.Sort(all)
	require.Len(t, all, n)
	require.Len(t, slices.Compact(all), n)
	result, err := c.Result()
	require.NoError(t, err)
	require.Equal(t, n, result)
}

// How a body can end.
func TestEnds(t *testing.T) {
	wrapped := fmt.Errorf("inner: %w", concurrency.ErrEnded)
	for _, tt := range []struct {
		name      string
		ret, want error
	}{
		{"returns", nil, nil},
		{"fails", errBoom, errBoom},
		{"leaks an end", concurrency.ErrEnded, concurrency.ErrEndLeaked},
		{"leaks a wrapped end", wrapped, concurrency.ErrEndLeaked},
		{"exits unasked", concurrency.ErrExit, concurrency.ErrExit},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
				if _, err := y.Yield(1); err != nil {
					return "", err
				}
				return "value", tt.ret
			})
			_, _ = c.Resume()
			_, err := c.Resume()
			result, resultErr := c.Result()
			if tt.want == nil {
				require.Equal(t, concurrency.ErrEnded, err)
				require.NoError(t, resultErr)
				require.Equal(t, "value", result)
			} else {
				require.ErrorIs(t, err, tt.want)
				require.NotErrorIs(t, err, concurrency.ErrEnded)
				require.Equal(t, err, resultErr)
				require.Empty(t, result)
			}
			for range 2 {
				_, err = c.Resume()
				require.Equal(t, concurrency.ErrEnded, err, "an error is given once")
			}
			require.NoError(t, c.Close())
		})
	}
	var cause interface{ Unwrap() error }
	c := concurrency.NewCoroutine(func(*intsIn) (string, error) { return "", wrapped })
	_, err := c.Resume()
	require.ErrorContains(t, err, "inner")
	require.ErrorAs(t, err, &cause, "what the cause holds can be had")
}

func TestClose(t *testing.T) {
	tidied := 0
	tidy := func(then error) *ints {
		tidied = 0
		c := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
			defer func() { tidied++ }()
			if _, err := y.Yield(1); err != concurrency.ErrExit {
				return "", errors.New("not an exit")
			}
			return "kept", then
		})
		_, _ = c.Resume()
		return c
	}
	c := tidy(fmt.Errorf("leaving: %w", concurrency.ErrExit))
	require.NoError(t, c.Close())
	require.NoError(t, c.Close())
	require.Equal(t, 1, tidied, "once")
	_, err := c.Result()
	require.ErrorIs(t, err, concurrency.ErrExit)

	c = tidy(nil)
	require.NoError(t, c.Close())
	kept, err := c.Result()
	require.NoError(t, err)
	require.Equal(t, "kept", kept)

	require.Equal(t, errBoom, tidy(errBoom).Close())

	c = concurrency.NewCoroutine(stubborn(3))
	_, _ = c.Resume()
	for range 2 {
		require.Equal(t, concurrency.ErrIgnoredExit, c.Close())
		require.Equal(t, concurrency.Suspended, c.State())
	}
	require.NoError(t, c.Close())
	done, err := c.Result()
	require.NoError(t, err)
	require.Equal(t, "done", done)
}

func TestThrowHandled(t *testing.T) {
	c := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
		_, err := y.Yield(1)
		require.Equal(t, errBoom, err)
		sent, err := y.Yield(2)
		require.NoError(t, err, "an error is thrown once")
		require.Equal(t, 9, sent)
		sent, err = y.Yield(3)
		require.NoError(t, err)
		require.Zero(t, sent, "a Resume brings nothing")
		return "fine", nil
	})
	_, _ = c.Resume()
	v, err := c.Throw(errBoom)
	require.NoError(t, err)
	require.Equal(t, 2, v)
	_, err = c.Send(9)
	require.NoError(t, err)
	_, err = c.Resume()
	require.Equal(t, concurrency.ErrEnded, err)
}

func TestMisuse(t *testing.T) {
	require.PanicsWithValue(t, "concurrency.Coroutine.Throw: nil error", func() {
		_, _ = concurrency.NewCoroutine(echo).Throw(nil)
	})
	require.PanicsWithValue(t, "concurrency.NewCoroutine: nil body", func() {
		concurrency.NewCoroutine[int, int, int](nil)
	})
	require.PanicsWithValue(t, "concurrency.Delegate: nil coroutine", func() {
		_, _ = concurrency.Delegate[int, int, int](nil, nil)
	})
	var kept *intsIn
	c := concurrency.NewCoroutine(func(y *intsIn) (string, error) { kept = y; return "", nil })
	_, _ = c.Resume()
	require.PanicsWithValue(t, "concurrency.Yielder.Yield: its coroutine has ended", func() { _, _ = kept.Yield(1) })
	require.Equal(t, "unknown", concurrency.CoroutineState(9).String())
}

//go:noinline
func explode() { panic(errBoom) }

// A panic comes out of the ask that waits, with the body's stack.
func TestPanicInBody(t *testing.T) {
	for _, tt := range asks {
		t.Run(tt.name, func(t *testing.T) {
			c := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
				defer explode()
				_, _ = y.Yield(1)
				return "", nil
			})
			_, _ = c.Resume()
			got := catch(func() { _, _ = tt.ask(c) })
			require.ErrorIs(t, got, errBoom)
			require.Contains(t, got.Stack, "concurrency_test.explode")
			require.Contains(t, got.Error(), "concurrency: panic: boom")
			_, err := c.Result()
			require.Equal(t, got, err)
			_, err = c.Resume()
			require.Equal(t, concurrency.ErrEnded, err)
		})
	}
	inner := concurrency.NewCoroutine(func(*intsIn) (string, error) { explode(); return "", nil })
	outer := concurrency.NewCoroutine(func(y *intsIn) (string, error) { return concurrency.Delegate(y, inner) })
	got := catch(func() { _, _ = outer.Resume() })
	require.Contains(t, got.Stack, "concurrency_test.explode", "the innermost stack")
	_, err := inner.Result()
	require.Equal(t, got, err)
}

func catch(f func()) (caught *concurrency.PanicError) {
	defer func() { caught, _ = recover().(*concurrency.PanicError) }()
	f()
	return nil
}

func TestGoexitInBody(t *testing.T) {
	c := concurrency.NewCoroutine(func(*intsIn) (string, error) { runtime.Goexit(); return "", nil })
	over := make(chan bool)
	go func() {
		came := true
		defer func() { over <- came }()
		_, _ = c.Resume()
		came = false
	}()
	require.True(t, <-over, "it ends the goroutine that asked")
	require.Equal(t, concurrency.Ended, c.State())
	_, err := c.Result()
	require.Equal(t, concurrency.ErrGoexit, err)
}

// A coroutine is refused where the runtime would end the program.
func TestLockedThread(t *testing.T) {
	for _, tt := range asks {
		t.Run("begun free, "+tt.name+" when locked", func(t *testing.T) {
			c := given(t, concurrency.Suspended)
			runtime.LockOSThread()
			_, err := tt.ask(c)
			require.Equal(t, concurrency.ErrLocked, err)
			require.Equal(t, concurrency.Suspended, c.State())
			runtime.UnlockOSThread()
			v, err := c.Send(5)
			require.NoError(t, err)
			require.Equal(t, 5, v)
		})
		t.Run("begun locked, "+tt.name+" elsewhere", func(t *testing.T) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			c := given(t, concurrency.Suspended)
			defer func() { require.NoError(t, c.Close()) }() // before the unlock
			refused := make(chan error)
			go func() { _, err := tt.ask(c); refused <- err }()
			require.Equal(t, concurrency.ErrLocked, <-refused)
			go func() {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				_, err := tt.ask(c)
				refused <- err
			}()
			require.Equal(t, concurrency.ErrLocked, <-refused)
			runtime.LockOSThread()
			_, err := tt.ask(c)
			require.Equal(t, concurrency.ErrLocked, err, "two locks are not one")
			runtime.UnlockOSThread()
			v, err := c.Send(5)
			require.NoError(t, err, "where it was begun it goes on")
			require.Equal(t, 5, v)
		})
	}
	t.Run("a body returns locked", func(t *testing.T) {
		c := concurrency.NewCoroutine(func(*intsIn) (string, error) {
			runtime.LockOSThread()
			runtime.LockOSThread()
			return "fine", nil
		})
		_, err := c.Resume()
		require.Equal(t, concurrency.ErrEnded, err)
	})
	t.Run("a body locks between two yields", func(t *testing.T) {
		c := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
			runtime.LockOSThread()
			runtime.UnlockOSThread()
			_, err := y.Yield(1)
			return "fine", err
		})
		_, err := c.Resume()
		require.NoError(t, err)
		require.NoError(t, c.Close())
	})
}

// A dropped coroutine is closed by the collector, suspended or not begun, however
// often its body yields again.
func TestDropped(t *testing.T) {
	const n = 21
	over := make(chan error, n)
	for i := range n {
		c := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
			_, err := y.Yield(1)
			defer func() { over <- err }()
			if i%3 == 1 {
				_, _ = y.Yield(2) // unwinds
			}
			return "", err
		})
		if i%3 != 2 {
			_, _ = c.Resume()
		}
	}
	for range n - n/3 {
		require.Equal(t, concurrency.ErrExit, afterGC(t, over))
	}
}

// afterGC waits for a value that a cleanup sends.
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
	t.Fatal("no cleanup ran in 1000 collections")
	return nil
}

// dropsLocked begins coroutines on a locked thread, drops them and has the
// collector look for them.
var dropsLocked = concurrency.Register("drops locked", func(context.Context, int) (int, error) {
	runtime.LockOSThread()
	for range 10 {
		if _, err := concurrency.NewCoroutine(echo).Resume(); err != nil {
			return 0, err
		}
		runtime.GC()
	}
	runtime.UnlockOSThread()
	for range 10 {
		runtime.GC()
		runtime.Gosched()
	}
	return 10, nil
})

// A goroutine locked to its thread that drops a coroutine does not end the program:
// the collector leaves that one alone. (It leaks, so a process does it.)
func TestDroppedLocked(t *testing.T) {
	p, err := concurrency.StartProcess(t.Context(), dropsLocked, 0)
	require.NoError(t, err)
	got, err := p.Join(t.Context())
	require.NoError(t, err)
	require.Equal(t, 10, got)
}

// Coroutines wait and resume in a bubble as goroutines do.
func TestInBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
			time.Sleep(time.Hour)
			_, err := y.Yield(1)
			return "", err
		})
		_, err := c.Resume()
		require.NoError(t, err)
		require.Equal(t, time.Hour, time.Since(start))
		require.NoError(t, c.Close())
	})
}

// One that is dropped in a bubble makes the test panic, as a bare iter.Pull does:
// the one exception of its net. Should this begin to fail, the exception can go.
func TestDroppedInBubble(t *testing.T) {
	p, err := concurrency.StartProcess(t.Context(), dropsInBubble, 0)
	require.NoError(t, err)
	_, err = p.Join(t.Context())
	require.ErrorContains(t, err, "blocked goroutines remain")
}

// dropsInBubble is a test of its own, in a process, which it ends.
var dropsInBubble = concurrency.Register("drops in a bubble", func(context.Context, int) (int, error) {
	testing.Main(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "drops", F: func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			c := concurrency.NewCoroutine(func(y *intsIn) (string, error) {
				_, err := y.Yield(1)
				return "", err
			})
			_, err := c.Resume()
			require.NoError(t, err)
		})
	}}}, nil, nil)
	return 0, nil
})

func TestResumeAllocatesNothing(t *testing.T) {
	c := given(t, concurrency.Suspended)
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		_, _ = c.Resume()
		_, _ = c.Send(3)
	}))
}
