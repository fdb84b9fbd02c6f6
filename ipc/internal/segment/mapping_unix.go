//go:build linux || darwin

package segment

import (
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"underhood/ipc/internal/guardian"
)

// A mapping is one range of addresses: private memory, then the shared file, both
// whole pages.
// That they are one range is what makes their distance constant, and lets one
// system call take both away.
type mapping struct {
	base       unsafe.Pointer
	lead, size uintptr // private bytes; all bytes
}

// mapFile maps total bytes of a file behind private memory. It reserves all the
// addresses first, with no access, so that MAP_FIXED can only replace what is
// ours; a failure half-way gives the whole range back.
//
// Unsafe: base comes from the kernel, lies outside of Go's heap and stays valid
// until unmap; shared covers exactly the mapped file, never its rounded-up end.
func mapFile(f *os.File, total int) (m mapping, shared []byte, err error) {
	page := uintptr(os.Getpagesize())
	m.lead = uintptr(guardian.Offset())
	m.size = m.lead + roundUp(uintptr(total), page)
	m.base, err = unix.MmapPtr(-1, 0, nil, m.size, unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		return mapping{}, nil, mapError(total, err)
	}
	if err := unix.Mprotect(unsafe.Slice((*byte)(m.base), m.lead), unix.PROT_READ|unix.PROT_WRITE); err != nil {
		m.unmap()
		return mapping{}, nil, mapError(total, err)
	}
	at := unsafe.Add(m.base, m.lead)
	err = control(f, func(fd int) error {
		_, err := unix.MmapPtr(fd, 0, at, m.size-m.lead, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_FIXED)
		return err
	})
	if err != nil {
		m.unmap()
		return mapping{}, nil, mapError(total, err)
	}
	return m, unsafe.Slice((*byte)(at), total), nil
}

// unmap panics if it fails: the only reasons are wrong arguments, and then
// somebody else's memory is at stake.
func (m mapping) unmap() {
	if err := unix.MunmapPtr(m.base, m.size); err != nil {
		panic(fmt.Sprintf("ipc: unmapping a segment: %v", err))
	}
}

func mapError(total int, err error) error {
	hint := ""
	if errors.Is(err, unix.ENOMEM) {
		hint = " (out of address space, or of mappings: a process has a limit, on Linux vm.max_map_count)"
	}
	return fmt.Errorf("ipc: mapping a segment of %d bytes: %w%s", total, err, hint)
}

func roundUp(n, page uintptr) uintptr { return (n + page - 1) &^ (page - 1) }
