package segment

import (
	"encoding/binary"
	"math"
	"math/bits"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	someSpec = Spec{Kind: 7, Size: 10_000, Elem: 24, Capacity: 100, Layout: "struct{ID int64 @0; Name [16]uint8 @8} size 24"}
	someone  = process{pid: 4711, start: 99, namespace: 5}
)

func TestHeaderRoundTrip(t *testing.T) {
	for _, spec := range []Spec{someSpec, {Kind: 1, Size: 1}, {Kind: math.MaxUint32, Size: 8, Elem: 1, Capacity: 8, Layout: strings.Repeat("x", 5000)}} {
		found, creator, err := decode(spec.encode(someone), int64(spec.Size)+PayloadOffset, spec)
		require.NoError(t, err)
		require.Equal(t, someone, creator)
		spec.Layout = spec.Layout[:min(len(spec.Layout), maxText)]
		require.Equal(t, spec, found)
	}
}

func TestHeaderRefuses(t *testing.T) {
	set := func(at int, v uint64) func([]byte) {
		return func(h []byte) { binary.NativeEndian.PutUint64(h[at:], v) }
	}
	set4 := func(at int, v uint32) func([]byte) {
		return func(h []byte) { binary.NativeEndian.PutUint32(h[at:], v) }
	}
	const whole = 10_000 + PayloadOffset
	tests := []struct {
		name     string
		change   func(h []byte)
		fileSize int64
		is       error
		text     string
	}{
		{"empty file", nil, 0, ErrTruncated, "0 bytes do not hold a header of 8192"},
		{"one byte missing", nil, whole - 1, ErrTruncated, "18192 bytes expected, 18191 found"},
		{"foreign", set(atMagic, 0x1234), whole, ErrForeign, "magic 0x646f6f6872646e75 expected, 0x0000000000001234 found"},
		{"other byte order", set(atMagic, bits.ReverseBytes64(magic)), whole, ErrForeign, "other byte order"},
		{"version", set4(atVersion, 2), whole, ErrMismatch, "layout version 1 expected, 2 found"},
		{"kind", set4(atKind, 8), whole, ErrMismatch, "kind 7 expected, 8 found"},
		{"no size", set(atSize, 0), whole, ErrCorrupt, "its size is 0 bytes"},
		{"size overflows", set(atSize, math.MaxUint64), whole, ErrCorrupt, "18446744073709551615"},
		{"size overflows with the header", set(atSize, math.MaxInt-4096), whole, ErrCorrupt, ""},
		{"size is less", set(atSize, 9_999), whole, ErrMismatch, "payload size 10000 expected, 9999 found"},
		{"element", set(atElem, 8), whole, ErrMismatch, "element size 24 expected, 8 found"},
		{"capacity", set(atCapacity, 50), whole, ErrMismatch, "capacity 100 expected, 50 found"},
		{"elements do not fit", set(atCapacity, 1<<40), whole, ErrCorrupt, "1099511627776 elements of 24 bytes in 10000 bytes"},
		{"elements overflow", set(atCapacity, math.MaxUint64/8), whole, ErrCorrupt, ""},
		{"another type", func(h []byte) {
			copy(h, Spec{Kind: 7, Size: 10_000, Elem: 24, Capacity: 100, Layout: "[3]int64"}.encode(someone))
		}, whole, ErrMismatch, `type "struct{ID int64 @0; Name [16]uint8 @8} size 24" expected, "[3]int64" found`},
		{"text is not the type's", func(h []byte) { h[atText]++ }, whole, ErrCorrupt, "does not belong"},
		{"text too long", set4(atTextLen, maxText+1), whole, ErrCorrupt, "881 bytes"},
		{"creator", set4(atPID, 0), whole, ErrCorrupt, "pid 0 of its creator"},
		{"negative creator", set4(atPID, 1<<31), whole, ErrCorrupt, "pid -2147483648 of its creator"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := someSpec.encode(someone)
			if tt.change != nil {
				tt.change(h)
			}
			_, _, err := decode(h, tt.fileSize, someSpec)
			require.ErrorIs(t, err, tt.is)
			require.ErrorContains(t, err, tt.text)
		})
	}
}

func TestWanted(t *testing.T) {
	h := someSpec.encode(someone)
	for name, want := range map[string]Spec{
		"kind only":  {Kind: 7},
		"size":       {Kind: 7, Size: 10_000},
		"capacity":   {Kind: 7, Capacity: 100},
		"type":       {Kind: 7, Layout: someSpec.Layout},
		"everything": someSpec,
	} {
		t.Run(name, func(t *testing.T) {
			found, _, err := decode(h, 1<<20, want)
			require.NoError(t, err)
			require.Equal(t, someSpec, found)
		})
	}
	_, _, err := decode(h, 1<<20, Spec{Kind: 7, Elem: 24})
	require.ErrorIs(t, err, ErrMismatch, "elements of no type are not elements of this type")
}

func TestSpec(t *testing.T) {
	tests := []struct {
		spec Spec
		text string
	}{
		{Spec{Size: 1}, "it has no kind"},
		{Spec{Kind: 1}, "its size is 0 bytes"},
		{Spec{Kind: 1, Size: -1}, "its size is -1 bytes"},
		{Spec{Kind: 1, Size: 100, Elem: 51, Capacity: 2}, "2 elements of 51 bytes do not fit into 100 bytes"},
		{Spec{Kind: 1, Size: 100, Elem: math.MaxUint64, Capacity: math.MaxUint64}, "do not fit into 100 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			_, err := Create(tt.spec)
			require.ErrorIs(t, err, ErrSpec)
			require.ErrorContains(t, err, tt.text)
		})
	}
}

// What decode lets through is usable as it is, whatever was in the memory.
func FuzzHeader(f *testing.F) {
	f.Add(someSpec.encode(someone), int64(18192), uint32(7))
	f.Add(Spec{Kind: 1, Size: 1}.encode(someone), int64(1<<40), uint32(1))
	f.Add([]byte("short"), int64(8), uint32(0))
	f.Add(make([]byte, RosterOffset), int64(math.MaxInt64), uint32(0))
	f.Fuzz(func(t *testing.T, h []byte, fileSize int64, kind uint32) {
		found, creator, err := decode(h, fileSize, Spec{Kind: kind})
		if err != nil {
			return
		}
		require.Equal(t, kind, found.Kind)
		require.Positive(t, found.Size)
		require.Positive(t, creator.pid)
		require.LessOrEqual(t, int64(found.Size), fileSize-PayloadOffset)
		require.LessOrEqual(t, len(found.Layout), maxText)
		if found.Elem != 0 {
			require.LessOrEqual(t, found.Capacity, uint64(found.Size)/found.Elem)
		}
	})
}
