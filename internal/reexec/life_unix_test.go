//go:build unix

package reexec_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"underhood/internal/reexec"
)

var (
	// parent starts a child of its own, which has the only "out", and stays.
	parent = reexec.Register("parent", func(ctx context.Context, c *reexec.Child) error {
		out, err := c.File("out")
		if err != nil {
			return err
		}
		var grace time.Duration
		if err := c.Args(&grace); err != nil {
			return err
		}
		give := map[string]*os.File{"out": out}
		if _, err := reexec.Start(ctx, stay, reexec.Options{Give: give, Grace: grace}); err != nil {
			return err
		}
		<-ctx.Done()
		return nil
	})
	// deadline says whether reading its file can be given up, and whether it waits.
	deadline = reexec.Register("deadline", func(_ context.Context, c *reexec.Child) error {
		f, err := c.File("f")
		if err != nil {
			return err
		}
		if err := f.SetReadDeadline(time.Unix(1, 0)); err != nil {
			return err
		}
		if _, err := f.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			return fmt.Errorf("a passed deadline: %w", err)
		}
		if err := f.SetReadDeadline(time.Time{}); err != nil {
			return err
		}
		b := make([]byte, 1)
		if _, err := f.Read(b); err != nil {
			return err
		}
		_, err = fmt.Printf("%s", b)
		return err
	})
	// signalled turns a signal into an exit.
	signalled = reexec.Register("signalled", func(ctx context.Context, c *reexec.Child) error {
		got := make(chan os.Signal, 1)
		signal.Notify(got, unix.SIGUSR1)
		out, err := c.File("out")
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, "ready"); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case sig := <-got:
			return fmt.Errorf("got %v", sig)
		}
	})
)

// abort panics, and asks the system not to keep the memory for it.
var abort = reexec.Register("abort", func(context.Context, *reexec.Child) error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return err
	}
	panic("no core")
})

// startStay starts a child that has said its first line through "out", and
// returns the rest of what it says.
func startStay(t *testing.T, name string, opts reexec.Options) (*reexec.Process, string, *bufio.Reader) {
	t.Helper()
	r, w := pipe(t)
	opts.Give = map[string]*os.File{"out": w}
	p, err := reexec.Start(t.Context(), name, opts)
	require.NoError(t, err)
	rest := bufio.NewReader(r)
	line, err := rest.ReadString('\n')
	require.NoError(t, err)
	return p, strings.TrimSuffix(line, "\n"), rest
}

// A child sees the end of its parent, killed so that it could do nothing about
// it, and ends. Its pipe is closed by no other cause: nobody else holds it.
func TestParentKilled(t *testing.T) {
	for _, tt := range []struct {
		grace time.Duration
		want  string // the grandchild's last words
	}{
		{0, ""},
		{time.Hour, reexec.ErrParentGone.Error() + "\n"},
	} {
		t.Run(tt.grace.String(), func(t *testing.T) {
			p, grandchild, rest := startStay(t, parent, reexec.Options{Args: tt.grace})
			require.NotEqual(t, fmt.Sprint(p.Pid()), grandchild)
			require.NoError(t, p.Kill())
			words, err := io.ReadAll(rest) // to the end of the file: the grandchild's end
			require.NoError(t, err)
			require.Equal(t, tt.want, string(words))
			state, err := p.Wait(t.Context())
			require.NoError(t, err)
			require.Equal(t, syscall.SIGKILL, state.Signal)
		})
	}
}

// A stopped child cannot see its parent's end, and exits when it is continued: the one
// exception.
func TestStoppedChildOutlives(t *testing.T) {
	p, line, rest := startStay(t, parent, reexec.Options{Args: time.Duration(0)})
	grandchild, err := strconv.Atoi(line)
	require.NoError(t, err)
	require.NoError(t, unix.Kill(grandchild, unix.SIGSTOP))
	require.NoError(t, p.Kill())
	<-p.Exited()
	require.NoError(t, unix.Kill(grandchild, 0), "it is there")
	require.NoError(t, unix.Kill(grandchild, unix.SIGCONT))
	words, err := io.ReadAll(rest) // to the end of the file: the grandchild's end
	require.NoError(t, err)
	require.Empty(t, words)
}

