package gc

import "math/bits"

// room makes room for n more elements. Work lists double: append alone grows a
// large slice by a quarter, and copying would be most of the cost of building a
// large heap.
func room[T any](s []T, n int) []T {
	if len(s)+n > cap(s) {
		s = grown(s, len(s)+max(n, len(s)))
	}
	return s
}

// grown is s with the given capacity, zero beyond its end.
//
//go:noinline
func grown[T any](s []T, capacity int) []T {
	t := make([]T, len(s), capacity)
	adviseHuge(t) // before it is written to
	copy(t, s)
	return t
}

// arena is the storage of the edges that do not stand in extents: one slice of
// object indexes, cut into blocks by size class, freed blocks threaded on a list per
// class through their first word. It holds no Go pointers. Offset 0 is never handed
// out.
//
// Blocks of up to 16 words have a class of their own; beyond, four classes lie
// between a power of two and the next, so at most a fifth of a block is unused.
//
// Blocks of a gc/pool Slab instead would be taken and given in about half
// the time (BenchmarkEdges). But they are 16 bytes at least, where three edges are 12,
// and are found by pointers, which are twice as long as offsets: each walk through
// the heap would read twice as much, and walks are what takes the time.
type arena struct {
	store *storage
	words []uint32
	free  [classes]uint32
}

const (
	exactClasses = 16
	classes      = exactClasses + 1 + 4*28
)

// class gives the size class for n words and the words a block of it has.
func class(n int) (c, size int) {
	if n <= exactClasses {
		return n, n
	}
	e := bits.Len(uint(n-1)) - 1 // n in (2^e, 2^(e+1)]
	step := 1 << (e - 2)
	q := (n - 1 - 1<<e) / step // which quarter, 0..3
	return exactClasses + 1 + 4*(e-4) + q, 1<<e + (q+1)*step
}

// maxWords keeps offsets within 32 bits.
const maxWords uint64 = 1<<32 - 1

// take gives the offset of a zeroed block of at least n words; 0 for n = 0.
func (a *arena) take(n int) (uint32, error) {
	if n == 0 {
		return 0, nil
	}
	c, size := class(n)
	if off := a.free[c]; off != 0 {
		a.free[c] = a.words[off]
		clear(a.words[off : int(off)+n])
		return off, nil
	}
	if len(a.words) == 0 {
		a.words = append(a.words, 0)
	}
	off := len(a.words)
	if uint64(off)+uint64(size) > maxWords {
		return 0, ErrFull
	}
	if off+size > cap(a.words) {
		if err := a.grow(size); err != nil {
			return 0, err
		}
	}
	a.words = a.words[:off+size]
	clear(a.words[off:])
	return uint32(off), nil
}

// grow makes room for n more words.
func (a *arena) grow(n int) error {
	st := a.store
	want, err := st.more(wordTable, len(a.words), n, 4, st.wordCost)
	if err == nil {
		a.words, err = stretch(st, wordTable, a.words, want, st.bigWords(want))
	}
	return err
}

// give takes back the block of n words at off.
func (a *arena) give(off uint32, n int) {
	if n == 0 {
		return
	}
	c, _ := class(n)
	a.words[off] = a.free[c]
	a.free[c] = off
}

// edges gives the references x holds, empty ones (0) included. The slice is
// valid until the next allocation.
func (h *Heap) edges(x uint32) []uint32 {
	e := &h.extents[x]
	if !e.isOutside() {
		return e[:h.heads[x].inline()]
	}
	return h.words.words[e[0] : e[0]+e.size()]
}

// A list keeps its capacity in the word before its first item.

func (h *Heap) capacity(x uint32) int {
	off := h.extents[x][0]
	if off == 0 {
		return 0
	}
	return int(h.words.words[off-1])
}

// resize makes room for n items of a list, keeping those it has.
func (h *Heap) resize(x uint32, n int) error {
	have := h.capacity(x)
	if n <= have {
		return nil
	}
	// CPython's list_resize grows by an eighth, and its allocator extends in
	// place. Here a list moves, so it doubles: what it leaves behind, free for
	// other lists, adds up to no more than what it has.
	want := max(4, 2*n)
	if want > MaxSlots {
		want = n
	}
	off, err := h.words.take(want + 1)
	if err != nil { // perhaps there is room for no more than is needed
		want = n
		if off, err = h.words.take(want + 1); err != nil {
			return err
		}
	}
	h.words.words[off] = uint32(want)
	copy(h.words.words[off+1:], h.edges(x))
	if have > 0 {
		h.words.give(h.extents[x][0]-1, have+1)
	}
	h.extents[x][0] = off + 1
	return nil
}

// giveBack frees the block of an object with edges outside.
func (h *Heap) giveBack(x uint32) {
	e := h.extents[x]
	switch {
	case e[0] == 0:
	case h.heads[x].kind() == List:
		h.words.give(e[0]-1, h.capacity(x)+1)
	default:
		h.words.give(e[0], int(e.size()))
	}
}
