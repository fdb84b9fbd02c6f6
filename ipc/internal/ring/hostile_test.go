package ring_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/ring"
)

// The control block's offsets and the headers, said once more: a change of the
// layout is a change of the version.
const (
	headAt       = 256
	readerBellAt = 384
	writerBellAt = 388
	dataAt       = 512
	headerMark   = 0x5ef01d30
)

// plain are the errors that an operation may give whatever is in the memory.
var plain = []error{
	ring.ErrFull, ring.ErrEmpty, ring.ErrTooLarge, ring.ErrClosed, ring.ErrPeerClosed, ring.ErrCorrupt,
	ring.ErrBusy, ring.ErrEnded, ring.ErrNotRing, io.EOF, io.ErrUnexpectedEOF, context.Canceled,
}

// attack plays a script: operations on both ends, and what a hostile peer writes
// between them. It must come to its end, without a panic, and everything must
// either work or fail with an error that says what is wrong.
func attack(t *testing.T, capacity int, script []byte) {
	const guard = 64
	around := heap(ring.Size(capacity) + 2*guard)
	for i := range guard {
		around[i], around[len(around)-1-i] = 0xa5, 0xa5
	}
	region := around[guard : len(around)-guard : len(around)-guard]
	require.NoError(t, ring.Format(region))
	o := ring.Options{Parker: newRoom(), NoSpin: true, MaxMessage: 4 * capacity}
	w, err := ring.NewWriter(region, o)
	require.NoError(t, err)
	r, err := ring.NewReader(region, o)
	require.NoError(t, err)

	var writerLost, readerLost bool // for ever
	answer := func(err error, lost *bool) {
		ok := err == nil
		for _, p := range plain {
			ok = ok || errors.Is(err, p)
		}
		require.True(t, ok, "%v", err)
		if *lost && !errors.Is(err, ring.ErrBusy) {
			require.ErrorIs(t, err, ring.ErrCorrupt)
		}
		*lost = *lost || errors.Is(err, ring.ErrCorrupt)
	}
	arg := func() (v uint64) {
		var word [8]byte
		script = script[copy(word[:], script):]
		return binary.LittleEndian.Uint64(word[:])
	}
	words := ring.Size(capacity) / 8
	for len(script) > 0 {
		op := script[0]
		script = script[1:]
		switch op % 16 {
		case 0, 1:
			at, value := int(arg()%uint64(words)), arg()
			binary.NativeEndian.PutUint64(region[8*at:], value)
		case 2, 3, 4: // a header that looks right
			at, value := int(arg()%uint64(capacity/8)), arg()
			header := (headerMark|value>>32&15)<<32 | value%uint64(2*capacity)
			binary.NativeEndian.PutUint64(region[dataAt+8*at:], header)
		case 5: // a head that looks right
			head := binary.NativeEndian.Uint64(region[headAt:]) + arg()%64
			binary.NativeEndian.PutUint64(region[headAt:], head)
		case 6:
			answer(w.TrySend(make([]byte, arg()%uint64(capacity))), &writerLost)
		case 7:
			answer(w.Send(cancelled(), make([]byte, arg()%uint64(3*capacity))), &writerLost)
		case 8:
			l, err := w.TryLoan(int(arg() % uint64(capacity/2)))
			answer(err, &writerLost)
			if err == nil {
				clear(l.Bytes())
				answer(l.Commit(len(l.Bytes())), &writerLost)
			}
		case 9, 10:
			got, err := r.TryReceive(nil)
			answer(err, &readerLost)
			require.LessOrEqual(t, len(got), o.MaxMessage)
		case 11:
			_, err := r.Receive(cancelled(), nil)
			answer(err, &readerLost)
		case 12:
			b, err := r.TryBorrow()
			answer(err, &readerLost)
			if err == nil {
				_ = bytes.Count(b.Bytes(), []byte{0})
				b.Release()
			}
		case 13:
			if again, err := ring.NewWriter(region, o); err == nil {
				w, writerLost = again, false
			} else {
				answer(err, new(bool))
			}
		case 14:
			if again, err := ring.NewReader(region, o); err == nil {
				r, readerLost = again, false
			} else {
				answer(err, new(bool))
			}
		case 15:
			if _, err := ring.Look(region); err != nil {
				require.ErrorIs(t, err, ring.ErrNotRing)
			}
		}
	}
	for i := range guard {
		require.Equal(t, byte(0xa5), around[i], "before the region")
		require.Equal(t, byte(0xa5), around[len(around)-1-i], "after the region")
	}
}

func FuzzHostile(f *testing.F) {
	f.Add([]byte{6, 9, 9})
	f.Add([]byte{6, 5, 6, 0, 0, 0, 0, 0, 0, 0, 9, 0, 9})
	f.Add(bytes.Repeat([]byte{2, 0, 13, 14, 9}, 40))
	f.Fuzz(func(t *testing.T, script []byte) {
		attack(t, 64, script)
		attack(t, 1024, script)
	})
}

