package ring_test

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"underhood/ipc/internal/futex"
)

// A bedroom is the Parker across processes.
type bedroom struct{}

func (bedroom) Wait(ctx context.Context, addr *uint32, value uint32) error {
	return futex.Wait(ctx, futex.Cond{Addr: addr, Value: value})
}

func (bedroom) Wake(addr *uint32) { futex.Wake(addr, 1) }

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

// mapping maps a file with its pages in place: to fault one in costs more than
// the hundred messages it holds.
func mapping(f *os.File, size int) ([]byte, error) {
	return unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_POPULATE)
}
