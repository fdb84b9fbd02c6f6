package segment

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// newMemory makes a temporary file and removes its name at once; what a kill in
// between leaves is one empty file.
func newMemory(total int, payload uint64) (*os.File, error) {
	f, err := os.CreateTemp("", "underhood-*")
	if err != nil {
		return nil, fmt.Errorf("ipc: making a segment: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("ipc: making a segment: %w", err)
	}
	size := int64(roundUp(uintptr(total), uintptr(os.Getpagesize())))
	err = control(f, func(fd int) error {
		store := unix.Fstore_t{Flags: unix.F_ALLOCATEALL, Posmode: unix.F_PEOFPOSMODE, Length: size}
		if err := unix.FcntlFstore(uintptr(fd), unix.F_PREALLOCATE, &store); err != nil {
			return err
		}
		return unix.Ftruncate(fd, size)
	})
	if err != nil {
		_ = f.Close()
		return nil, noRoom(payload, err, "")
	}
	return f, nil
}

// sealMemory does nothing: there are no seals here, and a peer that truncates
// the file kills who reads it. Peers are processes of the same user.
func sealMemory(*os.File) error { return nil }

// checkMemory returns the size of a stranger's file.
func checkMemory(f *os.File) (size int64, err error) {
	st, err := status(f)
	switch {
	case err != nil:
		return 0, err
	case st.Mode&unix.S_IFMT != unix.S_IFREG:
		return 0, fmt.Errorf("%w: it is not a file", ErrForeign)
	case st.Blocks*512 < st.Size:
		return 0, fmt.Errorf("%w: %d bytes, of which the disk holds %d", ErrTruncated, st.Size, st.Blocks*512)
	}
	return st.Size, nil
}