func TestHostile(t *testing.T) {
	for _, seed := range seeds(t, 500) {
		rng := rand.New(rand.NewPCG(seed, 0))
		script := make([]byte, rng.IntN(2000))
		for i := range script {
			script[i] = byte(rng.Uint32())
			if rng.IntN(3) == 0 {
				script[i] = 0 // small numbers
			}
		}
		attack(t, 64<<rng.IntN(5), script)
	}
}

// Memory full of the same plausible header is what a reader could run round in.
func TestHostileLaps(t *testing.T) {
	o := ring.Options{Parker: newRoom(), NoSpin: true}
	for flags := range uint64(16) {
		for _, length := range []uint64{0, 1, 8, 9, 16, 48, 56, 64} {
			for _, attach := range []uint64{0, 8} {
				w, _, region := pair(t, 64, o)
				binary.NativeEndian.PutUint64(region[headAt:], attach)
				for at := dataAt; at < len(region); at += 8 {
					binary.NativeEndian.PutUint64(region[at:], (headerMark|flags)<<32|length)
				}
				r, err := ring.NewReader(region, o)
				require.NoError(t, err)
				for range 20 {
					_, err = r.TryReceive(nil)
					_, err2 := r.Receive(cancelled(), nil)
					require.True(t, err == nil || err2 != nil || length == 0 || flags&7 == 1 || flags&7 == 3, err2)
				}
				_, err = ring.NewWriter(region, o)
				require.ErrorIs(t, err, ring.ErrCorrupt, "flags %#x, length %d", flags, length)
				_ = w.TrySend(nil)
			}
		}
	}
}

func TestCorruptIsForEver(t *testing.T) {
	tests := []struct {
		name   string
		header uint64
		next   uint64
	}{
		{"no mark", 1, 0},
		{"no kind", headerMark << 32, 0},
		{"unknown kind", (headerMark | 6) << 32, 0},
		{"too long", (headerMark|1)<<32 | 249, 0},
		{"far too long", (headerMark|1)<<32 | 0xffffffff, 0},
		{"skip of a lap", (headerMark|2)<<32 | 248, 0},
		{"skip too short", (headerMark|2)<<32 | 8, 0},
		{"skip that gives up", (headerMark|10)<<32 | 248, 0},
		{"empty first piece", (headerMark|3)<<32 | 8, 0},
		{"first piece of nothing", (headerMark|3)<<32 | 16, 0},
		{"first piece of all", (headerMark|3)<<32 | 16, 8},
		{"middle of nothing", (headerMark|4)<<32 | 8, 0},
		{"empty middle", (headerMark | 4) << 32, 0},
		{"last of nothing", (headerMark|5)<<32 | 8, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, r, region := pair(t, 256, ring.Options{NoSpin: true})
			binary.NativeEndian.PutUint64(region[dataAt:], tt.header)
			binary.NativeEndian.PutUint64(region[dataAt+8:], tt.next)
			_, err := r.Receive(t.Context(), nil)
			require.ErrorIs(t, err, ring.ErrCorrupt)
			clear(region[dataAt:])
			_, err = r.TryReceive(nil)
			require.ErrorIs(t, err, ring.ErrCorrupt)
			_, err = r.TryBorrow()
			require.ErrorIs(t, err, ring.ErrCorrupt)
		})
	}
	for name, head := range map[string]uint64{"ahead": 200, "far ahead": 1 << 40, "behind": ^uint64(7), "between": 9} {
		t.Run("head "+name, func(t *testing.T) {
			w, _, region := pair(t, 256, ring.Options{NoSpin: true})
			require.NoError(t, w.TrySend(make([]byte, 88)))
			require.NoError(t, w.TrySend(make([]byte, 88)))
			binary.NativeEndian.PutUint64(region[headAt:], head)
			require.ErrorIs(t, w.Send(cancelled(), make([]byte, 60)), ring.ErrCorrupt)
			binary.NativeEndian.PutUint64(region[headAt:], 0)
			require.ErrorIs(t, w.TrySend(nil), ring.ErrCorrupt)
		})
	}
}

// A bell that lies costs system calls and nothing else.
func TestFalseBells(t *testing.T) {
	w, r, region := pair(t, 256, ring.Options{NoSpin: true})
	for number := range 100 {
		binary.NativeEndian.PutUint32(region[readerBellAt:], uint32(number)<<2|1)
		binary.NativeEndian.PutUint32(region[writerBellAt:], ^uint32(number)<<2|1)
		require.NoError(t, w.TrySend(message(number, 30)))
		got, err := r.TryReceive(nil)
		require.NoError(t, err)
		require.Equal(t, message(number, 30), got)
	}
}
