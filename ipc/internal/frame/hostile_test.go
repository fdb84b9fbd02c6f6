//go:build unix

package frame

import (
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A script is a stream that says what it was told to, in pieces of any length,
// with an interruption here and there.
type script struct {
	io.Writer
	bytes  []byte
	random *rand.Rand
}

func (s *script) Read(b []byte) (int, error) {
	if len(s.bytes) == 0 {
		return 0, io.EOF
	}
	switch s.random.IntN(8) {
	case 0:
		return 0, os.ErrDeadlineExceeded
	case 1:
		return 0, nil
	}
	n := copy(b, s.bytes[:1+s.random.IntN(len(s.bytes))])
	s.bytes = s.bytes[n:]
	return n, nil
}

func (s *script) Close() error                     { return nil }
func (s *script) SetReadDeadline(time.Time) error  { return nil }
func (s *script) SetWriteDeadline(time.Time) error { return nil }

// Whatever comes, in whatever pieces, is taken for what it says: so many whole
// messages, and then one of three ends.
func FuzzReceive(f *testing.F) {
	f.Add(encode([]byte("hello")), uint64(1))
	f.Add(append(encode(nil), 255, 255, 255, 255, 1), uint64(2))
	f.Add(append(encode(make([]byte, 3000)), 0, 0, 0), uint64(3))
	f.Add([]byte{0, 16, 0, 0, 1, 2, 3}, uint64(4))
	const maxSize = 4096
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64) {
		c, err := New(&script{bytes: stream, random: rand.New(rand.NewPCG(seed, 0))}, maxSize)
		require.NoError(t, err)
		defer func() { require.NoError(t, c.Close()) }()
		receive := func() ([]byte, error) {
			var buf []byte
			if seed%2 == 0 {
				buf = make([]byte, seed%100)
			}
			for {
				got, err := c.Receive(t.Context(), buf)
				if !errors.Is(err, os.ErrDeadlineExceeded) {
					return got, err
				}
			}
		}
		for len(stream) >= headSize {
			size := int64(binary.LittleEndian.Uint32(stream))
			if size > maxSize || int64(len(stream)-headSize) < size {
				break
			}
			got, err := receive()
			require.NoError(t, err)
			require.Equal(t, stream[headSize:headSize+size], append([]byte{}, got...))
			stream = stream[headSize+size:]
		}
		want := io.ErrUnexpectedEOF
		switch {
		case len(stream) == 0:
			want = io.EOF
		case len(stream) >= headSize && binary.LittleEndian.Uint32(stream) > maxSize:
			want = ErrTooLarge
		}
		for range 2 {
			_, err := receive()
			require.ErrorIs(t, err, want)
		}
	})
}

// A length is a claim, and memory is given for bytes.
func TestMemoryIsTakenAsBytesArrive(t *testing.T) {
	for _, came := range []int{0, 1, 100_000, 1 << 20} {
		stream := binary.LittleEndian.AppendUint32(nil, 1<<30)
		s := &script{bytes: append(stream, make([]byte, came)...), random: rand.New(rand.NewPCG(1, 1))}
		c, err := New(s, 1<<30)
		require.NoError(t, err)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			var got []byte
			got, err = c.Receive(t.Context(), nil)
			require.Empty(t, got)
		}
		require.Equal(t, io.ErrUnexpectedEOF, err)
		runtime.ReadMemStats(&after)
		// Each interruption copies what there is, and growing it copies as well;
		// the claim is a gigabyte.
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64*came+256<<10))
		require.NoError(t, c.Close())
	}
}

// A stream that reads nothing and says nothing is not waited for.
func TestNoProgress(t *testing.T) {
	x, _ := transports[0].raw(t)
	c := connect(t, silent{x}, 0)
	for range 2 {
		_, err := c.Receive(t.Context(), nil)
		require.ErrorIs(t, err, io.ErrNoProgress)
		require.ErrorIs(t, c.Send(t.Context(), nil), io.ErrShortWrite)
	}
}

type silent struct{ Stream }

func (silent) Read([]byte) (int, error)  { return 0, nil }
func (silent) Write([]byte) (int, error) { return 0, nil }