// Children end with a parent that just exits, and as a child of ours is one too,
// a whole family ends with its head.
func TestFamily(t *testing.T) {
	const size = 6
	p, _, rest := startStay(t, family, reexec.Options{Args: size})
	for range size - 1 {
		_, err := rest.ReadString('\n')
		require.NoError(t, err)
	}
	require.NoError(t, p.Kill())
	_, err := io.ReadAll(rest)
	require.NoError(t, err)
}

var family = reexec.Register("family", begin)

// begin begins a family of so many, each the child of the one before. It is a
// function because the variable would refer to itself.
func begin(ctx context.Context, c *reexec.Child) error {
	var size int
	if err := c.Args(&size); err != nil {
		return err
	}
	out, err := c.File("out")
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, size); err != nil {
		return err
	}
	if size > 1 {
		opts := reexec.Options{Args: size - 1, Lend: map[string]*os.File{"out": out}}
		if _, err := reexec.Start(ctx, c.Name(), opts); err != nil {
			return err
		}
	}
	<-ctx.Done()
	return nil
}

func TestSignals(t *testing.T) {
	for _, sig := range []syscall.Signal{unix.SIGKILL, unix.SIGTERM, unix.SIGINT, unix.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			if signal.Ignored(sig) {
				t.Skip("ignored by who started the tests, such as nohup, and so by children")
			}
			p, _, _ := startStay(t, stay, reexec.Options{})
			require.NoError(t, p.Signal(sig))
			state, err := p.Wait(t.Context())
			require.NoError(t, err)
			require.Equal(t, reexec.State{Name: stay, Pid: p.Pid(), Code: -1, Signal: sig, Began: true}, state)
			require.EqualError(t, state.Err(), fmt.Sprintf("reexec: stay (process %d): ended by signal %d (%s)", p.Pid(), int(sig), sig))
		})
	}
	t.Run("caught", func(t *testing.T) {
		p, _, _ := startStay(t, signalled, reexec.Options{})
		require.NoError(t, p.Signal(unix.SIGUSR1))
		state, err := p.Wait(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, state.Code)
		require.Equal(t, "got user defined signal 1", state.Failure)
	})
	t.Run("crash", func(t *testing.T) { // a panic whose last step is a signal
		_, wait := start(t, abort, reexec.Options{Env: append(os.Environ(), "GOTRACEBACK=crash")})
		state, said := wait()
		require.Contains(t, said, "panic: no core")
		require.Equal(t, syscall.SIGABRT, state.Signal)
		require.Equal(t, -1, state.Code)
		require.Equal(t, "panic: no core", state.Panic)
		require.ErrorContains(t, state.Err(), "): panic: no core")
	})
	t.Run("quit", func(t *testing.T) { // the runtime's own way to ask for stacks
		r, w := pipe(t)
		p, _, _ := startStay(t, stay, reexec.Options{Stderr: w})
		require.NoError(t, w.Close())
		require.NoError(t, p.Signal(unix.SIGQUIT))
		said, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Contains(t, string(said), "SIGQUIT: quit")
		state, err := p.Wait(t.Context())
		require.NoError(t, err)
		require.Equal(t, 2, state.Code)
		require.Contains(t, state.Stack, "goroutine ")
	})
}

// A stopped child is not a dead one; killed, it is.
func TestStopped(t *testing.T) {
	p, _, _ := startStay(t, stay, reexec.Options{})
	require.NoError(t, p.Signal(unix.SIGSTOP))
	var status unix.WaitStatus
	_, err := unix.Wait4(p.Pid(), &status, unix.WUNTRACED, nil)
	require.NoError(t, err)
	require.True(t, status.Stopped())
	select {
	case <-p.Exited():
		t.Fatal("a stop was taken for an end")
	default:
	}
	require.NoError(t, p.Kill())
	state, err := p.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, syscall.SIGKILL, state.Signal)
}

