package iterators

import "iter"

// teeRoom is how many items one block of a tee holds (LINKCELLS in CPython's
// Modules/itertoolsmodule.c).
const teeRoom = 57

// Tee makes n iterators out of one pass over seq (Python's itertools.tee). Each
// gives all the items. An item is asked for when the first of them wants it, and
// kept until the last has had it: memory grows with how far the first is ahead of
// the last, in blocks of 57. seq itself should not be used any more.
//
// The pass needs a coroutine ([iter.Pull]). It ends with seq, when all iterators
// are stopped, or, when all are stopped or dropped, by the garbage collector. The
// iterators share state: at a time, one goroutine may use one of them. A sequence
// that asks one of them for what it has not given yet panics.
//
// It panics if seq is nil, or if n is negative or more than 2147483647.
func Tee[T any](seq iter.Seq[T], n int) []*Iterator[T] {
	if seq == nil {
		panic("iterators.Tee: nil sequence")
	}
	mustNotBeNegative("Tee", "n", n)
	mustBeAtMost("Tee", "n", n, mostItems[*T]())
	shared := &tee[T]{pass: Iter(seq), users: n}
	first := new(teeBlock[T])
	parts := make([]*Iterator[T], n)
	for i := range parts {
		p := &teePart[T]{shared: shared, block: first}
		parts[i] = &Iterator[T]{next: p.next, stop: p.stop}
	}
	return parts
}

// A tee is what the parts share. Only they refer to it, and it alone to the pass,
// so the pass is dropped, and stopped, with the last of them.
type tee[T any] struct {
	pass  *Iterator[T]
	users int // parts not stopped
}

// A teeBlock is a link of the chain of items. Nobody refers to its beginning but
// the part that is furthest behind.
type teeBlock[T any] struct {
	items [teeRoom]T
	n     int
	after *teeBlock[T]
}

type teePart[T any] struct {
	shared *tee[T]
	block  *teeBlock[T]
	at     int // in block
}

func (p *teePart[T]) next() (T, bool) {
	if p.at == teeRoom {
		if p.block.after == nil {
			p.block.after = new(teeBlock[T])
		}
		p.block, p.at = p.block.after, 0
	}
	if p.at == p.block.n {
		v, ok := p.shared.pass.Next()
		if !ok {
			return v, false
		}
		p.block.items[p.block.n] = v
		p.block.n++
	}
	v := p.block.items[p.at]
	p.at++
	return v, true
}

func (p *teePart[T]) stop() {
	if p.shared.users--; p.shared.users == 0 {
		p.shared.pass.Stop()
	}
}
