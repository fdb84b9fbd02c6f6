//go:build unix

package frame

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"underhood/internal/reexec"
)

var made = []struct {
	name string
	pair func(maxSize int) (a, b *Conn, err error)
}{
	{"pipe", Pipe},
	{"socket", Socketpair},
}

// eachMade runs a test on what this package makes.
func eachMade(t *testing.T, test func(t *testing.T, a, b *Conn)) {
	for _, m := range made {
		t.Run(m.name, func(t *testing.T) {
			a, b, err := m.pair(0)
			require.NoError(t, err)
			defer func() { require.NoError(t, errors.Join(a.Close(), b.Close())) }()
			test(t, a, b)
		})
	}
}

// inherited makes a connection of the files that handOver gave.
func inherited(c *reexec.Child) (*Conn, error) {
	var files []*os.File
	for i := 0; ; i++ {
		f, err := c.File(strconv.Itoa(i))
		if err != nil {
			return FromFiles(files, 0)
		}
		files = append(files, f)
	}
}

// handOver starts a child that has an end of a connection, and nobody else has it.
func handOver(t *testing.T, name string, c *Conn, args any) *reexec.Process {
	t.Helper()
	files, err := c.Files()
	require.NoError(t, err)
	give := map[string]*os.File{}
	for i, f := range files {
		give[strconv.Itoa(i)] = f
	}
	p, err := reexec.Start(t.Context(), name, reexec.Options{Give: give, Args: args})
	require.NoError(t, err)
	require.NoError(t, c.Close())
	return p
}

var echo = reexec.Register("echo", func(ctx context.Context, child *reexec.Child) error {
	c, err := inherited(child)
	if err != nil {
		return err
	}
	var buf []byte
	for {
		if buf, err = c.Receive(ctx, buf); err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return errors.Join(err, c.Close())
		}
		if err := c.Send(ctx, buf); err != nil {
			return err
		}
	}
})

func TestChild(t *testing.T) {
	eachMade(t, func(t *testing.T, a, b *Conn) {
		p := handOver(t, echo, b, nil)
		var buf []byte
		for i, size := range []int{0, 1, 5, 1000, 100_000, 0, 3 << 20} {
			sent := make(chan error, 1)
			go func() { sent <- a.Send(t.Context(), message(size, i)) }()
			var err error
			buf, err = a.Receive(t.Context(), buf)
			require.NoError(t, err)
			require.NoError(t, <-sent)
			require.Equal(t, message(size, i), buf[:len(buf):len(buf)])
		}
		// The child must not hold this end, or it would wait for itself.
		require.NoError(t, a.Close())
		state, err := p.Wait(t.Context())
		require.NoError(t, err)
		require.NoError(t, state.Err())
	})
}

// chatter sends for ever, so that it can be killed at any moment.
var chatter = reexec.Register("chatter", func(ctx context.Context, child *reexec.Child) error {
	var seed uint64
	if err := child.Args(&seed); err != nil {
		return err
	}
	c, err := inherited(child)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(seed, 0))
	msg := make([]byte, 300_000)
	for i := range msg {
		msg[i] = byte(random.Uint32())
	}
	for i := uint64(0); ; i++ {
		msg := msg[:8+random.IntN(len(msg)-8)]
		binary.LittleEndian.PutUint32(msg, uint32(i))
		binary.LittleEndian.PutUint32(msg[4:], crc32.ChecksumIEEE(msg[8:]))
		if err := c.Send(ctx, msg); err != nil {
			return err
		}
	}
})

// Of a writer that is killed, all whole messages are received, in order, and what
// it was about to say is not taken for one.
func TestWriterKilled(t *testing.T) {
	rounds := 100 // on each of two
	switch {
	case os.Getenv("UNDERHOOD_FULL") != "":
		rounds = 1000
	case raceEnabled:
		rounds = 20
	}
	for _, m := range made {
		t.Run(m.name, func(t *testing.T) {
			ends := map[string]int{}
			random := rand.New(rand.NewPCG(7, 8))
			for round := range rounds {
				a, b, err := m.pair(0)
				require.NoError(t, err)
				p := handOver(t, chatter, b, round)
				last := random.IntN(20)
				var buf []byte
				for i := 0; ; i++ {
					if i == last {
						require.NoError(t, p.Kill())
					}
					if buf, err = a.Receive(t.Context(), buf); err != nil {
						break
					}
					require.Equal(t, uint32(i), binary.LittleEndian.Uint32(buf))
					require.Equal(t, crc32.ChecksumIEEE(buf[8:]), binary.LittleEndian.Uint32(buf[4:]))
				}
				require.True(t, err == io.EOF || err == io.ErrUnexpectedEOF, err)
				_, again := a.Receive(t.Context(), buf)
				require.Equal(t, err, again)
				ends[err.Error()]++
				state, err := p.Wait(t.Context())
				require.NoError(t, err)
				require.Equal(t, syscall.SIGKILL, state.Signal)
				require.NoError(t, a.Close())
			}
			t.Log(rounds, "kills:", ends)
		})
	}
}

