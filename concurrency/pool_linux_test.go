package concurrency_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"underhood/concurrency"
	"underhood/internal/reexec"
)

// left is what there is of children, zombies among them, and of open pipes.
func left(t *testing.T) (children []string, pipes int) {
	t.Helper()
	tasks, err := filepath.Glob("/proc/self/task/*/children")
	require.NoError(t, err)
	for _, name := range tasks {
		text, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, unix.ESRCH) {
			continue // a thread that has ended since
		}
		require.NoError(t, err)
		children = append(children, strings.Fields(string(text))...)
	}
	list, err := os.ReadDir("/proc/self/fd")
	require.NoError(t, err)
	for _, e := range list {
		if link, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && (strings.HasPrefix(link, "pipe:") || strings.Contains(link, "pidfd")) {
			pipes++
		}
	}
	return children, pipes
}

// A worker that is stopped is waited for, but not by Kill, nor longer than KillAfter says
// by a task that it does not take.
func TestPoolStoppedWorker(t *testing.T) {
	stop := func(t *testing.T, p *concurrency.ProcessPool[string, int]) {
		_, err := do(t, p, "7") // it has begun
		require.NoError(t, err)
		require.NoError(t, unix.Kill(p.Workers()[0], unix.SIGSTOP))
	}
	t.Run("idle", func(t *testing.T) {
		p := newPool(t, concurrency.Workers(1))
		stop(t, p)
		closed := make(chan struct{})
		go func() { defer close(closed); p.Close() }()
		for range 10_000 { // so that the worker is being let go
			runtime.Gosched()
		}
		p.Kill()
		<-closed
	})
	t.Run("with a task longer than a pipe", func(t *testing.T) {
		p := newPool(t, concurrency.Workers(1), concurrency.Backlog(0), concurrency.KillAfter(time.Millisecond))
		stop(t, p)
		defer p.Kill() // or Close waits for it, should it not be killed
		ctx, cancel := context.WithCancelCause(t.Context())
		task, err := p.Submit(ctx, strings.Repeat("1", 200_000))
		require.NoError(t, err)
		for range 1000 { // so that it is being written
			runtime.Gosched()
		}
		cancel(errBoom)
		_, err = task.Join(t.Context())
		require.ErrorIs(t, err, errBoom)
	})
}

// Workers are killed by somebody else, at any moment, and nothing is lost but what
// they were at, which is told or done again; and nothing is left behind.
func TestPoolKills(t *testing.T) {
	n := kills()
	before, pipes := left(t)
	require.Empty(t, before)
	var last concurrency.Progress // of the pool's own making until Close
	p, err := concurrency.NewProcessPool(odd, concurrency.Workers(2), concurrency.Retry(1_000_000),
		concurrency.OnProgress(func(now concurrency.Progress) { last = now }))
	require.NoError(t, err)
	killed := make(chan int)
	go func() {
		done := 0
		for i := 0; done < n; i++ {
			if pids := p.Workers(); len(pids) > 0 {
				if err := unix.Kill(pids[i%len(pids)], unix.SIGKILL); err != nil && !errors.Is(err, unix.ESRCH) {
					t.Error(err)
				}
				done++
			}
			// The next dies when two more tasks are done, or waits for its birth.
			for range 2 {
				if task, err := p.Submit(t.Context(), "1"); err != nil {
					t.Error(err)
				} else if _, err := task.Join(t.Context()); err != nil {
					t.Error(err)
				}
			}
		}
		killed <- done
	}()
	tasks := 0
	for over := false; !over; {
		select {
		case <-killed:
			over = true
		default:
			task, err := p.Submit(t.Context(), strconv.Itoa(tasks))
			require.NoError(t, err)
			got, err := task.Join(t.Context())
			require.NoError(t, err)
			require.Equal(t, tasks, got)
			tasks++
		}
	}
	p.Close()
	children, now := left(t)
	require.Empty(t, children, "processes or zombies")
	require.Equal(t, pipes, now, "descriptors")
	goleak.VerifyNone(t)
	_, err = unix.Wait4(-1, nil, unix.WNOHANG, nil)
	require.ErrorIs(t, err, unix.ECHILD)
	require.Equal(t, last.Submitted, last.Done)
	require.Zero(t, last.Failed)
	t.Logf("%d kills, %+v", n, last)
}

// A thread has a number of its own, and is gone when its work is.
func TestThreadOfItsOwn(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	th, err := concurrency.StartThread(t.Context(), tid, 0)
	require.NoError(t, err)
	got, err := th.Join(t.Context())
	require.NoError(t, err)
	require.Equal(t, got, th.ID())
	require.NotEqual(t, unix.Gettid(), th.ID())
}

// poolHost has a pool, says who its workers are, and is killed.
var poolHost = reexec.Register("pool host", func(ctx context.Context, c *reexec.Child) error {
	out, err := c.File("out")
	if err != nil {
		return err
	}
	p, err := concurrency.NewProcessPool(odd, concurrency.Workers(3))
	if err != nil {
		return err
	}
	for range 3 { // all are at something that never ends
		if _, err := p.Submit(ctx, "deaf"); err != nil {
			return err
		}
	}
	if err := json.NewEncoder(out).Encode(p.Workers()); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
})

// Workers do not outlive a parent that was killed, whatever they do.
func TestPoolParentKilled(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer func() { require.NoError(t, r.Close()) }()
	parent, err := reexec.Start(t.Context(), poolHost, reexec.Options{Give: map[string]*os.File{"out": w}})
	require.NoError(t, err)
	var pids []int
	require.NoError(t, json.NewDecoder(r).Decode(&pids))
	require.Len(t, pids, 3)
	var ends []unix.PollFd
	for _, pid := range pids {
		fd, err := unix.PidfdOpen(pid, 0)
		require.NoError(t, err)
		ends = append(ends, unix.PollFd{Fd: int32(fd), Events: unix.POLLIN})
	}
	require.NoError(t, parent.Kill())
	<-parent.Exited()
	for _, end := range ends {
		for {
			if _, err := unix.Poll([]unix.PollFd{end}, -1); err != unix.EINTR {
				require.NoError(t, err) // it has ended
				break
			}
		}
		require.NoError(t, unix.Close(int(end.Fd)))
	}
}
