package guardian

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// A table is a mapped file of words, 8 bytes apart.
type table struct {
	file   *os.File
	region []byte
}

func newTable(tb testing.TB, words int) table {
	tb.Helper()
	fd, err := unix.MemfdCreate("words", unix.MFD_CLOEXEC)
	require.NoError(tb, err)
	f := os.NewFile(uintptr(fd), "words")
	tb.Cleanup(func() { _ = f.Close() })
	require.NoError(tb, f.Truncate(int64(words)*8))
	region, err := Map(fd, words*8)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, Unmap(region)) })
	return table{f, region}
}

// inherited is a table of the parent's, in a child.
func inherited(i, words int) table {
	region, err := Map(3+i, words*8)
	must(err)
	return table{region: region}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (t table) word(i int) *uint32 { return (*uint32)(unsafe.Pointer(&t.region[i*8])) }
func (t table) load(i int) uint32  { return atomic.LoadUint32(t.word(i)) }

// A child is this program, started again in one of its roles.
type child struct {
	tb  testing.TB
	cmd *exec.Cmd
	in  io.Closer
	out *bufio.Reader
}

func begin(tb testing.TB, role string, tables ...table) *child {
	tb.Helper()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childKey+"="+role)
	for _, t := range tables {
		cmd.ExtraFiles = append(cmd.ExtraFiles, t.file)
	}
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(tb, err)
	out, err := cmd.StdoutPipe()
	require.NoError(tb, err)
	require.NoError(tb, cmd.Start())
	c := &child{tb, cmd, in, bufio.NewReader(out)}
	tb.Cleanup(c.kill)
	return c
}

// ready waits until the child has said so.
func (c *child) ready() {
	c.tb.Helper()
	_, err := c.out.ReadString('\n')
	require.NoError(c.tb, err, "the child ended before it was ready")
}

// kill kills the child and waits until it has gone.
func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// sayReady is ready's other side.
func sayReady() { _, _ = os.Stdout.WriteString("ready\n") }

// untilKilled is the rest of a child's life, which ends with its parent at the latest.
func untilKilled() { _, _ = io.Copy(io.Discard, os.Stdin) }
