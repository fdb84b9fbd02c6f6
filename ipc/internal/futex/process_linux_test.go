package futex

import (
	"os"
	"os/exec"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// sharedWords maps n words, 128 bytes apart, that a child sees as well.
func sharedWords(tb testing.TB, n int) (*os.File, []*uint32) {
	tb.Helper()
	fd, err := unix.MemfdCreate("words", unix.MFD_CLOEXEC)
	require.NoError(tb, err)
	f := os.NewFile(uintptr(fd), "words")
	tb.Cleanup(func() { _ = f.Close() })
	require.NoError(tb, f.Truncate(int64(n)*128))
	return f, mapWords(tb, f, n)
}

func mapWords(tb testing.TB, f *os.File, n int) []*uint32 {
	tb.Helper()
	mem, err := unix.Mmap(int(f.Fd()), 0, n*128, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = unix.Munmap(mem) })
	return cut(mem, n)
}

func cut(mem []byte, n int) []*uint32 {
	words := make([]*uint32, n)
	for i := range words {
		words[i] = (*uint32)(unsafe.Pointer(&mem[i*128]))
	}
	return words
}

// inherited maps the words in a child.
func inherited(n int) []*uint32 {
	mem, err := unix.Mmap(3, 0, n*128, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	return cut(mem, n)
}

// start starts this program again as one of the children.
func start(tb testing.TB, role string, f *os.File) *exec.Cmd {
	tb.Helper()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childKey+"="+role)
	cmd.ExtraFiles = []*os.File{f}
	cmd.Stderr = os.Stderr
	require.NoError(tb, cmd.Start())
	tb.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd
}
