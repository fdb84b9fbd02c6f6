package reexec_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"underhood/internal/reexec"
)

// entries counts what is in a folder.
func entries(t *testing.T, folder string) int {
	t.Helper()
	list, err := os.ReadDir(folder)
	require.NoError(t, err)
	return len(list)
}

// Many children at once need no threads, and nothing of them is left: no
// descriptor, no zombie.
func TestHundred(t *testing.T) {
	warm, _, _ := startStay(t, stay, reexec.Options{}) // what the runtime keeps for good
	require.NoError(t, warm.Kill())
	<-warm.Exited()
	descriptors := entries(t, "/proc/self/fd")

	n := 100
	if raceEnabled {
		n = 20 // each takes a fifth of a second to begin
	}
	var wg sync.WaitGroup
	children := make([]*reexec.Process, n)
	pipes := make([]*os.File, n)
	for i := range n {
		wg.Go(func() {
			r, w, err := os.Pipe()
			if err != nil {
				t.Error(err)
				return
			}
			pipes[i] = r
			p, err := reexec.Start(t.Context(), stay, reexec.Options{Give: map[string]*os.File{"out": w}})
			if err != nil {
				t.Error(err)
				return
			}
			children[i] = p
			var pid int
			if _, err := fmt.Fscanln(r, &pid); err != nil || pid != p.Pid() {
				t.Errorf("child %d says it is %d: %v", p.Pid(), pid, err)
			}
		})
	}
	wg.Wait()
	require.False(t, t.Failed())
	threads := entries(t, "/proc/self/task")
	require.Less(t, threads, 40, "waiting holds threads")
	t.Logf("%d children are waited for by a process of %d threads", n, threads)
	for i, p := range children {
		wg.Go(func() {
			if err := p.Kill(); err != nil {
				t.Error(err)
			}
			if state, err := p.Wait(t.Context()); err != nil || state.Signal != unix.SIGKILL {
				t.Error(state, err)
			}
			if err := pipes[i].Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	_, err := unix.Wait4(-1, nil, unix.WNOHANG, nil)
	require.ErrorIs(t, err, unix.ECHILD, "a zombie")
	require.Equal(t, descriptors, entries(t, "/proc/self/fd"))
}

// A start that fails leaves no descriptor either.
func TestFailedStartLeavesNothing(t *testing.T) {
	before := entries(t, "/proc/self/fd")
	for i := range 10 {
		r, w := pipe(t)
		_, err := reexec.Start(t.Context(), stay, reexec.Options{
			Give: map[string]*os.File{"r": r, "w": w},
			Dir:  filepath.Join("no such folder", strconv.Itoa(i)),
		})
		require.Error(t, err)
	}
	require.Equal(t, before, entries(t, "/proc/self/fd"))
}

// descriptors lists what this process has open and would hand on to any program
// that it starts, and the pipes that it would not. (The rest is the runtime's,
// the poller's and what it reads of its control group.)
func descriptors() (pipes, handedOn []int, err error) {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return nil, nil, err
	}
	for _, e := range list {
		fd, err := strconv.Atoi(e.Name())
		if err != nil {
			return nil, nil, err
		}
		switch flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); {
		case err != nil: // the folder itself, closed by now
		case flags&unix.FD_CLOEXEC == 0:
			handedOn = append(handedOn, fd)
		default:
			link, err := os.Readlink("/proc/self/fd/" + e.Name())
			if err != nil {
				return nil, nil, err
			}
			if strings.HasPrefix(link, "pipe:") {
				pipes = append(pipes, fd)
			}
		}
	}
	return pipes, handedOn, nil
}

var count = reexec.Register("count descriptors", func(context.Context, *reexec.Child) error {
	pipes, handedOn, err := descriptors()
	return errors.Join(err, json.NewEncoder(os.Stdout).Encode([]any{len(pipes), handedOn}))
})

// A child has what it was given and no more, though the parent has much open and
// starts others at the same time, and hands nothing on unasked.
func TestChildHasNothingElse(t *testing.T) {
	for range 20 {
		pipe(t)
	}
	given, _ := pipe(t)
	// The standard streams, and what whoever started the tests forgot to close.
	_, handedOn, err := descriptors()
	require.NoError(t, err)
	// Life, report, the runtime's double of it, and the one that is lent.
	want, err := json.Marshal([]any{4, handedOn})
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 8 {
		r, w := pipe(t)
		wg.Go(func() {
			opts := reexec.Options{Lend: map[string]*os.File{"r": given}, Stdout: w}
			p, err := reexec.Start(t.Context(), count, opts)
			if err != nil {
				t.Error(err)
				return
			}
			state, err := p.Wait(t.Context())
			if err = errors.Join(err, state.Err(), w.Close()); err != nil {
				t.Error(err)
			}
			if out, err := io.ReadAll(r); err != nil || string(out) != string(want)+"\n" {
				t.Errorf("it has %s, not %s, %v", out, want, err)
			}
		})
	}
	wg.Wait()
}

// leak hands all it has to a program that outlives it, as C code or a careless
// use of exec would.
var leak = reexec.Register("leak", func(_ context.Context, c *reexec.Child) error {
	pipes, _, err := descriptors()
	if err != nil {
		return err
	}
	for _, fd := range pipes {
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_SETFD, 0); err != nil {
			return err
		}
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), roleKey+"=hold")
	if cmd.Stdin, err = c.File("held"); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	return errors.New("gone")
})

func init() {
	roles["hold"] = func() { _, _ = io.Copy(io.Discard, os.Stdin) }
}

// A child's end is known though its pipes are open in somebody else.
func TestLeakedPipes(t *testing.T) {
	r, w := pipe(t)
	p, err := reexec.Start(t.Context(), leak, reexec.Options{Give: map[string]*os.File{"held": r}})
	require.NoError(t, err)
	state, err := p.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, "gone", state.Failure)
	require.NoError(t, w.Close()) // and now the holder may go
}

// What runs is started again, not what is under its name now.
func TestDeletedExecutable(t *testing.T) {
	exe, err := os.Open("/proc/self/exe")
	require.NoError(t, err)
	defer func() { require.NoError(t, exe.Close()) }()
	path := filepath.Join(t.TempDir(), "program")
	program, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o700)
	require.NoError(t, err)
	_, err = io.Copy(program, exe)
	require.NoError(t, err)
	require.NoError(t, program.Close())
	require.Equal(t, "49\n<nil> <nil>\n64\n<nil> <nil>\n", play(t, path, "deleted"))
}

func init() {
	roles["deleted"] = func() {
		path := os.Args[0]
		if err := os.Unsetenv(roleKey); err != nil {
			fmt.Println(err)
		}
		child := func(n int) {
			ctx := context.Background()
			p, err := reexec.Start(ctx, square, reexec.Options{Args: n})
			if err != nil {
				fmt.Println(err)
				return
			}
			state, err := p.Wait(ctx)
			fmt.Println(state.Err(), err)
		}
		if err := os.Remove(path); err != nil {
			fmt.Println(err)
		}
		child(7)
		if err := os.WriteFile(path, []byte("#!/bin/false\n"), 0o700); err != nil {
			fmt.Println(err)
		}
		child(8)
	}
}
