package segment

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"underhood/ipc/internal/futex"
	"underhood/ipc/internal/guardian"
)

func init() {
	children["owner"] = func(args []string) {
		s := must(Create(someSpec, Keep()))
		check(s.Ready())
		copy(s.Bytes(), "hello")
		must(Publish(args[0], s))
		say("up")
		obey()
	}
	// holder attaches and obeys.
	children["holder"] = func(args []string) {
		s := must(Lookup(context.Background(), args[0], someSpec, Keep()))
		say(string(s.Bytes()[:5]))
		for {
			switch obey() {
			case "read":
				say(string(s.Bytes()[:5]))
			case "adopt":
				_, err := Adopt(context.Background(), args[0], s)
				say(err)
			}
		}
	}
	// stolen listens under another user's name; thief connects to it.
	children["stolen"] = func(args []string) {
		fd := must(unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0))
		check(unix.Bind(fd, &unix.SockaddrUnix{Name: args[0]}))
		check(unix.Listen(fd, 8))
		say("up")
		obey()
	}
	children["thief"] = func(args []string) {
		fd := must(unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0))
		check(unix.Connect(fd, &unix.SockaddrUnix{Name: args[0]}))
		text, rights := make([]byte, 100), make([]byte, 100)
		n, oob, _, _, err := unix.Recvmsg(fd, text, rights, 0)
		say(fmt.Sprint(n, oob, err))
	}
}

// The owner dies by SIGKILL. Those who are attached keep the memory, the name is
// free at once, whoever is attached can take it over, and in the end nothing is
// left of any of it.
func TestOwnerKilled(t *testing.T) {
	name, before := unique(t), openFiles(t, "self")
	shm, err := os.ReadDir("/dev/shm")
	require.NoError(t, err)
	owner := start(t, "owner", name)
	require.Equal(t, "up", owner.line())
	a, b := start(t, "holder", name), start(t, "holder", name)
	require.Equal(t, "hello", a.line())
	require.Equal(t, "hello", b.line())

	owner.kill()
	require.Zero(t, listed(t, name))
	_, err = Lookup(t.Context(), name, someSpec)
	require.ErrorIs(t, err, ErrNotExist)
	a.command("adopt")
	require.Equal(t, "<nil>", a.line())
	b.command("adopt")
	require.Contains(t, b.line(), ErrExists.Error())
	s, err := Lookup(t.Context(), name, someSpec)
	require.NoError(t, err)
	require.Equal(t, "hello", string(s.Bytes()[:5]))
	copy(s.Bytes(), "world")
	require.NoError(t, s.Close())

	a.kill()
	require.Zero(t, listed(t, name))
	b.command("read")
	require.Equal(t, "world", b.line())
	b.command("adopt")
	require.Equal(t, "<nil>", b.line())
	require.Equal(t, 1, listed(t, name))
	b.kill()
	require.Zero(t, listed(t, name))
	after, err := os.ReadDir("/dev/shm")
	require.NoError(t, err)
	require.Len(t, after, len(shm))
	require.Equal(t, before, openFiles(t, "self"))
}

func TestOtherUser(t *testing.T) {
	t.Run("has our name", func(t *testing.T) {
		name := unique(t)
		address, err := addressOf(name)
		require.NoError(t, err)
		thief := startAs(t, asNobody(t), "stolen", address.Name)
		require.Equal(t, "up", thief.line())
		_, err = Lookup(t.Context(), name, someSpec)
		require.ErrorIs(t, err, ErrOtherUser)
		require.ErrorContains(t, err, "ipc: other user's socket: user 0 expected, 65534 found")
	})
	t.Run("wants our segment", func(t *testing.T) {
		name := unique(t)
		n, err := Publish(name, newOne(t, someSpec, Keep()))
		require.NoError(t, err)
		defer n.Close() //nolint:errcheck // returns nil
		address, err := addressOf(name)
		require.NoError(t, err)
		thief := startAs(t, asNobody(t), "thief", address.Name)
		require.Equal(t, "0 0 <nil>", thief.line(), "it was hung up on, with no byte and no descriptor")
	})
	t.Run("has a name of its own", func(t *testing.T) {
		name := unique(t)
		n, err := Publish(name, newOne(t, someSpec, Keep()))
		require.NoError(t, err)
		defer n.Close() //nolint:errcheck // returns nil
		owner := startAs(t, asNobody(t), "owner", name)
		require.Equal(t, "up", owner.line())
		holder := startAs(t, asNobody(t), "holder", name)
		require.Equal(t, "hello", holder.line())
	})
}

// A segment is handed to a child by inheritance.
func TestInherit(t *testing.T) {
	s := newOne(t, someSpec, Keep())
	copy(s.Bytes(), "hello")
	f, err := s.File()
	require.NoError(t, err)
	heir := startAs(t, func(cmd *exec.Cmd) { cmd.ExtraFiles = []*os.File{f} }, "heir")
	require.NoError(t, f.Close())
	require.Equal(t, "hello", heir.line())
	require.Equal(t, "operation not permitted", heir.line())
	require.Equal(t, byte('j'), s.Bytes()[0])
}

func init() {
	children["heir"] = func([]string) {
		f := os.NewFile(3, "inherited")
		s := must(FromFile(context.Background(), f, someSpec))
		say(string(s.Bytes()[:5]))
		s.Bytes()[0] = 'j'
		say(unix.Ftruncate(3, 0))
	}
}

