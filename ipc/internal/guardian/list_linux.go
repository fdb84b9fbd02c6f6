package guardian

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// head is struct robust_list_head of linux/futex.h. The kernel keeps its address,
// so it lies in memory that the garbage collector does not know.
type head struct {
	first   uintptr // itself when the list is empty
	offset  uintptr // from an entry to its word
	pending uintptr // the entry that is being put in or taken out
}

// A list is a robust list and where its entries are. It is used by the thread
// that registered it, and by no other.
//
// Invariant: an entry is the machine word Offset bytes before its futex word, in
// private memory that stays mapped as long as the word is held.
type list struct {
	head *head
	// before is the place that points at an entry; at is what it points at. Both
	// are for us: the kernel goes by the pointers alone.
	before map[uintptr]uintptr
}

// register makes an empty list and tells the kernel that it is the caller's
// thread's, which must never run anything else again.
func register() (*list, error) {
	page, err := unix.Mmap(-1, 0, int(unsafe.Sizeof(head{})), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return nil, fmt.Errorf("ipc: no memory for a robust list: %w", err)
	}
	h := (*head)(unsafe.Pointer(&page[0]))
	h.first, h.offset = address(h), uintptr(Offset())
	if _, _, errno := unix.RawSyscall(unix.SYS_SET_ROBUST_LIST, address(h), unsafe.Sizeof(*h), 0); errno != 0 {
		_ = unix.Munmap(page)
		return nil, fmt.Errorf("ipc: set_robust_list: %w", errno)
	}
	return &list{head: h, before: map[uintptr]uintptr{}}, nil
}

// take holds a word whose value is old, and reports whether it was.
func (l *list) take(word *uint32, old, held uint32) bool {
	if atomic.LoadUint32(word) != old {
		return false
	}
	entry := entryOf(word)
	atomic.StoreUintptr(&l.head.pending, address(entry))
	taken := atomic.CompareAndSwapUint32(word, old, held)
	if taken {
		next := atomic.LoadUintptr(&l.head.first)
		atomic.StoreUintptr(entry, next)
		atomic.StoreUintptr(&l.head.first, address(entry))
		l.before[address(entry)] = address(l.head)
		l.before[next] = address(entry)
	}
	atomic.StoreUintptr(&l.head.pending, 0)
	return taken
}

// put gives a word its value and holds it no longer.
func (l *list) put(word *uint32, value uint32) {
	entry := entryOf(word)
	atomic.StoreUintptr(&l.head.pending, address(entry))
	before, next := l.before[address(entry)], atomic.LoadUintptr(entry)
	atomic.StoreUintptr(pointerAt(before), next)
	l.before[next] = before
	delete(l.before, address(entry))
	atomic.StoreUint32(word, value)
	atomic.StoreUintptr(&l.head.pending, 0)
}

func entryOf(word *uint32) *uintptr {
	return (*uintptr)(unsafe.Add(unsafe.Pointer(word), -Offset()))
}

func address[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }

// pointerAt is the entry, or the first field of the head, at an address that
// address gave. None of it is Go memory, so nothing can have moved.
func pointerAt(at uintptr) *uintptr {
	return *(**uintptr)(unsafe.Pointer(&at))
}
