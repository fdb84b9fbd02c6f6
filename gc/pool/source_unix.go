//go:build unix

package pool

import (
	"os"

	"golang.org/x/sys/unix"
)

// SystemMemory is the Source that New takes: private anonymous mappings where
// the system has them (Unix), which Go's collector neither sees nor counts, and
// [GoMemory] elsewhere.
func SystemMemory() Source { return mappings{} }

type mappings struct{}

func (mappings) Map(size int) ([]byte, error) {
	return unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
}

// Reserve maps addresses without access: the system promises no memory for them.
// It asks for large pages, which a table that is followed in no order needs, so
// that not each step waits for the translation of its address as well.
func (mappings) Reserve(size int) ([]byte, error) {
	mem, err := unix.Mmap(-1, 0, size, unix.PROT_NONE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err == nil {
		adviseHuge(mem)
	}
	return mem, err
}

func (mappings) Commit(part []byte) error {
	return unix.Mprotect(part, unix.PROT_READ|unix.PROT_WRITE)
}

func (mappings) Unmap(memory []byte) error { return unix.Munmap(memory) }

// Discard asks for MADV_DONTNEED: on Linux the pages are gone at once and read
// as zero; elsewhere the system takes them when it needs them.
func (mappings) Discard(part []byte) error { return unix.Madvise(part, unix.MADV_DONTNEED) }

func (mappings) PageSize() int { return os.Getpagesize() }
