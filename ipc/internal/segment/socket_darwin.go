package segment

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	sendFlags = unix.MSG_DONTWAIT // the runtime keeps SIGPIPE from us
	backlog   = 128
)

// addressOf returns the path of a name's socket, in a folder of this user only.
// Paths of sockets have at most 103 bytes, of which the folder for temporary
// files takes half, so the file is called by a hash of the name.
func addressOf(name string) (string, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("underhood-%d", os.Geteuid()))
	path := filepath.Join(dir, fmt.Sprintf("%x", sha256.Sum256([]byte(name)))[:24])
	const most = len(unix.RawSockaddrUnix{}.Path) - 1
	if len(path) > most {
		return "", fmt.Errorf("%w %q: its socket %s has %d bytes, and at most %d are possible", ErrName, name, path, len(path), most)
	}
	return path, nil
}

// ownFolder makes the folder of a socket and refuses one that others can write.
func ownFolder(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(st.Uid) != os.Geteuid() || info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%w: the folder %s is not this user's alone", ErrOtherUser, dir)
	}
	return nil
}

// listenAt takes a name. A socket file outlives its process, but the lock on the
// file beside it does not: whoever holds that may clear away the socket.
func listenAt(name string) (listener *os.File, free func(), err error) {
	path, err := addressOf(name)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil && !errors.Is(err, ErrExists) {
			err = fmt.Errorf("ipc: publishing %q: %w", name, err)
		}
	}()
	if err := ownFolder(filepath.Dir(path)); err != nil {
		return nil, nil, err
	}
	// The lock file stays: to remove it would be to let two hold "the" lock.
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, nil, err
	}
	err = control(lock, func(fd int) error { return unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) })
	if err != nil {
		_ = lock.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = fmt.Errorf("%w: %q", ErrExists, name)
		}
		return nil, nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		_ = lock.Close()
		return nil, nil, err
	}
	fd, err := newSocket()
	if err != nil {
		_ = lock.Close()
		return nil, nil, err
	}
	if err = unix.Bind(fd, &unix.SockaddrUnix{Name: path}); err == nil {
		err = unix.Listen(fd, backlog)
	}
	if err == nil {
		listener, err = watched(fd, "name")
	} else {
		_ = unix.Close(fd)
	}
	if err != nil {
		_ = lock.Close()
		return nil, nil, err
	}
	return listener, func() { _, _ = os.Remove(path), lock.Close() }, nil
}

// connectTo connects to the owner of a name.
func connectTo(ctx context.Context, name string) (*os.File, error) {
	path, err := addressOf(name)
	if err != nil {
		return nil, err
	}
	for {
		fd, err := newSocket()
		if err != nil {
			return nil, fmt.Errorf("ipc: looking for a segment: %w", err)
		}
		err = unix.Connect(fd, &unix.SockaddrUnix{Name: path})
		if err == nil {
			f, err := watched(fd, "owner")
			if err != nil {
				return nil, fmt.Errorf("ipc: looking for a segment: %w", err)
			}
			return f, nil
		}
		_ = unix.Close(fd)
		switch err {
		case unix.ENOENT:
			return nil, ErrNotExist
		case unix.ECONNREFUSED:
			// Nobody listens, or the queue is full; the lock tells which.
			if !locked(path + ".lock") {
				return nil, ErrNotExist
			}
		case unix.EINTR:
		default:
			return nil, fmt.Errorf("ipc: looking for a segment: %w", err)
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// locked reports whether somebody holds the lock. It asks for a shared one, so
// that two who ask do not take each other for the owner.
func locked(path string) bool {
	lock, err := os.Open(path)
	if err != nil {
		return false
	}
	defer lock.Close() //nolint:errcheck // it is only read
	err = control(lock, func(fd int) error { return unix.Flock(fd, unix.LOCK_SH|unix.LOCK_NB) })
	return errors.Is(err, unix.EWOULDBLOCK)
}

// newSocket holds off exec, for want of a way to make a descriptor that is
// close-on-exec from the beginning.
func newSocket() (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	return private(fd, err)
}

func acceptFrom(listener int) (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, _, err := unix.Accept(listener)
	return private(fd, err)
}

func private(fd int, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	unix.CloseOnExec(fd)
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return 0, err
	}
	return fd, nil
}

func recvmsg(fd int, text, rights []byte) (n, oob, flags int, err error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	n, oob, flags, _, err = unix.Recvmsg(fd, text, rights, 0)
	if err == nil {
		for _, got := range descriptors(rights[:oob]) {
			unix.CloseOnExec(got)
		}
	}
	return n, oob, flags, err
}

// peerUID returns the effective user of the process at the other end.
func peerUID(fd int) (int, error) {
	cred, err := unix.GetsockoptXucred(fd, unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	if err != nil {
		return 0, err
	}
	return int(cred.Uid), nil
}