func init() {
	// slow never gets its segment ready.
	children["slow"] = func(args []string) {
		must(Publish(args[0], must(Create(someSpec, Keep()))))
		say("up")
		obey()
	}
	// hurried goes on making, publishing and finding segments.
	children["hurried"] = func(args []string) {
		for i := 0; ; i++ {
			s := must(Create(someSpec, Keep()))
			check(s.Ready())
			n := must(Publish(args[0], s))
			found := must(Lookup(context.Background(), args[0], someSpec))
			if i == 0 {
				say("up")
			}
			check(found.Close())
			if i%2 == 0 {
				check(n.Close())
			}
			check(s.Close())
		}
	}
	// mortal holds a word of a segment.
	children["mortal"] = func(args []string) {
		s := must(Lookup(context.Background(), args[0], someSpec))
		must(guardian.Hold(futexWord(s.Roster()), 0, nil))
		say("up")
		obey()
	}
}

// The creator dies with the segment unfinished: whoever waits for it, and whoever
// comes later with a descriptor of it, is told.
func TestCreatorKilledBeforeReady(t *testing.T) {
	name := unique(t)
	creator := start(t, "slow", name)
	require.Equal(t, "up", creator.line())
	f, err := receive(t.Context(), name)
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // memory

	found := make(chan error)
	for range 8 {
		go func() {
			_, err := Lookup(t.Context(), name, someSpec)
			found <- err
		}()
	}
	go func() {
		_, err := FromFile(t.Context(), f, someSpec)
		found <- err
	}()
	creator.kill()
	for range 9 {
		if err := <-found; !fails(err, ErrAbandoned, ErrNotExist) { // one that had not connected yet
			require.NoError(t, err, "not what we expected")
		}
	}
	_, err = FromFile(t.Context(), f, someSpec)
	require.ErrorIs(t, err, ErrAbandoned)
	require.ErrorContains(t, err, "process "+creator.pid()+" is gone")
}

func fails(err error, with ...error) bool {
	for _, e := range with {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// A process that took over the pid of a dead creator is not the creator, and one
// that is only stopped is not dead.
func TestWhoIsTheCreator(t *testing.T) {
	creator := start(t, "slow", unique(t))
	require.Equal(t, "up", creator.line())
	pid := int32(creator.cmd.Process.Pid)
	start := startTime(int(pid))
	require.NotZero(t, start)
	space := thisProcess().namespace
	word := uint32(making)

	err := awaitReady(t.Context(), &word, process{pid, start + 1, space})
	require.ErrorIs(t, err, ErrAbandoned, "another start time")
	err = awaitReady(t.Context(), &word, process{math.MaxInt32, start, space})
	require.ErrorIs(t, err, ErrAbandoned, "no such process")

	creator.stop()
	for _, who := range []process{{pid, start, space}, {pid, 0, space}, {pid, start + 1, space + 1}} {
		ctx, cancel := context.WithCancelCause(t.Context())
		waited := make(chan error)
		go func() { waited <- awaitReady(ctx, &word, who) }()
		cancel(os.ErrProcessDone)
		require.ErrorIs(t, <-waited, os.ErrProcessDone, "%v", who)
	}
	word = 3
	require.ErrorIs(t, awaitReady(t.Context(), &word, process{pid, start, space}), ErrCorrupt)
}

// Kills at any moment leave no name, and no memory but what others have mapped.
func TestKillsLeaveNothing(t *testing.T) {
	kills := 25
	if os.Getenv("UNDERHOOD_FULL") != "" {
		kills = 500
	}
	name, before := unique(t), openFiles(t, "self")
	chance := rand.New(rand.NewPCG(1, 2))
	for range kills {
		c := start(t, "hurried", name)
		require.Equal(t, "up", c.line())
		for range chance.IntN(20) { // some work of ours is as good a moment as any
			s, err := Lookup(t.Context(), name, someSpec)
			if err == nil {
				clear(s.Bytes())
				require.NoError(t, s.Close())
			} else if !fails(err, ErrNotExist, ErrProtocol) {
				require.NoError(t, err)
			}
		}
		c.kill()
		require.Zero(t, listed(t, name))
		n, err := Publish(name, newOne(t, someSpec, Keep()))
		require.NoError(t, err, "the name is free")
		require.NoError(t, n.seg.Close())
	}
	require.Equal(t, before, openFiles(t, "self"))
	require.Zero(t, mappings(t))
}

// The private memory lies where the kernel looks for it: a word that a process
// holds through its mapping tells of its death in ours.
func TestHeldWord(t *testing.T) {
	s := newOne(t, someSpec, Keep())
	n, err := Publish(unique(t), s)
	require.NoError(t, err)
	defer n.Close() //nolint:errcheck // returns nil
	c := start(t, "mortal", n.String())
	require.Equal(t, "up", c.line())
	word := futexWord(s.Roster())
	held := atomic.LoadUint32(word)
	require.NotZero(t, held)
	c.kill()
	for atomic.LoadUint32(word) == held {
		require.NoError(t, futex.Wait(t.Context(), futex.Cond{Addr: word, Value: held}))
	}
	require.Equal(t, uint32(guardian.Died), atomic.LoadUint32(word))
}

func futexWord(memory []byte) *uint32 { return (*uint32)(unsafe.Pointer(&memory[0])) }
