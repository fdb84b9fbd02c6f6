package segment

import (
	"context"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const (
	sendFlags = unix.MSG_DONTWAIT | unix.MSG_NOSIGNAL
	// backlog is how many clients may wait to be accepted; the kernel takes
	// the lesser of it and net.core.somaxconn.
	backlog = 4096
	// maxAddress is how long a socket's address can be, with the zero byte that
	// makes it abstract: x/sys keeps one of the 108 bytes for a zero at the end.
	maxAddress = 107
)

// addressOf returns the abstract socket of a name. The user is part of it, so
// that users do not get into each other's way by accident; that nobody does it
// on purpose is for peerUID to check.
func addressOf(name string) (*unix.SockaddrUnix, error) {
	address := fmt.Sprintf("@underhood/%d/%s", os.Geteuid(), name) // @ stands for the zero byte
	if len(address) > maxAddress {
		return nil, fmt.Errorf("%w %q: %d bytes, and at most %d are possible", ErrName, name, len(name), maxAddress-len(address)+len(name))
	}
	return &unix.SockaddrUnix{Name: address}, nil
}

// listenAt takes a name. The kernel frees it with the last descriptor.
func listenAt(name string) (*os.File, func(), error) {
	address, err := addressOf(name)
	if err != nil {
		return nil, nil, err
	}
	fd, err := newSocket()
	if err != nil {
		return nil, nil, fmt.Errorf("ipc: publishing %q: %w", name, err)
	}
	if err = unix.Bind(fd, address); err == nil {
		err = unix.Listen(fd, backlog)
	}
	var f *os.File
	if err == nil {
		f, err = watched(fd, "name")
	} else {
		_ = unix.Close(fd)
	}
	switch err {
	case nil:
		return f, func() {}, nil
	case unix.EADDRINUSE:
		return nil, nil, fmt.Errorf("%w: %q", ErrExists, name)
	}
	return nil, nil, fmt.Errorf("ipc: publishing %q: %w", name, err)
}

// connectTo connects to the owner of a name.
func connectTo(ctx context.Context, name string) (*os.File, error) {
	address, err := addressOf(name)
	if err != nil {
		return nil, err
	}
	fd, err := newSocket()
	if err != nil {
		return nil, fmt.Errorf("ipc: looking for a segment: %w", err)
	}
	if err = unix.Connect(fd, address); err == unix.EAGAIN {
		err = queueUp(ctx, fd, address)
	}
	var f *os.File
	if err == nil {
		f, err = watched(fd, "owner")
	} else {
		_ = unix.Close(fd)
	}
	switch err {
	case nil:
		return f, nil
	case unix.ECONNREFUSED:
		return nil, ErrNotExist
	}
	return nil, fmt.Errorf("ipc: looking for a segment: %w", err)
}

// slice is how long a connect sleeps before it looks at its context. A place in
// the owner's queue that becomes free wakes it at once.
const slice = 50 * time.Millisecond

// queueUp waits for a place in the owner's queue. poll(2) does not tell of one
// in this family of sockets; a connect that blocks does.
func queueUp(ctx context.Context, fd int, address unix.Sockaddr) error {
	tv := unix.NsecToTimeval(int64(slice))
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &tv); err != nil {
		return err
	}
	if err := unix.SetNonblock(fd, false); err != nil {
		return err
	}
	for ctx.Err() == nil {
		switch err := unix.Connect(fd, address); err {
		case nil:
			return unix.SetNonblock(fd, true)
		case unix.EAGAIN, unix.EINTR:
		default:
			return err
		}
	}
	return context.Cause(ctx)
}

func newSocket() (int, error) {
	return unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
}

func acceptFrom(listener int) (int, error) {
	fd, _, err := unix.Accept4(listener, unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK)
	return fd, err
}

func recvmsg(fd int, text, rights []byte) (n, oob, flags int, err error) {
	n, oob, flags, _, err = unix.Recvmsg(fd, text, rights, unix.MSG_CMSG_CLOEXEC)
	return n, oob, flags, err
}

// peerUID returns the effective user of the process at the other end, as the
// kernel noted it when that process connected or began to listen.
func peerUID(fd int) (int, error) {
	cred, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		return 0, err
	}
	return int(cred.Uid), nil
}
