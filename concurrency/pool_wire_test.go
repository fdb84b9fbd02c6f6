package concurrency

import (
	"bufio"
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFrames(t *testing.T) {
	var stream []byte
	texts := [][]byte{[]byte(`{"a": 1}`), {}, bytes.Repeat([]byte("x"), 100_000)}
	for i, text := range texts {
		var err error
		stream, err = appendFrame(stream, uint64(i), frameResult, text)
		require.NoError(t, err)
	}
	r := bufio.NewReader(bytes.NewReader(stream))
	var buf bytes.Buffer
	for i, text := range texts {
		number, kind, got, err := readFrame(r, &buf)
		require.NoError(t, err)
		require.Equal(t, uint64(i), number)
		require.Equal(t, frameResult, kind)
		require.Len(t, got, len(text))
		require.True(t, bytes.Equal(text, got))
	}
	_, _, _, err := readFrame(r, &buf)
	require.Equal(t, io.EOF, err)
}

// A frame that ends early, or says what cannot be, is no clean end.
func TestBadFrames(t *testing.T) {
	whole, err := appendFrame(nil, 7, frameError, []byte("text"))
	require.NoError(t, err)
	bad := map[string][]byte{
		"too short":   {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"too long":    {255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"of no kind":  {9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9},
		"cut in head": whole[:5],
		"cut in text": whole[:len(whole)-1],
	}
	for name, stream := range bad {
		t.Run(name, func(t *testing.T) {
			var buf bytes.Buffer
			_, _, _, err := readFrame(bufio.NewReader(bytes.NewReader(stream)), &buf)
			require.Error(t, err)
			require.NotEqual(t, io.EOF, err)
		})
	}
}

// What comes from a worker that has gone mad takes no more memory than it sends.
func FuzzFrame(f *testing.F) {
	f.Add([]byte{9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})
	f.Add([]byte{255, 255, 255, 63, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'x'})
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := bufio.NewReader(bytes.NewReader(stream))
		var buf bytes.Buffer
		for {
			_, kind, text, err := readFrame(r, &buf)
			if err != nil {
				break
			}
			require.LessOrEqual(t, kind, frameError)
			require.LessOrEqual(t, len(text), len(stream))
		}
		require.LessOrEqual(t, buf.Cap(), 4*len(stream)+4096)
	})
}
