//go:build linux || darwin

package segment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// errHungUp is a connection that ended without a word.
var errHungUp = errors.New("hung up")

// Lookup attaches the segment that a process of this user has published under
// a name. The segment's creator must have called Ready, or Lookup waits for it. The
// caller closes the segment.
//
// It returns [ErrName] for what cannot be a name, [ErrNotExist] if nobody has it,
// [ErrOtherUser] if another user has, [ErrProtocol] and [ErrBusy] for an owner
// that hands out nothing, the errors of [FromFile] for what it hands out, and
// [context.Cause] when ctx ends first: an owner that is stopped has the name and
// does not answer.
func Lookup(ctx context.Context, name string, want Spec, opts ...Option) (*Segment, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	f, err := receive(ctx, name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // memory has nothing to flush, and a kept descriptor is another one
	s, err := FromFile(ctx, f, want, opts...)
	if err != nil {
		return nil, fmt.Errorf("%w (under the name %q)", err, name)
	}
	return s, nil
}

// receive returns the descriptor that the owner of a name hands out. An owner
// that goes while we wait hangs up; then another may have the name, or nobody.
func receive(ctx context.Context, name string) (*os.File, error) {
	for try := 1; ; try++ {
		f, err := receiveOnce(ctx, name)
		switch {
		case err == nil:
			return f, nil
		case !errors.Is(err, errHungUp):
			return nil, fmt.Errorf("%w (the name was %q)", err, name)
		case try == 3:
			return nil, fmt.Errorf("%w: it hung up %d times (the name was %q)", ErrProtocol, try, name)
		}
	}
}

func receiveOnce(ctx context.Context, name string) (*os.File, error) {
	owner, err := connectTo(ctx, name)
	if err != nil {
		return nil, err
	}
	defer owner.Close() //nolint:errcheck // a socket that is only read
	var uid int
	err = control(owner, func(fd int) (err error) { uid, err = peerUID(fd); return err })
	switch {
	case err != nil:
		return nil, fmt.Errorf("ipc: asking whose socket it is: %w", err)
	case uid != os.Geteuid():
		return nil, fmt.Errorf("%w: user %d expected, %d found", ErrOtherUser, os.Geteuid(), uid)
	}

	conn, err := owner.SyscallConn()
	if err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { _ = owner.SetReadDeadline(time.Unix(1, 0)) })()
	var (
		text     = make([]byte, len(greeting)+2)   // one more than there should be
		rights   = make([]byte, unix.CmsgSpace(8)) // room for two: one more as well
		n, oob   int
		flags    int
		received error
	)
	err = conn.Read(func(fd uintptr) bool {
		n, oob, flags, received = recvmsg(int(fd), text, rights)
		return received != unix.EAGAIN
	})
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, fmt.Errorf("ipc: the owner of the name does not answer: %w", context.Cause(ctx))
	}
	switch err = errors.Join(err, received); {
	case errors.Is(err, unix.ECONNRESET), err == nil && n == 0:
		return nil, errHungUp
	case err != nil:
		return nil, fmt.Errorf("ipc: receiving a segment: %w", err)
	}
	return unpack(text[:n], rights[:oob], flags&unix.MSG_CTRUNC != 0)
}

// unpack takes the one descriptor out of an owner's message, and closes all of
// them if it is anything else.
func unpack(text, rights []byte, cut bool) (f *os.File, err error) {
	fds := descriptors(rights)
	defer func() {
		if err != nil {
			for _, fd := range fds {
				_ = unix.Close(fd)
			}
		}
	}()
	switch {
	case string(text) == greeting+string(rune(busy)) && len(fds) == 0:
		return nil, ErrBusy
	case string(text) != greeting+string(rune(handed)):
		return nil, fmt.Errorf("%w: message %q", ErrProtocol, text)
	case cut && len(fds) == 0:
		// The kernel had a descriptor for us and no place to put it.
		return nil, fmt.Errorf("ipc: receiving a segment: %w", unix.EMFILE)
	case cut || len(fds) != 1:
		return nil, fmt.Errorf("%w: %d descriptors or more", ErrProtocol, len(fds))
	}
	return os.NewFile(uintptr(fds[0]), "segment"), nil
}

// descriptors returns what a message carried, whatever its form: each is open
// and ours to close.
func descriptors(rights []byte) (fds []int) {
	messages, err := unix.ParseSocketControlMessage(rights)
	if err != nil {
		return nil
	}
	for i := range messages {
		if got, err := unix.ParseUnixRights(&messages[i]); err == nil {
			fds = append(fds, got...)
		}
	}
	return fds
}
