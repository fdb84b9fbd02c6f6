//go:build linux || darwin

package segment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// What the owner of a name sends to whoever connects: this greeting and one
// byte. It sends before it is asked, on a connection whose buffer is empty, so
// that it never waits for a client.
const (
	greeting = "underhood 1 "

	handed = 'h' // with the descriptor
	busy   = 'b' // without: see ErrBusy
)

// A Name is a name under which this process hands out a segment to processes of
// the same user. It ends with Close, with the segment's Close, and with the
// process, however that ends. It is safe for concurrent use.
type Name struct {
	name     string
	seg      *Segment
	listener *os.File
	free     func() // what remains of the name after the listener
	memory   *os.File
	spare    int // a descriptor to give up when there are none left, or -1

	stopping context.Context
	cancel   context.CancelFunc
	server   sync.WaitGroup
}

// Publish gives a kept segment a name, under which [Lookup] finds it. On Linux
// that is the abstract socket "\0underhood/<uid>/<name>", which lives in the
// network namespace: two containers that share one see each other's names, and
// two that do not, do not. The caller closes the Name, or the segment.
//
// Every connection is served at once by one goroutine, which waits for no client
// and keeps no connection, so that silent or countless clients neither hold up
// the others nor cost descriptors.
//
// It returns [ErrName] for a name that is empty, is too long (the whole address has
// at most 107 bytes, which leaves about 90) or has spaces or control characters, [ErrExists] if
// somebody has it, [ErrNoFile] without [Keep] and [ErrClosed] after Close.
func Publish(name string, seg *Segment) (*Name, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	seg.mu.Lock()
	defer seg.mu.Unlock()
	switch {
	case seg.closed():
		return nil, ErrClosed
	case seg.file == nil:
		return nil, ErrNoFile
	}
	n := &Name{name: name, seg: seg, spare: -1}
	var err error
	if n.memory, err = duplicate(seg.file); err != nil {
		return nil, fmt.Errorf("publishing %q: %w", name, err)
	}
	if n.listener, n.free, err = listenAt(name); err != nil {
		_ = n.memory.Close()
		return nil, err
	}
	n.takeSpare()
	n.stopping, n.cancel = context.WithCancel(context.Background())
	if seg.names == nil {
		seg.names = map[*Name]struct{}{}
	}
	seg.names[n] = struct{}{}
	n.server.Go(n.serve)
	return n, nil
}

// Adopt takes over a name whose owner is gone, for a segment that was attached
// under it. Any process that has the segment can; the first one does. It returns
// [ErrExists] when somebody hands out this same segment, so that there is nothing
// to do, [ErrOtherSegment] when the name meanwhile leads elsewhere, otherwise
// the errors of [Publish], and [context.Cause] when ctx ends first.
func Adopt(ctx context.Context, name string, seg *Segment) (*Name, error) {
	for try := 1; ; try++ {
		n, err := Publish(name, seg)
		if !errors.Is(err, ErrExists) {
			return n, err
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		f, err2 := receive(ctx, name)
		switch {
		case errors.Is(err2, ErrNotExist) && try < 10: // gone just now
			continue
		case err2 != nil:
			return nil, err2
		}
		id, err2 := identify(f)
		_ = f.Close()
		switch {
		case err2 != nil:
			return nil, err2
		case id != seg.id:
			return nil, fmt.Errorf("%w: %q", ErrOtherSegment, name)
		}
		return nil, err
	}
}

// String returns the name.
func (n *Name) String() string { return n.name }

// Close gives the name up; nobody finds it once Close returns. It is idempotent
// and returns nil.
func (n *Name) Close() error {
	n.seg.mu.Lock()
	delete(n.seg.names, n)
	n.seg.mu.Unlock()
	n.stop()
	return nil
}

// stop ends the server and waits for it: no longer than one hand-over takes.
func (n *Name) stop() {
	n.cancel()
	_ = n.listener.Close() // of what was not accepted, each gets ECONNRESET
	n.server.Wait()
}

func (n *Name) serve() {
	defer func() {
		n.free()
		n.dropSpare()
		_ = n.memory.Close()
	}()
	conn, err := n.listener.SyscallConn()
	for err == nil {
		var slip error
		err = conn.Read(func(fd uintptr) bool {
			slip = n.serveOne(int(fd))
			return slip != unix.EAGAIN
		})
		if slip != nil && err == nil {
			n.pause()
		}
	}
}

// serveOne serves one waiting connection. It returns EAGAIN if there is none, and
// another error if the system could not give us the connection.
func (n *Name) serveOne(listener int) error {
	client, err := acceptFrom(listener)
	if (err == unix.EMFILE || err == unix.ENFILE) && n.spare >= 0 {
		// The descriptor kept for this moment serves one client, then is
		// taken back. It may have gone to another goroutine meanwhile.
		n.dropSpare()
		client, err = acceptFrom(listener)
	}
	switch err {
	case nil:
		n.hand(client)
		_ = unix.Close(client)
	case unix.EINTR, unix.ECONNABORTED:
		err = nil
	}
	n.takeSpare()
	return err
}

// hand gives a client of this user the descriptor. It does not wait: the
// connection is new and its buffer empty, and what cannot be sent is not.
func (n *Name) hand(client int) {
	if uid, err := peerUID(client); err != nil || uid != os.Geteuid() {
		return
	}
	err := control(n.memory, func(fd int) error {
		return unix.Sendmsg(client, append([]byte(greeting), handed), unix.UnixRights(fd), nil, sendFlags)
	})
	if errors.Is(err, unix.ETOOMANYREFS) {
		// unix(7): a user may have as many descriptors on their way as open.
		_ = unix.Sendmsg(client, append([]byte(greeting), busy), nil, nil, sendFlags) // or it finds out by EOF
	}
}

// takeSpare takes a descriptor for bad times, if it is not there yet.
func (n *Name) takeSpare() {
	if n.spare >= 0 {
		return
	}
	_ = control(n.memory, func(fd int) (err error) {
		if n.spare, err = unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0); err != nil {
			n.spare = -1 // the next client will try again
		}
		return err
	})
}

func (n *Name) dropSpare() {
	if n.spare >= 0 {
		_ = unix.Close(n.spare)
		n.spare = -1
	}
}

// pause lets some time pass when the system could give us no connection and we
// had no spare to offer: nothing tells when some other part of this process
// closes a descriptor. The clients wait in the socket's queue meanwhile.
func (n *Name) pause() {
	timer := time.NewTimer(10 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-n.stopping.Done():
	}
}
