package segment

import (
	"fmt"
	"hash/fnv"
	"math/bits"
)

// A Spec says what a segment is. Create takes all of it. As what an attacher
// wants, zero fields other than Kind mean that any value will do; an Elem without
// a Layout wants a segment without one.
type Spec struct {
	// Kind tells a queue from a semaphore; 0 is no kind.
	Kind uint32
	// Size is the payload in bytes. When attaching, the segment must be exactly
	// this large.
	Size int
	// Elem is the size of one element in bytes and Capacity how many there are.
	// Both may be 0; their product fits into Size.
	Elem, Capacity uint64
	// Layout describes the element's type, see [Layout]. It is compared by its
	// fingerprint; the text itself is for the error message.
	Layout string
}

// Fingerprint returns a 64-bit hash (FNV-1a) of a layout, which is 0 for "" and
// for nothing else. It finds mistakes, not forgeries.
func Fingerprint(layout string) uint64 {
	if layout == "" {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(layout)) // a hash does not fail
	return max(h.Sum64(), 1)
}

func (s Spec) check() error {
	switch {
	case s.Kind == 0:
		return fmt.Errorf("%w: it has no kind", ErrSpec)
	case s.Size <= 0:
		return fmt.Errorf("%w: its size is %d bytes", ErrSpec, s.Size)
	case !fits(s.Elem, s.Capacity, uint64(s.Size)):
		return fmt.Errorf("%w: %d elements of %d bytes do not fit into %d bytes", ErrSpec, s.Capacity, s.Elem, s.Size)
	}
	return nil
}

func fits(elem, capacity, size uint64) bool {
	hi, lo := bits.Mul64(elem, capacity)
	return hi == 0 && lo <= size
}

// accepts compares what is wanted with what is there.
func (s Spec) accepts(found Spec, hash uint64) error {
	switch {
	case found.Kind != s.Kind:
		return mismatch("kind", s.Kind, found.Kind)
	case s.Size != 0 && found.Size != s.Size:
		return mismatch("payload size", s.Size, found.Size)
	case s.Elem != 0 && found.Elem != s.Elem:
		return mismatch("element size", s.Elem, found.Elem)
	case s.Capacity != 0 && found.Capacity != s.Capacity:
		return mismatch("capacity", s.Capacity, found.Capacity)
	case (s.Elem != 0 || s.Layout != "") && Fingerprint(s.Layout) != hash:
		return mismatch("type", fmt.Sprintf("%q", s.Layout), fmt.Sprintf("%q", found.Layout))
	}
	return nil
}
