package pool

import (
	"errors"
	"fmt"
)

// A ledger has what is mapped. It lies apart from its Allocator, which it must
// not lead to: the collector gives back by it what a dropped Allocator had.
type ledger struct {
	source  Source
	arenas  map[int][]byte
	large   map[uint32][]byte
	regions map[uint32][]byte // with what is only reserved
	bytes   int
}

func newLedger(s Source) *ledger {
	return &ledger{
		source: s,
		arenas: make(map[int][]byte), large: make(map[uint32][]byte), regions: make(map[uint32][]byte),
	}
}

func (l *ledger) unmapAll() error {
	var errs []error
	for _, mem := range l.arenas {
		errs = append(errs, l.source.Unmap(mem))
	}
	for _, mem := range l.large {
		errs = append(errs, l.source.Unmap(mem))
	}
	for _, mem := range l.regions {
		errs = append(errs, l.source.Unmap(mem))
	}
	l.arenas, l.large, l.regions, l.bytes = nil, nil, nil, 0
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("pool: giving memory back: %w", err)
	}
	return nil
}

// ask maps size bytes within the limit. A zero Allocator gets no farther than here.
func (a *Allocator) ask(size int) ([]byte, error) {
	if a.shut() {
		return nil, ErrClosed
	}
	if err := a.admit(size); err != nil {
		return nil, err
	}
	mem, err := a.source.Map(size)
	if err != nil {
		return nil, fmt.Errorf("pool: mapping %d bytes: %w", size, err)
	}
	if len(mem) != size {
		return nil, fmt.Errorf("pool: the source gave %d bytes for %d", len(mem), size)
	}
	a.charge(size)
	return mem, nil
}

// fits says whether so many more bytes keep to the limit.
func (a *Allocator) fits(size int) bool {
	return a.limit <= 0 || size <= a.limit-a.ledger.bytes
}

// admit has so many more bytes keep to the limit. The arena that is kept with
// nothing in use (see emptied) goes back for them where that is enough: a limit is
// for what the program uses.
func (a *Allocator) admit(size int) error {
	if a.fits(size) {
		return nil
	}
	if idle := a.last[a.pools]; idle != nil && a.fits(size-ArenaSize) {
		a.last[a.pools] = nil
		a.drop(idle)
		return a.unmapArena(idle)
	}
	return &LimitError{Limit: a.limit, Mapped: a.ledger.bytes, Want: size}
}

func (a *Allocator) charge(size int) {
	a.ledger.bytes += size
	a.counts.peak = max(a.counts.peak, a.ledger.bytes)
}

// giveBack unmaps what ask gave. It counts as gone even when the system refuses.
func (a *Allocator) giveBack(mem []byte) error {
	a.ledger.bytes -= len(mem)
	if err := a.ledger.source.Unmap(mem); err != nil {
		return fmt.Errorf("pool: giving memory back: %w", err)
	}
	return nil
}
