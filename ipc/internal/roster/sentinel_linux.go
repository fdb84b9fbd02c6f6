package roster

import (
	"errors"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// sentinels are the processes that are watched, each once however many tables it
// shares with us: one descriptor and one parked goroutine a process.
var sentinels = watchtower{of: map[Identity]*sentinel{}}

type watchtower struct {
	mu sync.Mutex
	of map[Identity]*sentinel
}

type sentinel struct {
	pidfd *os.File
	calls map[*call]struct{}
}

type call struct{ ended func() }

// watch is process.Watch. ended is called with mu held, so it is not running when
// stop returns.
func (t *watchtower) watch(id Identity, ended func()) (stop func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.of[id]
	if s == nil {
		pidfd, err := open(id)
		switch {
		case errors.Is(err, unix.ESRCH):
			ended()
			return func() {}
		case errors.Is(err, unix.EMFILE), errors.Is(err, unix.ENFILE), errors.Is(err, unix.ENOMEM):
			return nil // perhaps later; the word still tells
		case err != nil:
			return func() {} // the system has no such thing for us
		}
		s = &sentinel{pidfd, map[*call]struct{}{}}
		t.of[id] = s
		go t.stand(id, s)
	}
	c := &call{ended}
	s.calls[c] = struct{}{}
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(s.calls, c)
		if len(s.calls) == 0 && t.of[id] == s {
			delete(t.of, id)
			_ = s.pidfd.Close() // ends stand
		}
	}
}

// stand waits for the end of a process, or of our interest in it.
func (t *watchtower) stand(id Identity, s *sentinel) {
	conn, err := s.pidfd.SyscallConn()
	if err == nil {
		err = conn.Read(func(fd uintptr) bool {
			n, _ := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
			return n > 0
		})
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of[id] == s {
		delete(t.of, id)
		_ = s.pidfd.Close()
	}
	if err == nil {
		for c := range s.calls {
			c.ended()
		}
	}
}

// open returns a descriptor that can be read when a process has ended, or ESRCH if
// it has, and its number perhaps another process's.
func open(id Identity) (*os.File, error) {
	fd, err := unix.PidfdOpen(int(id.PID), unix.O_NONBLOCK) // for the netpoller
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), "pidfd")
	start, err := startOf(int(id.PID))
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, unix.ESRCH):
		// It ended just now, or /proc hides it; the descriptor knows.
	case err != nil:
		_ = file.Close()
		return nil, err
	case start != id.Start:
		_ = file.Close()
		return nil, unix.ESRCH
	}
	return file, nil
}
