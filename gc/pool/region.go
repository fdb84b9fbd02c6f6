package pool

import "fmt"

// A Region is one piece of memory that grows, for a table that does not know how
// large it will become. A slice that grows is copied each time; a Region takes the
// addresses it may need ahead of time, which costs nothing, and memory for as much
// of them as was asked for. So it seldom moves: when it has grown sixty-four fold,
// or each time where its [Source] is no [Reserver].
//
// It belongs to an [Allocator], counts in its limit and goes with its Close. What it
// leaves when it moves does not count: it goes back by pieces of 2 MiB while it is
// copied, if the source's Discard does anything, else at the end. Make one with [Allocator.NewRegion]. It is not
// safe for concurrent use.
type Region struct {
	a        *Allocator
	number   uint32
	reserved []byte // what the source gave
	size     int    // bytes of it that can be used
}

// A Reserver is a [Source] that can give addresses now and memory for them later.
type Reserver interface {
	Source
	// Reserve gives addresses for size bytes, which must not be looked at yet.
	// Unmap takes them back, all of them.
	Reserve(size int) ([]byte, error)
	// Commit makes a part of what Reserve gave memory, zeroed. It begins and ends
	// at a multiple of PageSize.
	Commit(part []byte) error
}

const (
	// regionAhead is how many times the size asked for is reserved.
	regionAhead = 64
	// largePage is one of x86-64, and of arm64 with pages of 4 KiB.
	largePage = 2 << 20
)

// NewRegion makes a Region without memory. The error is ErrClosed.
func (a *Allocator) NewRegion() (*Region, error) {
	if a.shut() {
		return nil, ErrClosed
	}
	a.regions++
	return &Region{a: a, number: a.regions}, nil
}

// Grow makes the region at least size bytes long, rounded up to pages, large ones
// where the source is a [Reserver] and the limit allows it, and
// gives its memory: what was there stays, the rest is zero. A size it already has
// changes nothing. When the memory had to move, what an earlier call gave must not
// be used any more: on Unix that is a fault which ends the program. An error is
// ErrSize, ErrClosed, a LimitError or the system's, and nothing has changed.
func (r *Region) Grow(size int) ([]byte, error) { return r.grow(size, r.whole) }

// GrowExact is Grow without large pages: no more than size is taken, rounded up to the
// source's own pages. It is for a caller with a limit of its own.
func (r *Region) GrowExact(size int) ([]byte, error) {
	return r.grow(size, func(size int) int { return size })
}

func (r *Region) grow(size int, rounded func(int) int) ([]byte, error) {
	a := r.a
	switch {
	case a.closed:
		return nil, ErrClosed
	case size < 0 || size > maxLarge:
		return nil, ErrSize
	}
	page := a.source.PageSize()
	size = (size + page - 1) &^ (page - 1)
	if size <= r.size {
		return r.bytes(), nil
	}
	if err := a.admit(size - r.size); err != nil {
		return nil, err
	}
	size = rounded(size)
	var err error
	if size <= len(r.reserved) {
		err = a.commit(r.reserved[r.size:size])
	} else {
		err = r.move(size)
	}
	if err != nil {
		return nil, err
	}
	a.charge(size - r.size)
	a.counts.regionBytes += size - r.size
	r.size = size
	return r.bytes(), nil
}

// whole rounds up to large pages, where some are and the limit allows it: the first
// use of a part that ends within one would make small pages of all of it.
func (r *Region) whole(size int) int {
	if _, ok := r.a.source.(Reserver); !ok {
		return size
	}
	if up := (size + largePage - 1) &^ (largePage - 1); r.a.fits(up - r.size) {
		return up
	}
	return size
}

// Spare is how many bytes the region can grow by without moving.
func (r *Region) Spare() int { return len(r.reserved) - r.size }

// Free gives the memory back. The region is then as NewRegion made it. The error
// is ErrClosed or the system's.
func (r *Region) Free() error {
	if r.a.closed {
		return ErrClosed
	}
	r.a.ledger.bytes -= r.size
	r.a.counts.regionBytes -= r.size
	r.size = 0
	return r.unmap()
}

func (r *Region) bytes() []byte { return r.reserved[:r.size:r.size] }

// move takes a larger place and copies what there is.
func (r *Region) move(size int) error {
	a := r.a
	fresh, err := a.addresses(size)
	if err != nil {
		return err
	}
	if err := a.commit(fresh[:size]); err != nil {
		_ = a.source.Unmap(fresh) // the first error says more
		return err
	}
	r.carry(fresh)
	_ = r.unmap() // what is not taken back is lost, but the region has grown
	r.reserved = fresh
	a.ledger.regions[r.number] = fresh
	return nil
}

// carry copies what there is to a new place, and gives the pages back on the way, so
// that a large region is never there twice.
func (r *Region) carry(fresh []byte) {
	old := r.bytes()
	piece := max(largePage, r.a.source.PageSize())
	for len(old) > piece {
		copy(fresh, old[:piece])
		_ = r.a.source.Discard(old[:piece]) // all of it is unmapped soon
		fresh, old = fresh[piece:], old[piece:]
	}
	copy(fresh, old)
}

func (r *Region) unmap() error {
	if r.reserved == nil {
		return nil
	}
	mem := r.reserved
	r.reserved = nil
	delete(r.a.ledger.regions, r.number)
	if err := r.a.source.Unmap(mem); err != nil {
		return fmt.Errorf("pool: giving memory back: %w", err)
	}
	return nil
}

// addresses reserves room for size bytes and, if it is to be had, for more.
func (a *Allocator) addresses(size int) ([]byte, error) {
	if s, ok := a.source.(Reserver); ok {
		if ahead, ok := aheadOf(size); ok {
			if mem, err := s.Reserve(ahead); err == nil {
				return mem, nil
			}
		}
	}
	mem, err := a.source.Map(size)
	if err != nil {
		return nil, fmt.Errorf("pool: mapping %d bytes: %w", size, err)
	}
	return mem, nil
}

// aheadOf is how much to reserve for a size; false where there are too few
// addresses to be generous with: on 32-bit systems.
func aheadOf(size int) (ahead int, ok bool) {
	const wide = ^uint(0)>>32 != 0
	if !wide || size > maxLarge/regionAhead {
		return 0, false
	}
	return size * regionAhead, true
}

// commit makes memory of what addresses gave.
func (a *Allocator) commit(part []byte) error {
	s, ok := a.source.(Reserver)
	if !ok {
		return nil // it is memory already
	}
	if err := s.Commit(part); err != nil {
		return fmt.Errorf("pool: mapping %d bytes: %w", len(part), err)
	}
	return nil
}