// Passing a file changes nothing for those who have it here, and a pipe or a
// socket can be given up on both sides.
func TestDeadlines(t *testing.T) {
	nonblock := func(f *os.File) (on bool) {
		raw, err := f.SyscallConn()
		require.NoError(t, err)
		require.NoError(t, raw.Control(func(fd uintptr) {
			flags, err := unix.FcntlInt(fd, unix.F_GETFL, 0)
			require.NoError(t, err)
			on = flags&unix.O_NONBLOCK != 0
		}))
		return on
	}
	socket := func(flags int) (*os.File, *os.File) {
		fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		require.NoError(t, err)
		for _, fd := range fds {
			unix.CloseOnExec(fd)
			require.NoError(t, unix.SetNonblock(fd, flags != 0))
		}
		a, b := os.NewFile(uintptr(fds[0]), "a"), os.NewFile(uintptr(fds[1]), "b")
		t.Cleanup(func() { _, _ = a.Close(), b.Close() })
		return a, b
	}
	tests := []struct {
		name  string
		files func() (ours, theirs *os.File)
		lend  bool
	}{
		{"pipe given", func() (*os.File, *os.File) { r, w := pipe(t); return w, r }, false},
		{"pipe lent", func() (*os.File, *os.File) { r, w := pipe(t); return w, r }, true},
		{"socket given", func() (*os.File, *os.File) { return socket(1) }, false},
		{"socket lent", func() (*os.File, *os.File) { return socket(1) }, true},
		{"waiting socket given", func() (*os.File, *os.File) { return socket(0) }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ours, theirs := tt.files()
			r, w := pipe(t)
			opts := reexec.Options{Stdout: w, Give: map[string]*os.File{"f": theirs}}
			if tt.lend {
				opts.Give, opts.Lend = nil, opts.Give
			}
			p, err := reexec.Start(t.Context(), deadline, opts)
			require.NoError(t, err)
			require.NoError(t, w.Close())
			if tt.lend {
				require.True(t, nonblock(theirs))
			} else {
				_, err := theirs.Stat()
				require.ErrorIs(t, err, os.ErrClosed)
			}
			_, err = ours.WriteString("x")
			require.NoError(t, err)
			out, err := io.ReadAll(r)
			require.NoError(t, err)
			require.Equal(t, "x", string(out))
			state, err := p.Wait(t.Context())
			require.NoError(t, err)
			require.NoError(t, state.Err())
		})
	}
}

// The variable that makes a child is not seen by the child's function, nor so by
// the programs it starts.
func TestEnvironment(t *testing.T) {
	r, w := pipe(t)
	p, err := reexec.Start(t.Context(), environ, reexec.Options{Stdout: w, Env: []string{"A=1", "B=2"}})
	require.NoError(t, err)
	require.NoError(t, w.Close())
	out, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, "A=1\nB=2\n", string(out))
	state, err := p.Wait(t.Context())
	require.NoError(t, err)
	require.NoError(t, state.Err())
}

var environ = reexec.Register("environ", func(context.Context, *reexec.Child) error {
	_, err := fmt.Println(strings.Join(os.Environ(), "\n"))
	return err
})

// play runs this test binary as another program and returns what it says.
func play(t *testing.T, path, role string, env ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), path)
	cmd.Env = append(append(os.Environ(), roleKey+"="+role), env...)
	out, err := cmd.CombinedOutput()
	return string(out) + errText(err)
}

// A program that forgets Init is stopped at the first child, not the thousandth.
func TestProcessBomb(t *testing.T) {
	exe, err := os.Executable()
	require.NoError(t, err)
	require.Equal(t, reexec.ErrNoInit.Error()+"\n", play(t, exe, "no init"))

	// And one that forgets it in its children only, at its grandchildren.
	_, wait := start(t, square, reexec.Options{Env: append(os.Environ(), roleKey+"=no init")})
	state, said := wait()
	require.Equal(t, reexec.ErrNoInit.Error()+`: this process was started to run "square" and ran main instead`+"\n", said)
	require.False(t, state.Began)
	require.ErrorIs(t, state.Err(), reexec.ErrNoInit)
	require.EqualError(t, state.Err(), reexec.ErrNoInit.Error()+": square ended with exit code 0")
}

func init() {
	early["no init"] = func() {
		_, err := reexec.Start(context.Background(), square, reexec.Options{Args: 1})
		fmt.Fprintln(os.Stderr, err)
	}
}

// A variable that was left over, or set by hand, makes no child.
func TestStaleEnvironment(t *testing.T) {
	exe, err := os.Executable()
	require.NoError(t, err)
	for _, tt := range []struct{ value, want string }{
		{"", `reexec: UNDERHOOD_REEXEC="" in the environment is not from reexec.Start`},
		{"nonce 3 4", "is not from reexec.Start"},
		{"nonce x 4 square", "invalid syntax"},
		{"nonce 333 4 square", "bad file descriptor"},
		{"nonce 0 1 square", "the parent has ended, or UNDERHOOD_REEXEC in the environment is an old one"},
	} {
		require.Contains(t, play(t, exe, "", "UNDERHOOD_REEXEC="+tt.value), tt.want)
	}
}
