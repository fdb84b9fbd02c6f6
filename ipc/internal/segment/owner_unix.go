//go:build linux || darwin

package segment

import (
	"errors"
	"os"
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
	n.seg.prepareHanding()
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
