package segment

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// unique makes a name that no other run of the test has.
func unique(t testing.TB) string {
	return fmt.Sprintf("test/%d/%s", os.Getpid(), strings.ReplaceAll(t.Name(), "Test", ""))
}

// listed counts the sockets that the system lists for a name.
func listed(t testing.TB, name string) int {
	t.Helper()
	sockets, err := os.ReadFile("/proc/net/unix")
	require.NoError(t, err)
	n := 0
	for line := range strings.Lines(string(sockets)) {
		if strings.HasSuffix(strings.TrimSpace(line), "/"+name) {
			n++
		}
	}
	return n
}

func TestPublish(t *testing.T) {
	before := openFiles(t, "self")
	s := newOne(t, someSpec, Keep())
	name := unique(t)
	_, err := Lookup(t.Context(), name, someSpec)
	require.ErrorIs(t, err, ErrNotExist)
	require.EqualError(t, err, fmt.Sprintf("ipc: nobody has this name (the name was %q)", name))

	n, err := Publish(name, s)
	require.NoError(t, err)
	require.Equal(t, name, n.String())
	require.Equal(t, 1, listed(t, name))
	_, err = Publish(name, s)
	require.ErrorIs(t, err, ErrExists)
	require.EqualError(t, err, fmt.Sprintf("ipc: name is taken: %q", name))

	s.Bytes()[0] = 42
	got, err := Lookup(t.Context(), name, someSpec)
	require.NoError(t, err)
	require.Equal(t, byte(42), got.Bytes()[0])
	require.Equal(t, someSpec, got.Spec())
	require.NoError(t, got.Close())
	_, err = Lookup(t.Context(), name, Spec{Kind: 8})
	require.ErrorIs(t, err, ErrMismatch)

	s.Forget()
	got, err = Lookup(t.Context(), name, someSpec)
	require.NoError(t, err, "a name has its own descriptor")
	require.NoError(t, got.Close())

	require.NoError(t, n.Close())
	require.NoError(t, n.Close())
	require.Zero(t, listed(t, name))
	_, err = Lookup(t.Context(), name, someSpec)
	require.ErrorIs(t, err, ErrNotExist)
	require.NoError(t, s.Close())
	require.Equal(t, before, openFiles(t, "self"))
}

func TestSegmentCloseEndsItsNames(t *testing.T) {
	before := openFiles(t, "self")
	s := newOne(t, someSpec, Keep())
	name := unique(t)
	a, err := Publish(name+"/a", s)
	require.NoError(t, err)
	_, err = Publish(name+"/b", s)
	require.NoError(t, err)
	var closers sync.WaitGroup
	closers.Go(func() { _ = s.Close() })
	closers.Go(func() { _ = a.Close() })
	closers.Wait()
	require.Zero(t, listed(t, name+"/a")+listed(t, name+"/b"))
	require.Equal(t, before, openFiles(t, "self"))
}

func TestNameLength(t *testing.T) {
	s := newOne(t, someSpec, Keep())
	most := 107 - len(fmt.Sprintf("@underhood/%d/", os.Geteuid()))
	name := unique(t)
	name += strings.Repeat("x", most-len(name))
	n, err := Publish(name, s)
	require.NoError(t, err)
	require.Equal(t, 1, listed(t, name))
	require.NoError(t, n.Close())

	_, err = Publish(name+"x", s)
	require.ErrorIs(t, err, ErrName)
	require.ErrorContains(t, err, fmt.Sprintf("%d bytes, and at most %d are possible", most+1, most))
	_, err = Lookup(t.Context(), name+"x", someSpec)
	require.ErrorIs(t, err, ErrName)
	_, err = Publish("a b", s)
	require.ErrorIs(t, err, ErrName)
	_, err = Lookup(t.Context(), "", someSpec)
	require.ErrorIs(t, err, ErrName)
}

func TestLookupContext(t *testing.T) {
	stop, cancel := context.WithCancelCause(t.Context())
	cancel(os.ErrProcessDone)
	_, err := Lookup(stop, unique(t), someSpec)
	require.ErrorIs(t, err, os.ErrProcessDone)
}

// listen takes a name as an owner would.
func listen(t *testing.T, name string, backlog int) (fd int) {
	t.Helper()
	address, err := addressOf(name)
	require.NoError(t, err)
	fd, err = unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	require.NoError(t, unix.Bind(fd, address))
	require.NoError(t, unix.Listen(fd, backlog))
	return fd
}

// serve does with each connection what it is told to, and nothing an owner would.
func serve(listener int, each func(client int)) (stop func()) {
	var server sync.WaitGroup
	server.Go(func() {
		for {
			c, err := acceptFrom(listener)
			if err != nil {
				return
			}
			each(c)
			_ = unix.Close(c)
		}
	})
	return sync.OnceFunc(func() {
		_ = unix.Shutdown(listener, unix.SHUT_RDWR)
		server.Wait()
		_ = unix.Close(listener)
	})
}

