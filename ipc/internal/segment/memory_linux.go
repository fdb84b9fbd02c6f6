package segment

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// sealed are the seals that every segment has: its size is settled, and so are
// the seals. F_SEAL_WRITE is not among them, for peers must write; so they can
// punch holes, which read as zeros.
const sealed = unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_SEAL

// piece is how much is allocated by one system call: little enough for a signal
// that interrupts one to cost little, as the kernel then undoes that call.
const piece = 4 << 20

// newMemory makes a memfd with memory for total bytes. Sparse memory would do as
// well until the machine runs out, and then kill whoever touches it.
func newMemory(total int, payload uint64) (*os.File, error) {
	if err := checkRoom(total, payload); err != nil {
		return nil, err
	}
	fd, err := memfd()
	if err != nil {
		return nil, fmt.Errorf("ipc: making a segment: %w", err)
	}
	size := int64(roundUp(uintptr(total), uintptr(os.Getpagesize())))
	for at := int64(0); at < size; {
		n := min(piece, size-at)
		switch err := unix.Fallocate(fd, 0, at, n); err {
		case nil:
			at += n
		case unix.EINTR:
		default:
			_ = unix.Close(fd)
			return nil, noRoom(payload, err, "")
		}
	}
	return os.NewFile(uintptr(fd), "segment"), nil
}

// memfd asks for memory that cannot be executed, which kernels before 6.3 do not
// know.
func memfd() (int, error) {
	const flags = unix.MFD_CLOEXEC | unix.MFD_ALLOW_SEALING
	fd, err := unix.MemfdCreate("underhood", flags|unix.MFD_NOEXEC_SEAL)
	if err == unix.EINVAL {
		fd, err = unix.MemfdCreate("underhood", flags)
	}
	return fd, err
}

func sealMemory(f *os.File) error {
	err := control(f, func(fd int) error {
		_, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, sealed)
		return err
	})
	if err != nil {
		return fmt.Errorf("ipc: sealing a segment: %w", err)
	}
	return nil
}

// checkMemory verifies of a stranger's file what cannot change any more once it
// is so, and returns its size.
func checkMemory(f *os.File) (size int64, err error) {
	var seals int
	err = control(f, func(fd int) (err error) {
		seals, err = unix.FcntlInt(uintptr(fd), unix.F_GET_SEALS, 0)
		return err
	})
	switch {
	case errors.Is(err, unix.EINVAL):
		return 0, fmt.Errorf("%w: the file cannot have seals", ErrSeals)
	case err != nil:
		return 0, fmt.Errorf("ipc: reading a segment's seals: %w", err)
	case seals&sealed != sealed:
		return 0, fmt.Errorf("%w: seals %#x expected, %#x found", ErrSeals, sealed, seals&sealed)
	case seals&(unix.F_SEAL_WRITE|unix.F_SEAL_FUTURE_WRITE) != 0:
		return 0, fmt.Errorf("%w: it is sealed against writing", ErrSeals)
	}
	st, err := status(f)
	if err != nil {
		return 0, err
	}
	if have := st.Blocks * 512; have < st.Size {
		return 0, fmt.Errorf("%w: %d bytes, of which memory holds %d", ErrTruncated, st.Size, have)
	}
	return st.Size, nil
}
