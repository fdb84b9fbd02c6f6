package pull

import (
	"fmt"
	"math"
)

// blockSize is how many items a block of a tee holds (LINKCELLS of
// Modules/itertoolsmodule.c).
const blockSize = 57

// Tee is n one-shot sources that each give all items of s (itertools.tee). What the
// slowest has not been asked for yet is kept, in blocks: the memory is the distance
// between the first and the last. From then on s should be used through them only.
// A [Slice] needs no blocks: each part walks it.
//
// When s is over, each part that comes to the end asks it again. An ask of one part
// from within s, which another part is just asking, panics.
//
// It panics if n is negative or more than 2147483647.
func Tee[T any](s Source[T], n int) []Source[T] {
	if n < 0 {
		panic(fmt.Sprintf("pull.Tee: n is %d, it must not be negative", n))
	}
	if most := min(math.MaxInt32, math.MaxInt/64); n > most { // a Source is smaller
		panic(fmt.Sprintf("pull.Tee: n is %d, it must be at most %d", n, most))
	}
	parts := make([]Source[T], n)
	if s.slice {
		for i := range parts {
			parts[i] = FromNext(s.start().next)
		}
		return parts
	}
	a := s.start()
	shared := &teed[T]{next: a.next, stop: a.stop, parts: n}
	first := new(block[T])
	for i := range parts {
		p := &teePart[T]{shared: shared, block: first}
		part := asker[T]{next: p.next}
		if a.stop != nil {
			part.stop = p.stop
		}
		parts[i] = Source[T]{ask: func() asker[T] { return part }}
	}
	return parts
}

// teed is the source the parts share.
type teed[T any] struct {
	next    func() (T, bool)
	stop    func()
	parts   int // not stopped yet
	running bool
}

// A block holds items that some part has taken; the next one hangs on it.
type block[T any] struct {
	items [blockSize]T
	read  int // how many are there
	next  *block[T]
}

type teePart[T any] struct {
	shared  *teed[T]
	block   *block[T]
	i       int // of the block
	stopped bool
}

func (p *teePart[T]) next() (v T, ok bool) {
	if p.i == blockSize {
		if p.block.next == nil {
			p.block.next = new(block[T])
		}
		p.block, p.i = p.block.next, 0
	}
	b := p.block
	if p.i == b.read {
		if v, ok = p.shared.take(); !ok {
			return v, false
		}
		b.items[b.read] = v
		b.read++
	} else {
		v = b.items[p.i]
	}
	p.i++
	return v, true
}

// take asks the source, which must not ask a part meanwhile (CPython's
// RuntimeError "tee: already running").
func (s *teed[T]) take() (T, bool) {
	if s.running {
		panic("pull.Tee: a part is asked from within its own source")
	}
	s.running = true
	defer func() { s.running = false }()
	return s.next()
}

// stop ends the source when it was the last part to be stopped.
func (p *teePart[T]) stop() {
	if p.stopped {
		return
	}
	p.stopped = true
	if p.shared.parts--; p.shared.parts == 0 {
		p.shared.stop()
	}
}
