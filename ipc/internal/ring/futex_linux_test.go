package ring_test

import (
	"context"
	"os"
	"runtime"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// A futex is a Parker across processes. It sleeps on the word and on one of its
// own that the end of the context changes, so the kernel checks both at once.
type futex struct{}

const (
	futexWaitv  = 449 // everywhere but on alpha
	futexSize32 = 2
)

type futexWaiter struct {
	value    uint64
	addr     uint64
	flags    uint32
	reserved uint32
}

func (f futex) Wait(ctx context.Context, addr *uint32, value uint32) error {
	if ctx.Done() == nil {
		_, _, _ = unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), 0, uintptr(value), 0, 0, 0)
		return nil
	}
	cancelled := new(uint32)
	defer context.AfterFunc(ctx, func() {
		atomic.StoreUint32(cancelled, 1)
		f.Wake(cancelled)
	})()
	waiters := [2]futexWaiter{
		{value: uint64(value), addr: uint64(uintptr(unsafe.Pointer(addr))), flags: futexSize32},
		{value: 0, addr: uint64(uintptr(unsafe.Pointer(cancelled))), flags: futexSize32},
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	_, _, _ = unix.Syscall6(futexWaitv, uintptr(unsafe.Pointer(&waiters)), 2, 0, 0, 0, 0)
	runtime.KeepAlive(cancelled)
	return context.Cause(ctx)
}

func (futex) Wake(addr *uint32) {
	_, _, _ = unix.RawSyscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), 1, 1, 0, 0, 0)
}

// memory returns a memfd of this size, and a mapping of it.
func memory(t testing.TB, size int) (*os.File, []byte) {
	t.Helper()
	fd, err := unix.MemfdCreate("ring", unix.MFD_CLOEXEC)
	require.NoError(t, err)
	f := os.NewFile(uintptr(fd), "ring")
	t.Cleanup(func() { _ = f.Close() })
	require.NoError(t, unix.Fallocate(fd, 0, 0, int64(size)))
	region, err := mapping(f, size)
	require.NoError(t, err)
	t.Cleanup(func() { _ = unix.Munmap(region) })
	return f, region
}

func mapping(f *os.File, size int) ([]byte, error) {
	return unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_POPULATE)
}
