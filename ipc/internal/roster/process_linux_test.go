package roster

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"underhood/ipc/internal/futex"
	"underhood/ipc/internal/guardian"
)

// A segment is a table and some words behind it that a test is about.
type segment struct {
	file   *os.File
	region []byte
}

const segmentSize = Size + 4096

func newSegment(tb testing.TB) segment {
	tb.Helper()
	fd, err := unix.MemfdCreate("roster", unix.MFD_CLOEXEC)
	require.NoError(tb, err)
	f := os.NewFile(uintptr(fd), "roster")
	tb.Cleanup(func() { _ = f.Close() })
	require.NoError(tb, f.Truncate(segmentSize))
	region, err := guardian.Map(fd, segmentSize)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, guardian.Unmap(region)) })
	return segment{f, region}
}

func (s segment) word(i int) *uint32 {
	return (*uint32)(unsafe.Pointer(&s.region[Size+8*i]))
}

func (s segment) load(i int) uint32 { return atomic.LoadUint32(s.word(i)) }

func (s segment) join(tb testing.TB) *Member {
	tb.Helper()
	m, err := Join(s.region, nil)
	require.NoError(tb, err)
	tb.Cleanup(m.Leave)
	return m
}

// joined is a child's place in its parent's segment.
func joined() (segment, *Member) {
	region, err := guardian.Map(3, segmentSize)
	if err != nil {
		panic(err)
	}
	m, err := Join(region, nil)
	if err != nil {
		panic(err)
	}
	return segment{region: region}, m
}

// A child is this program, started again in one of its roles.
type child struct {
	tb  testing.TB
	cmd *exec.Cmd
	in  io.Closer
	out *bufio.Reader
}

func begin(tb testing.TB, role string, s segment) *child {
	tb.Helper()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childKey+"="+role)
	cmd.ExtraFiles = []*os.File{s.file}
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(tb, err)
	out, err := cmd.StdoutPipe()
	require.NoError(tb, err)
	require.NoError(tb, cmd.Start())
	c := &child{tb, cmd, in, bufio.NewReader(out)}
	tb.Cleanup(c.kill)
	return c
}

// ready waits until the child has said so.
func (c *child) ready() {
	c.tb.Helper()
	_, err := c.out.ReadString('\n')
	require.NoError(c.tb, err, "the child ended before it was ready")
}

// kill kills the child and waits until it has gone.
func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// stop stops the child and waits until it has stopped.
func (c *child) stop() {
	c.tb.Helper()
	require.NoError(c.tb, c.cmd.Process.Signal(syscall.SIGSTOP))
	_, err := syscall.Wait4(c.cmd.Process.Pid, nil, syscall.WUNTRACED, nil)
	require.NoError(c.tb, err)
}

// sayReady is ready's other side.
func sayReady() { _, _ = os.Stdout.WriteString("ready\n") }

// untilKilled is the rest of a child's life, which ends with its parent at the latest.
func untilKilled() { _, _ = io.Copy(io.Discard, os.Stdin) }

func init() {
	children["waits"] = untilKilled
	children["joins"] = func() {
		joined()
		sayReady()
		untilKilled()
	}
	children["joins often"] = func() {
		region, err := guardian.Map(3, segmentSize)
		for err == nil {
			_, err = Join(region, nil)
		}
		sayReady()
		untilKilled()
	}
	children["reaps and hangs"] = func() {
		_, m := joined()
		sayReady()
		for {
			m.Reap(func(int) {
				sayReady()
				untilKilled()
			})
			runtime.Gosched()
		}
	}
	children["sleeps once"] = func() {
		_, m := joined()
		conds := m.Conds(nil)
		sayReady()
		_ = futex.Wait(context.Background(), conds...)
		untilKilled()
	}
}

func TestDeathOfAProcess(t *testing.T) {
	s := newSegment(t)
	me := s.join(t)
	c := begin(t, "joins", s)
	c.ready()
	require.True(t, me.Alive(1))
	require.Equal(t, c.cmd.Process.Pid, me.PID(1))

	c.stop()
	require.True(t, me.Alive(1), "a process that is stopped is not dead")
	require.False(t, me.AnyDead())

	asleep := make(chan struct{})
	told := make(chan error)
	go func() {
		close(asleep)
		for !me.Dead(1) {
			if err := futex.Wait(context.Background(), me.Conds(nil)...); err != nil {
				told <- err
			}
		}
		told <- nil
	}()
	<-asleep
	require.NoError(t, c.cmd.Process.Kill())
	require.NoError(t, <-told)
	var buried []int
	me.Reap(func(peer int) { buried = append(buried, peer) })
	require.Equal(t, []int{1}, buried)
}

func TestFull(t *testing.T) {
	s := newSegment(t)
	c := begin(t, "joins often", s)
	c.ready()
	_, err := Join(s.region, nil)
	require.ErrorIs(t, err, ErrFull)
	c.kill()
	_, err = Join(s.region, nil)
	require.ErrorIs(t, err, ErrFull, "they are dead, and nobody buries them")
	var buried []int
	m, err := Join(s.region, func(peer int) { buried = append(buried, peer) })
	require.NoError(t, err)
	defer m.Leave()
	require.Equal(t, []int{0}, buried)
	m.Reap(func(peer int) { buried = append(buried, peer) })
	require.Len(t, buried, MaxPeers)
	for i := range MaxPeers {
		require.Equal(t, i == 0, m.Alive(i))
	}
}

func TestReaperKilled(t *testing.T) {
	s := newSegment(t)
	me := s.join(t)
	victim := begin(t, "joins", s)
	victim.ready()
	reaper := begin(t, "reaps and hangs", s)
	reaper.ready()
	victim.kill()
	reaper.ready() // it is in bury
	me.Reap(func(peer int) { t.Errorf("peer %d is being reaped by somebody who lives", peer) })
	require.True(t, me.Dead(1))
	require.False(t, me.AnyDead())
	reaper.kill()
	var buried []int
	me.Reap(func(peer int) { buried = append(buried, peer) })
	require.Equal(t, []int{1, 2}, buried)
	require.EqualValues(t, 1, me.table[1].load().generation())
}

// The kernel wakes one sleeper when a process dies. It may be one that is stopped
// or killed before it can do anything; here it just does not care.
func TestOneSleeperKeepsNoDeathForItself(t *testing.T) {
	s := newSegment(t)
	me := s.join(t)
	victim := begin(t, "joins", s)
	victim.ready()
	sleeper := begin(t, "sleeps once", s)
	sleeper.ready()
	waitAsleep(t, sleeper.cmd.Process.Pid) // first in the line

	conds := me.Conds(nil)
	require.True(t, sleepable(conds))
	told := make(chan error)
	go func() { told <- futex.Wait(context.Background(), conds...) }()
	waitAsleep(t, os.Getpid())
	require.NoError(t, victim.cmd.Process.Kill())
	require.NoError(t, <-told)
	require.True(t, me.Dead(1))
}

// waitAsleep waits until a process sleeps in futex_waitv.
func waitAsleep(t *testing.T, pid int) {
	t.Helper()
	for !inKernel(t, pid) {
		runtime.Gosched()
	}
}
