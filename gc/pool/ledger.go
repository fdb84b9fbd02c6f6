package pool

import (
	"errors"
	"fmt"
)

// A ledger has what is mapped. It lies apart from its Allocator, which it must
// not lead to: the collector gives back by it what a dropped Allocator had.
type ledger struct {
	source Source
	arenas map[int][]byte
	large  map[uint32][]byte
	bytes  int
}

func newLedger(s Source) *ledger {
	return &ledger{source: s, arenas: make(map[int][]byte), large: make(map[uint32][]byte)}
}

func (l *ledger) unmapAll() error {
	var errs []error
	for _, mem := range l.arenas {
		errs = append(errs, l.source.Unmap(mem))
	}
	for _, mem := range l.large {
		errs = append(errs, l.source.Unmap(mem))
	}
	l.arenas, l.large, l.bytes = nil, nil, 0
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("pool: giving memory back: %w", err)
	}
	return nil
}

// ask maps size bytes within the limit.
func (a *Allocator) ask(size int) ([]byte, error) {
	l := a.ledger
	if a.limit > 0 && size > a.limit-l.bytes {
		return nil, &LimitError{Limit: a.limit, Mapped: l.bytes, Want: size}
	}
	mem, err := l.source.Map(size)
	if err != nil {
		return nil, fmt.Errorf("pool: mapping %d bytes: %w", size, err)
	}
	if len(mem) != size {
		return nil, fmt.Errorf("pool: the source gave %d bytes for %d", len(mem), size)
	}
	l.bytes += size
	a.counts.peak = max(a.counts.peak, l.bytes)
	return mem, nil
}

// giveBack unmaps what ask gave. It counts as gone even when the system refuses.
func (a *Allocator) giveBack(mem []byte) error {
	a.ledger.bytes -= len(mem)
	if err := a.ledger.source.Unmap(mem); err != nil {
		return fmt.Errorf("pool: giving memory back: %w", err)
	}
	return nil
}
