package guardian

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Map maps size bytes of a file as shared memory, with [Offset] bytes of private
// memory right before them for the entries of held words. The result is the shared
// part; [Unmap] is how to give it back. It returns [ErrSize] for a size that is
// not positive, or the system's error.
func Map(fd, size int) ([]byte, error) {
	if size <= 0 {
		return nil, fmt.Errorf("%w: %d bytes", ErrSize, size)
	}
	// One mapping keeps the room for both; the file then takes its part over.
	whole, err := unix.MmapPtr(-1, 0, nil, uintptr(Offset()+size),
		unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return nil, fmt.Errorf("ipc: mmap of %d bytes: %w", size, err)
	}
	at := unsafe.Add(whole, Offset())
	if _, err := unix.MmapPtr(fd, 0, at, uintptr(size),
		unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_FIXED); err != nil {
		_ = unix.MunmapPtr(whole, uintptr(Offset()+size))
		return nil, fmt.Errorf("ipc: mmap of %d bytes: %w", size, err)
	}
	return unsafe.Slice((*byte)(at), size), nil
}

// Unmap takes away what [Map] made. Nobody may use it any more.
//
// # Panics
//
// It panics while a word in the memory is held: the kernel could not follow its
// list past an entry that has gone.
func Unmap(region []byte) error {
	at := unsafe.Pointer(unsafe.SliceData(region))
	if process.holdsIn(uintptr(at), len(region)) {
		panic("guardian.Unmap: a word in this memory is still held")
	}
	if err := unix.MunmapPtr(unsafe.Add(at, -Offset()), uintptr(Offset()+len(region))); err != nil {
		return fmt.Errorf("ipc: munmap: %w", err)
	}
	return nil
}