func TestEvilOwner(t *testing.T) {
	good := newOne(t, someSpec, Keep())
	f, err := good.File()
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // memory
	fd := int(f.Fd())
	null, err := os.Open(os.DevNull)
	require.NoError(t, err)
	defer null.Close() //nolint:errcheck // never used

	many := make([]int, 200)
	for i := range many {
		many[i] = fd
	}
	tests := []struct {
		name string
		text string
		fds  []int
		is   error
		says string
	}{
		{"hangs up", "", nil, ErrProtocol, "it hung up 3 times"},
		{"says nothing we know", "hello", nil, ErrProtocol, `message "hello"`},
		{"says too little", greeting, []int{fd}, ErrProtocol, `message "underhood 1 "`},
		{"says too much", greeting + "hh", []int{fd}, ErrProtocol, `message "underhood 1 hh"`},
		{"another version", "underhood 2 h", []int{fd}, ErrProtocol, "underhood 2"},
		{"no descriptor", greeting + "h", nil, ErrProtocol, "0 descriptors"},
		{"two descriptors", greeting + "h", []int{fd, fd}, ErrProtocol, "2 descriptors or more"},
		{"two hundred", greeting + "h", many, ErrProtocol, "2 descriptors or more"},
		{"busy", greeting + "b", nil, ErrBusy, "in flight"},
		{"busy with a descriptor", greeting + "b", []int{fd}, ErrProtocol, "message"},
		{"not memory", greeting + "h", []int{int(null.Fd())}, ErrSeals, "cannot have seals"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			name := fmt.Sprintf("test/%d/evil", os.Getpid())
			stop := serve(listen(t, name, 8), func(c int) {
				if tt.text != "" {
					var rights []byte
					if tt.fds != nil {
						rights = unix.UnixRights(tt.fds...)
					}
					_ = unix.Sendmsg(c, []byte(tt.text), rights, nil, 0)
				}
			})
			defer stop()
			before := openFiles(t, "self")
			_, err := Lookup(t.Context(), name, someSpec)
			require.ErrorIs(t, err, tt.is)
			require.ErrorContains(t, err, tt.says)
			stop()
			require.Equal(t, before-1, openFiles(t, "self"), "the listener is closed and nothing else is open")
		})
	}
}

// A nosy context tells when somebody asks whether it has ended.
type nosy struct {
	context.Context
	asked chan struct{}
}

func (n nosy) Err() error {
	select {
	case n.asked <- struct{}{}:
	default:
	}
	return n.Context.Err()
}

// An owner whose queue is full is waited for, and the context still counts.
func TestFullQueue(t *testing.T) {
	s := newOne(t, someSpec, Keep())
	name := unique(t)
	listener := listen(t, name, 0)
	address, err := addressOf(name)
	require.NoError(t, err)
	for full := false; !full; {
		c, err := newSocket()
		require.NoError(t, err)
		defer unix.Close(c) //nolint:errcheck // it was only connected
		full = unix.Connect(c, address) == unix.EAGAIN
	}
	found := make(chan error)
	look := func(ctx context.Context) {
		got, err := Lookup(ctx, name, someSpec)
		if err == nil {
			err = got.Close()
		}
		found <- err
	}

	ctx, cancel := context.WithCancelCause(t.Context())
	asking := nosy{ctx, make(chan struct{})}
	go look(asking)
	for range 3 { // when it begins, and before each time that it waits
		<-asking.asked
	}
	cancel(os.ErrProcessDone)
	require.ErrorIs(t, <-found, os.ErrProcessDone)

	asking = nosy{t.Context(), make(chan struct{})}
	go look(asking)
	for range 3 {
		<-asking.asked
	}
	owner := &Name{seg: s, memory: s.file, spare: -1}
	stop := serve(listener, owner.hand)
	defer stop()
	require.NoError(t, <-found)
}

// An owner that is stopped does not answer, and has the name.
func TestStoppedOwner(t *testing.T) {
	name := unique(t)
	owner := start(t, "owner", name)
	require.Equal(t, "up", owner.line())
	owner.stop()
	ctx, cancel := context.WithCancelCause(t.Context())
	found := make(chan error)
	go func() {
		_, err := Lookup(ctx, name, someSpec)
		found <- err
	}()
	cancel(os.ErrProcessDone)
	require.ErrorIs(t, <-found, os.ErrProcessDone)
	_, err := Publish(name, newOne(t, someSpec, Keep()))
	require.ErrorIs(t, err, ErrExists)
	require.NoError(t, owner.cmd.Process.Signal(unix.SIGCONT))
	s, err := Lookup(t.Context(), name, someSpec)
	require.NoError(t, err)
	require.NoError(t, s.Close())
}

func TestAdopt(t *testing.T) {
	s, other := newOne(t, someSpec, Keep()), newOne(t, someSpec, Keep())
	name := unique(t)
	n, err := Adopt(t.Context(), name, s)
	require.NoError(t, err, "nobody has it")
	_, err = Adopt(t.Context(), name, s)
	require.ErrorIs(t, err, ErrExists)
	_, err = Adopt(t.Context(), name, other)
	require.ErrorIs(t, err, ErrOtherSegment)
	require.NotErrorIs(t, err, ErrExists)
	require.NoError(t, n.Close())
	n, err = Adopt(t.Context(), name, other)
	require.NoError(t, err)
	ended, cancel := context.WithCancelCause(t.Context())
	cancel(os.ErrProcessDone)
	_, err = Adopt(ended, name, other)
	require.ErrorIs(t, err, os.ErrProcessDone)
	require.NoError(t, n.Close())

	stop := serve(listen(t, name, 8), func(int) {})
	_, err = Adopt(t.Context(), name, s)
	require.ErrorIs(t, err, ErrProtocol)
	stop()
	bound, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	require.NoError(t, err)
	defer unix.Close(bound) //nolint:errcheck // never used
	address, err := addressOf(name)
	require.NoError(t, err)
	require.NoError(t, unix.Bind(bound, address))
	_, err = Adopt(t.Context(), name, s)
	require.ErrorIs(t, err, ErrNotExist, "taken, but nobody listens")
}