// A reader that is killed is no reader.
func TestReaderKilled(t *testing.T) {
	eachMade(t, func(t *testing.T, a, b *Conn) {
		p := handOver(t, echo, b, nil)
		require.NoError(t, a.Send(t.Context(), []byte("hello")))
		_, err := a.Receive(t.Context(), nil)
		require.NoError(t, err)
		require.NoError(t, p.Kill())
		<-p.Exited()
		require.ErrorIs(t, a.Send(t.Context(), []byte("hello")), ErrNoReader)
		_, err = a.Receive(t.Context(), nil)
		require.Equal(t, io.EOF, err)
	})
}

func TestFilesBusy(t *testing.T) {
	eachMade(t, func(t *testing.T, a, b *Conn) {
		require.NoError(t, a.Send(t.Context(), []byte("one")))
		require.NoError(t, a.Send(t.Context(), []byte("two")))
		_, err := b.Receive(t.Context(), nil)
		require.NoError(t, err)
		_, err = b.Files()
		require.ErrorIs(t, err, ErrBusy, "two has been read ahead")
		_, err = b.Receive(t.Context(), nil)
		require.NoError(t, err)

		inside := make(chan error)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, err := b.Receive(ctx, nil)
			inside <- err
		}()
		for len(b.in.gate) == 0 {
			yieldToOthers()
		}
		_, err = b.Files()
		require.ErrorIs(t, err, ErrBusy)
		cancel()
		require.ErrorIs(t, <-inside, context.Canceled)

		ctx, cancel = context.WithCancel(t.Context())
		go func() { inside <- a.Send(ctx, make([]byte, 4<<20)) }()
		_, err = a.Files()
		for err == nil {
			files, again := a.Files()
			err = errors.Join(again, closeFiles(files))
		}
		require.ErrorIs(t, err, ErrBusy)
		cancel()
		err = <-inside
		require.ErrorIs(t, err, context.Canceled)
		if errors.Is(err, ErrUnfinished) {
			_, err = a.Files()
			require.ErrorIs(t, err, ErrBusy)
		}
		require.NoError(t, a.Close())
		_, err = a.Files()
		require.ErrorIs(t, err, ErrClosed)
	})
	x, y := net.Pipe()
	c := connect(t, x, 0)
	_, err := c.Files()
	require.ErrorIs(t, err, errors.ErrUnsupported)
	require.EqualError(t, err, "ipc: files of a *net.pipe: unsupported operation")
	require.NoError(t, y.Close())
}

func TestFromFilesRefuses(t *testing.T) {
	file := func() *os.File {
		f, err := os.Create(t.TempDir() + "/file")
		require.NoError(t, err)
		return f
	}
	ends := func() (r, w *os.File) {
		r, w, err := os.Pipe()
		require.NoError(t, err)
		return r, w
	}
	datagrams := func() *os.File {
		fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
		require.NoError(t, err)
		require.NoError(t, unix.Close(fds[1]))
		return os.NewFile(uintptr(fds[0]), "datagrams")
	}
	waiting := func() *os.File {
		fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		require.NoError(t, err)
		require.NoError(t, unix.Close(fds[1]))
		return os.NewFile(uintptr(fds[0]), "waiting")
	}
	r, w := ends()
	gone, other := ends()
	require.NoError(t, errors.Join(gone.Close(), other.Close()))
	one := file()
	tests := []struct {
		files []*os.File
		size  int
		want  string
	}{
		{nil, 0, "ipc: a connection is of 1 or 2 files, not 0"},
		{[]*os.File{file(), file(), file()}, 0, "ipc: a connection is of 1 or 2 files, not 3"},
		{[]*os.File{one}, 0, fmt.Sprintf("ipc: file %s is of kind 0100000, a connection needs 0140000", one.Name())},
		{[]*os.File{r, file()}, 0, "ipc: file "},
		{[]*os.File{w}, 0, "ipc: file |1 is of kind 010000, a connection needs 0140000"},
		{[]*os.File{nil}, 0, "ipc: a connection's file: invalid argument"},
		{[]*os.File{gone, other}, 0, "file already closed"},
		{[]*os.File{datagrams()}, 0, "ipc: file datagrams is a socket of type 2, a connection needs a stream"},
		{[]*os.File{waiting()}, 0, "ipc: this stream takes no deadline, so waiting for it could not be given up: "},
		{[]*os.File{waiting()}, -1, "ipc: a maximum of -1 bytes"},
	}
	for _, tt := range tests {
		_, err := FromFiles(tt.files, tt.size)
		require.ErrorContains(t, err, tt.want)
		for _, f := range tt.files {
			_, err := f.Stat()
			require.Error(t, err, "it is closed")
		}
	}
	_, _, err := Pipe(-1)
	require.ErrorContains(t, err, "ipc: a maximum of -1 bytes")
}
