package futex

import (
	"errors"
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// From linux/futex.h; x/sys knows the numbers of the calls only.
const (
	opWait      = 0
	opWake      = 1
	opPrivate   = 128
	sizeU32     = 2
	flagPrivate = 128
)

// waiter is struct futex_waitv, one word of a vector to sleep on.
type waiter struct {
	value uint64
	addr  uint64
	flags uint32
	_     uint32
}

// The kernel is handed addresses as integers here, which keeps nothing alive and
// would not follow a stack that moves. Every address is one of these: mapped
// memory, which the caller keeps mapped; a Go variable that the caller's Cond or
// our own struct still points to after the call (and that is on the heap, as
// both are stored in the heap); so it stays where it is.

// shared is a word that other processes may wake.
func shared(c Cond) waiter {
	return waiter{value: uint64(c.Value), addr: uint64(uintptr(unsafe.Pointer(c.Addr))), flags: sizeU32}
}

// private is a word of this process alone, which the kernel finds faster.
func private(addr *uint32, value uint32) waiter {
	return waiter{value: uint64(value), addr: uint64(uintptr(unsafe.Pointer(addr))), flags: sizeU32 | flagPrivate}
}

// sleep blocks the thread until one of the words is woken, and returns its place
// in the vector, the last when there are several; or EAGAIN when a word has not
// its value, EINTR, EFAULT, ENOMEM.
func sleep(vector []waiter) (int, unix.Errno) {
	woken, _, errno := unix.Syscall6(unix.SYS_FUTEX_WAITV,
		uintptr(unsafe.Pointer(&vector[0])), uintptr(len(vector)), 0, 0, 0, 0)
	return int(woken), errno
}

// nap blocks the thread until a word of this process is woken, and for so long at
// most; then it returns ETIMEDOUT.
func nap(addr *uint32, value uint32, most time.Duration) unix.Errno {
	limit := unix.NsecToTimespec(int64(most))
	_, _, errno := unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), opWait|opPrivate,
		uintptr(value), uintptr(unsafe.Pointer(&limit)), 0, 0)
	return errno
}

// Wake wakes up to n sleepers of a word, of any process, and returns how many.
// It never blocks. Waking a word that is no longer mapped does nothing.
func Wake(addr *uint32, n int) int { return wake(addr, n, opWake) }

func wakePrivate(addr *uint32) { wake(addr, All, opWake|opPrivate) }

func wake(addr *uint32, n, op int) int {
	// Raw: the call takes less time than telling the scheduler of it.
	woken, _, errno := unix.RawSyscall6(unix.SYS_FUTEX,
		uintptr(unsafe.Pointer(addr)), uintptr(op), uintptr(min(n, All)), 0, 0, 0)
	if errno != 0 {
		return 0
	}
	return int(woken)
}

// mapped reports whether the kernel can reach a word. It asks by waking nobody.
func mapped(addr *uint32) bool {
	_, _, errno := unix.RawSyscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), opWake, 0, 0, 0, 0)
	return errno != unix.EFAULT
}

// failure says in words what the kernel refused.
func failure(errno unix.Errno) error {
	switch errno {
	case unix.ENOSYS:
		return fmt.Errorf("ipc: waiting for shared memory needs futex_waitv, which Linux has since 5.16: %w", errors.ErrUnsupported)
	case unix.EFAULT:
		return fmt.Errorf("ipc: the memory that was waited for is no longer mapped: %w", errno)
	}
	return fmt.Errorf("ipc: futex_waitv: %w", errno)
}
