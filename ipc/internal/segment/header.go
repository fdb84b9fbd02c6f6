package segment

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
)

// The parts of a segment, in bytes from its beginning. They do not depend on the
// machine's page size; only the end of the mapping is rounded up to it.
//
// The header is written before anybody else can see the segment, and never
// again, but for the ready word. Numbers have the machine's byte order, and the
// magic tells when that is another one.
//
//	offset size  field
//	   0    8    magic "undrhood"
//	   8    4    version of this layout
//	  12    4    kind
//	  16    8    payload size
//	  24    8    size of one element, 0 when there are none
//	  32    8    capacity in elements
//	  40    8    fingerprint of the element's type, 0 when it has none
//	  48    4    pid of the creator
//	  52    4    ready: 0 being made, 1 ready, 2 given up
//	  56    8    start time of the creator
//	  64    8    pid namespace of the creator
//	  72    4    length of the type's description, at most 880
//	 128  880    description of the element's type, cut off where it is too long
//	1024 7168    the table of peers
//	8192         payload
const (
	// HeaderSize is the page that holds the header and the beginning of the roster.
	HeaderSize = 4096
	// RosterOffset is where the memory for the table of peers begins: 3072 bytes
	// to the end of the first page, then the whole second page.
	RosterOffset = 1024
	// RosterSize is how long that memory is.
	RosterSize = PayloadOffset - RosterOffset
	// PayloadOffset is where the payload begins.
	PayloadOffset = 8192
)

const (
	magic         = 0x646f6f6872646e75 // "undrhood", little-endian
	layoutVersion = 1

	atMagic       = 0
	atVersion     = 8
	atKind        = 12
	atSize        = 16
	atElem        = 24
	atCapacity    = 32
	atFingerprint = 40
	atPID         = 48
	atReady       = 52
	atStart       = 56
	atNamespace   = 64
	atTextLen     = 72
	atText        = 128
	maxText       = 880
)

// A process is one life of a process: pids are used again.
type process struct {
	pid              int32
	start, namespace uint64 // 0 when the system does not tell
}

// totalSize returns the bytes of a segment with its header area, as long as they
// and the private memory in front can be mapped.
func totalSize(payload uint64) (int, bool) {
	const spare = PayloadOffset + 1<<20 // private memory, and rounding up to whichever page
	if payload > math.MaxInt-spare {
		return 0, false
	}
	return int(payload) + PayloadOffset, true
}

// encode returns the header of a new segment, up to the roster.
func (s Spec) encode(creator process) []byte {
	h := make([]byte, RosterOffset)
	binary.NativeEndian.PutUint64(h[atMagic:], magic)
	binary.NativeEndian.PutUint32(h[atVersion:], layoutVersion)
	binary.NativeEndian.PutUint32(h[atKind:], s.Kind)
	binary.NativeEndian.PutUint64(h[atSize:], uint64(s.Size))
	binary.NativeEndian.PutUint64(h[atElem:], s.Elem)
	binary.NativeEndian.PutUint64(h[atCapacity:], s.Capacity)
	binary.NativeEndian.PutUint64(h[atFingerprint:], Fingerprint(s.Layout))
	binary.NativeEndian.PutUint32(h[atPID:], uint32(creator.pid))
	binary.NativeEndian.PutUint64(h[atStart:], creator.start)
	binary.NativeEndian.PutUint64(h[atNamespace:], creator.namespace)
	binary.NativeEndian.PutUint32(h[atTextLen:], uint32(copy(h[atText:atText+maxText], s.Layout)))
	return h
}

// decode checks a header that anybody may have written, in a file of fileSize
// bytes, against what the caller wants. h is a copy: no field is read from the
// shared memory twice, so what was checked is what is used.
func decode(h []byte, fileSize int64, want Spec) (found Spec, creator process, err error) {
	u32 := func(at int) uint32 { return binary.NativeEndian.Uint32(h[at:]) }
	u64 := func(at int) uint64 { return binary.NativeEndian.Uint64(h[at:]) }

	if len(h) < RosterOffset || fileSize < PayloadOffset {
		return found, creator, fmt.Errorf("%w: %d bytes do not hold a header of %d", ErrTruncated, fileSize, PayloadOffset)
	}
	switch m := u64(atMagic); m {
	case magic:
	case bits.ReverseBytes64(magic):
		return found, creator, fmt.Errorf("%w: it has the other byte order", ErrForeign)
	default:
		return found, creator, fmt.Errorf("%w: magic %#016x expected, %#016x found", ErrForeign, uint64(magic), m)
	}
	if v := u32(atVersion); v != layoutVersion {
		return found, creator, mismatch("layout version", layoutVersion, v)
	}

	size, hash := u64(atSize), u64(atFingerprint)
	found = Spec{Kind: u32(atKind), Elem: u64(atElem), Capacity: u64(atCapacity)}
	total, ok := totalSize(size)
	switch {
	case size == 0 || !ok:
		return found, creator, fmt.Errorf("%w: its size is %d bytes", ErrCorrupt, size)
	case int64(total) > fileSize:
		return found, creator, fmt.Errorf("%w: %d bytes expected, %d found", ErrTruncated, total, fileSize)
	case !fits(found.Elem, found.Capacity, size):
		return found, creator, fmt.Errorf("%w: %d elements of %d bytes in %d bytes", ErrCorrupt, found.Capacity, found.Elem, size)
	}
	found.Size = int(size)
	textLen := u32(atTextLen)
	if textLen > maxText {
		return found, creator, fmt.Errorf("%w: a type's description of %d bytes", ErrCorrupt, textLen)
	}
	found.Layout = string(h[atText : atText+textLen])
	if textLen < maxText && Fingerprint(found.Layout) != hash {
		return found, creator, fmt.Errorf("%w: fingerprint %#016x does not belong to the type %q", ErrCorrupt, hash, found.Layout)
	}
	creator = process{pid: int32(u32(atPID)), start: u64(atStart), namespace: u64(atNamespace)}
	if creator.pid <= 0 {
		return found, creator, fmt.Errorf("%w: pid %d of its creator", ErrCorrupt, creator.pid)
	}
	return found, creator, want.accepts(found, hash)
}
