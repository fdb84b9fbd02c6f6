package reexec_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/internal/reexec"
)

var (
	square = reexec.Register("square", func(_ context.Context, c *reexec.Child) error {
		var n int
		if err := c.Args(&n); err != nil {
			return err
		}
		_, err := fmt.Println(n * n)
		return err
	})
	fail = reexec.Register("fail", func(_ context.Context, c *reexec.Child) error {
		var text string
		if err := c.Args(&text); err != nil {
			return err
		}
		return errors.New(text)
	})
	end  = reexec.Register("end in some way", endings)
	stay = reexec.Register("stay", func(ctx context.Context, c *reexec.Child) error {
		out, err := c.File("out")
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, os.Getpid()); err != nil {
			return err
		}
		<-ctx.Done()
		_, err = fmt.Fprintln(out, context.Cause(ctx))
		return err
	})
)

var nowhere *int

// endings are ways to end that a function's result does not tell.
func endings(ctx context.Context, c *reexec.Child) error {
	var how string
	if err := c.Args(&how); err != nil {
		return err
	}
	switch how {
	case "exit 7":
		os.Exit(7)
	case "exit 0":
		os.Exit(0)
	case "panic":
		panic("boom")
	case "panic with an error":
		panic(fmt.Errorf("boom %d", 1))
	case "panic with two lines":
		panic("one\n\ntwo")
	case "panic elsewhere":
		go panic("away")
		<-ctx.Done()
	case "nil":
		*nowhere = 1
	case "goexit":
		runtime.Goexit()
	case "deep":
		debug.SetMaxStack(1 << 20)
		var deep func(a [1 << 16]byte) int
		deep = func(a [1 << 16]byte) int { return deep(a) + int(a[0]) }
		fmt.Println(deep([1 << 16]byte{}))
	case "maps":
		m := map[int]int{}
		for range 2 {
			go func() {
				for i := 0; ; i++ {
					m[i%8]++
				}
			}()
		}
		<-ctx.Done()
	}
	return nil
}

// start starts a child whose standard error is kept, and returns a function that
// waits for its end.
func start(t *testing.T, name string, opts reexec.Options) (*reexec.Process, func() (reexec.State, string)) {
	t.Helper()
	r, w, err := os.Pipe()
	require.NoError(t, err)
	opts.Stderr = w
	p, err := reexec.Start(t.Context(), name, opts)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	said := make(chan string, 1)
	go func() {
		b, err := io.ReadAll(r)
		said <- string(b) + errText(errors.Join(err, r.Close()))
	}()
	return p, func() (reexec.State, string) {
		state, err := p.Wait(t.Context())
		require.NoError(t, err)
		return state, <-said
	}
}

func errText(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}

// pipe is os.Pipe, closed when the test has ended.
func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = r.Close(), w.Close() })
	return r, w
}

func TestArgsAndOutput(t *testing.T) {
	r, w := pipe(t)
	p, err := reexec.Start(t.Context(), square, reexec.Options{Args: 12, Stdout: w})
	require.NoError(t, err)
	require.NoError(t, w.Close())
	out, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, "144\n", string(out))
	state, err := p.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, reexec.State{Name: square, Pid: p.Pid(), Began: true}, state)
	require.NoError(t, state.Err())
}

// Arguments that no pipe holds at once travel too, and so do long errors, cut.
func TestLong(t *testing.T) {
	text := strings.Repeat("x", 1<<20)
	_, wait := start(t, fail, reexec.Options{Args: text})
	state, said := wait()
	require.Empty(t, said)
	require.Equal(t, 1, state.Code)
	require.Len(t, state.Failure, 64<<10)
	require.True(t, strings.HasPrefix(state.Failure, text[:1000]))
	require.True(t, strings.HasSuffix(state.Failure, "x… (1048576 bytes in all)"))
}

func TestEndings(t *testing.T) {
	const panicked, nilText = 2, "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV"
	tests := []struct {
		how     string
		code    int
		failure string
		panics  string // Panic begins so
	}{
		{"return", 0, "", ""},
		{"exit 0", 0, "", ""},
		{"exit 7", 7, "", ""},
		{"goexit", 1, "reexec: the function called runtime.Goexit", ""},
		{"panic", panicked, "", "panic: boom"},
		{"panic with an error", panicked, "", "panic: boom 1"},
		{"panic with two lines", panicked, "", "panic: one\n\t\n\ttwo"},
		{"panic elsewhere", panicked, "", "panic: away"},
		{"nil", panicked, "", nilText},
		{"deep", panicked, "", "fatal error (the runtime says which"},
		{"maps", panicked, "", "fatal error (the runtime says which"},
	}
	for _, tt := range tests {
		t.Run(tt.how, func(t *testing.T) {
			if tt.how == "maps" && raceEnabled {
				t.Skip("the race detector reports this one and goes on")
			}
			p, wait := start(t, end, reexec.Options{Args: tt.how})
			state, said := wait()
			require.Equal(t, tt.code, state.Code, said)
			require.Equal(t, tt.failure, state.Failure)
			require.True(t, strings.HasPrefix(state.Panic, tt.panics), state.Panic)
			require.Zero(t, state.Signal)
			require.True(t, state.Began)
			if tt.code != panicked {
				require.Empty(t, state.Panic)
				require.Empty(t, said)
			} else {
				require.NotContains(t, state.Panic, "goroutine 1 ")
				require.Contains(t, state.Stack, "goroutine ")
				require.Contains(t, said, state.Stack[:20])
			}
			if tt.code == 0 {
				require.NoError(t, state.Err())
				return
			}
			why := fmt.Sprintf("exit code %d", tt.code)
			if tt.failure+tt.panics != "" {
				why = tt.failure + state.Panic
			}
			require.EqualError(t, state.Err(), fmt.Sprintf("reexec: %s (process %d): %s", end, p.Pid(), why))
			var exit *reexec.ExitError
			require.ErrorAs(t, state.Err(), &exit)
			require.Equal(t, state, exit.State)
		})
	}
}

