package roster

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func init() {
	children["has no descriptors"] = func() {
		_, m := joined()
		none := unix.Rlimit{Cur: 0, Max: 1 << 10}
		if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &none); err != nil {
			panic(err)
		}
		if conds := m.Conds(nil); len(conds) != 2 || m.watches.of[0].stop != nil {
			panic("the parent should be waited for, and cannot be watched")
		}
		none.Cur = none.Max
		if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &none); err != nil {
			panic(err)
		}
		if m.Conds(nil); m.watches.of[0].stop == nil {
			panic("now it can be watched")
		}
		m.Leave()
		sayReady()
	}
}

// Without a descriptor the word still tells, and the watching begins when there is one.
func TestNoDescriptors(t *testing.T) {
	s := newSegment(t)
	s.join(t)
	begin(t, "has no descriptors", s).ready()
}

func TestSentinel(t *testing.T) {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childKey+"=waits")
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	me, err := self()
	require.NoError(t, err)
	require.NotZero(t, me.Space)
	start, err := startOf(cmd.Process.Pid)
	require.NoError(t, err)
	id := Identity{PID: uint32(cmd.Process.Pid), Start: start, Space: me.Space}

	told := make(chan int, 3)
	tell := func(n int) func() { return func() { told <- n } }
	stop := process{}.Watch(id, tell(1))
	process{}.Watch(id, tell(2))()
	require.Len(t, sentinels.of, 1, "one for a process, however many ask")

	// Numbers that mean nothing here, or us.
	elsewhere, absurd := id, id
	elsewhere.Space++
	absurd.PID = 1 << 31
	for _, other := range []Identity{elsewhere, absurd, me, {}} {
		process{}.Watch(other, tell(3))()
	}
	require.Empty(t, told)

	// The number is another process's now.
	before := id
	before.Start--
	process{}.Watch(before, tell(4))()
	require.Equal(t, 4, <-told)

	require.NoError(t, in.Close())
	require.Equal(t, 1, <-told, "and not 2, which was stopped")
	stop()
	require.NoError(t, cmd.Wait())
	process{}.Watch(id, tell(5))()
	require.Equal(t, 5, <-told, "ended already")
	require.Empty(t, told)
	sentinels.mu.Lock()
	defer sentinels.mu.Unlock()
	require.Empty(t, sentinels.of)
}
