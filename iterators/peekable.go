package iterators

import "iter"

// A Peekable is an iterator whose next item can be looked at before it is taken
// (more_itertools.peekable). It is one-shot and not safe for concurrent use. It
// holds a coroutine from the first ask until the sequence is over, [Peekable.Stop],
// or it is dropped. The zero Peekable, one that [NewPeekable] did not make, is over;
// what is put in front of it by [Peekable.Prepend] it gives.
type Peekable[T any] struct {
	source Iterator[T]
	ahead  []T // to be given before the source, the next one last
}

// NewPeekable gives a Peekable over seq. It asks for nothing yet.
//
// It panics if seq is nil.
func NewPeekable[T any](seq iter.Seq[T]) *Peekable[T] {
	if seq == nil {
		panic("iterators.NewPeekable: nil sequence")
	}
	return &Peekable[T]{source: Iterator[T]{seq: seq}}
}

// Next gives the next item, and false when there is none.
func (p *Peekable[T]) Next() (T, bool) {
	last := len(p.ahead) - 1
	if last < 0 {
		return p.source.Next()
	}
	var none T
	v := p.ahead[last]
	p.ahead[last] = none
	p.ahead = p.ahead[:last]
	return v, true
}

// Peek gives the item that Next will give, and false when there is none. The
// sequence is asked for it once, however often it is looked at.
func (p *Peekable[T]) Peek() (T, bool) {
	if last := len(p.ahead) - 1; last >= 0 {
		return p.ahead[last], true
	}
	v, ok := p.source.Next()
	if ok {
		p.ahead = append(p.ahead, v)
	}
	return v, ok
}

// Prepend puts items in front of the next one, to be given in their order. They
// are given also when the sequence is over.
func (p *Peekable[T]) Prepend(items ...T) {
	for i := len(items) - 1; i >= 0; i-- {
		p.ahead = append(p.ahead, items[i])
	}
}

// All gives the items that are left, taking them: a later range goes on where
// the one before it left off.
func (p *Peekable[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for v, ok := p.Next(); ok && yield(v); v, ok = p.Next() {
		}
	}
}

// Stop ends the sequence where it stands, running its defers, and forgets what
// was looked at or prepended. It may be called again.
func (p *Peekable[T]) Stop() {
	p.ahead = nil
	p.source.Stop()
}