// Everybody who waits is told, and a wait can be given up.
func TestWait(t *testing.T) {
	r, w := pipe(t)
	p, err := reexec.Start(t.Context(), stay, reexec.Options{Give: map[string]*os.File{"out": w}})
	require.NoError(t, err)
	_, err = bufio.NewReader(r).ReadString('\n')
	require.NoError(t, err)

	reason := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	_, err = p.Wait(ctx)
	require.ErrorIs(t, err, reason)
	select {
	case <-p.Exited():
		t.Fatal("a wait that was given up ended the child")
	default:
	}

	const waiters = 20
	states := make([]reexec.State, waiters)
	var wg sync.WaitGroup
	for i := range states {
		wg.Go(func() { states[i], _ = p.Wait(t.Context()) })
	}
	require.NoError(t, p.Kill())
	wg.Wait()
	for _, state := range states {
		require.Equal(t, states[0], state)
	}
	<-p.Exited()
	state, err := p.Wait(ctx)
	require.NoError(t, err, "an end that is known is told even when the context has ended")
	require.Equal(t, states[0], state)
	require.ErrorIs(t, p.Kill(), os.ErrProcessDone)
	require.ErrorIs(t, p.Signal(os.Interrupt), os.ErrProcessDone)
}

// The end of Start's context is the child's.
func TestContextKills(t *testing.T) {
	r, w := pipe(t)
	ctx, cancel := context.WithCancel(t.Context())
	p, err := reexec.Start(ctx, stay, reexec.Options{Give: map[string]*os.File{"out": w}})
	require.NoError(t, err)
	_, err = bufio.NewReader(r).ReadString('\n')
	require.NoError(t, err)
	cancel()
	state, err := p.Wait(t.Context())
	require.NoError(t, err)
	require.Error(t, state.Err())

	_, err = reexec.Start(ctx, stay, reexec.Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestRefused(t *testing.T) {
	r, _ := pipe(t)
	closed, _ := pipe(t)
	require.NoError(t, closed.Close())
	file := func(f *os.File) map[string]*os.File { return map[string]*os.File{"a": f} }
	tests := []struct {
		name string
		opts reexec.Options
		want string
	}{
		{"nobody", reexec.Options{}, `reexec: no function of this name is registered: "nobody"; known are [`},
		{square, reexec.Options{Args: make(chan int)}, "reexec: arguments of square: json: unsupported type: chan int"},
		{square, reexec.Options{Grace: -time.Second}, "reexec: start square: a grace of -1s"},
		{square, reexec.Options{Give: file(nil)}, `reexec: start square: file "a" is nil`},
		{square, reexec.Options{Lend: file(nil)}, `reexec: start square: file "a" is nil`},
		{square, reexec.Options{Give: file(r), Lend: file(r)}, `reexec: start square: file "a" is both given and lent`},
		{square, reexec.Options{Lend: file(closed)}, `reexec: start square: file "a": `},
		{square, reexec.Options{Stdin: closed}, "reexec: start square: standard stream 0: file already closed"},
		{square, reexec.Options{Dir: "no such folder"}, "reexec: start square: chdir no such folder: "},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			_, err := reexec.Start(t.Context(), tt.name, tt.opts)
			require.ErrorContains(t, err, tt.want)
		})
	}
	_, err := r.Stat()
	require.ErrorIs(t, err, os.ErrClosed, "a given file is closed even when nothing starts")
}

func TestRegisterPanics(t *testing.T) {
	main := func(context.Context, *reexec.Child) error { return nil }
	require.PanicsWithValue(t, "reexec: Register of an empty name", func() { reexec.Register("", main) })
	require.PanicsWithValue(t, `reexec: Register of "square": the name is taken`, func() { reexec.Register(square, main) })
	require.PanicsWithValue(t, `reexec: Register of "a\x00b": a zero byte cannot travel in the environment`, func() { reexec.Register("a\x00b", main) })
	require.PanicsWithValue(t, `reexec: Register of "x": nil function`, func() { reexec.Register("x", nil) })
}

// A child that asks for what it was not given is told so.
func TestAskingTooMuch(t *testing.T) {
	_, wait := start(t, stay, reexec.Options{})
	state, _ := wait()
	require.Equal(t, `reexec: stay was given no file named "out"`, state.Failure)
	_, wait = start(t, square, reexec.Options{})
	state, _ = wait()
	require.Equal(t, `reexec: square was started without arguments`, state.Failure)
	_, wait = start(t, square, reexec.Options{Args: "twelve"})
	state, _ = wait()
	require.Equal(t, `reexec: arguments of square: json: cannot unmarshal string into Go value of type int`, state.Failure)
}
