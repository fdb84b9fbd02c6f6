package ring

// A frame is a header of 8 bytes and a payload, padded to a multiple of 8. It
// never wraps: what does not fit before the end of the data area goes to its
// beginning, and a skip fills the rest.
//
//	bits  0..31  length of the payload in bytes
//	bits 32..34  kind
//	bit      35  the message before this one was given up by its writer
//	bits 36..63  mark, always the same: anything else is no header
//
// The word where the next header will be is 0. That word is what the reader
// watches, so the header is at once the announcement of its message and its
// length: for a small message one cache line crosses from one processor to the
// other. A tail to watch would be a second, after the first.
const (
	kindWhole  = 1 // a message
	kindSkip   = 2 // nothing, up to the end of the data area
	kindFirst  = 3 // the message's length in 8 bytes, and its beginning
	kindMiddle = 4
	kindLast   = 5

	kindBits = 7
	givenUp  = 1 << 3
	mark     = 0x5ef0_1d3 << 4

	headerSize = 8
	totalSize  = 8 // what a first piece holds before its bytes
)

// headerOf returns the header of a frame: kind is a kind, or one with givenUp.
func headerOf(kind, length uint64) uint64 { return (mark|kind)<<32 | length }

// frameSize returns what a payload takes in the data area.
func frameSize(payload uint64) uint64 { return headerSize + (payload+7)&^7 }

// parse takes apart a header that came from shared memory, found at an offset
// of the data area. It fails unless the frame lies inside the area.
func (s *shared) parse(header, offset uint64) (kind, length uint64, ok bool) {
	flags := header >> 32
	kind, length = flags&kindBits, header&0xffff_ffff
	switch {
	case flags&^(kindBits|givenUp) != mark, kind < kindWhole, kind > kindLast:
		return 0, 0, false
	case flags&givenUp != 0 && kind != kindWhole && kind != kindFirst:
		return 0, 0, false
	case length > s.capacity-offset-headerSize:
		return 0, 0, false
	case kind == kindSkip:
		// A skip of a whole lap would let a reader run round for ever.
		return kind, length, offset != 0 && length == s.capacity-offset-headerSize
	case kind == kindFirst:
		return kind, length, length > totalSize
	case kind != kindWhole:
		return kind, length, length != 0
	}
	return kind, length, true
}
