package iterators

import (
	"iter"
	"runtime"
)

// A feed is what the one-shot types of this package read from: a sequence, asked
// for one item at a time by iter.Pull. The coroutine starts at the first ask and
// ends when the sequence does, at stop, or once the feed is dropped.
//
// For the last of these what runs must not reach the feed, or it would keep it
// alive: hence two structs, the outer of which is all that others hold.
type feed[T any] struct{ *pulling[T] }

type pulling[T any] struct {
	seq  iter.Seq[T] // until the first ask
	next func() (T, bool)
	halt func()
}

func newFeed[T any](seq iter.Seq[T]) *feed[T] {
	p := &pulling[T]{seq: seq}
	f := &feed[T]{p}
	runtime.AddCleanup(f, (*pulling[T]).end, p)
	return f
}

// ask gives the next item. Once it has said that there is none, the sequence is
// not asked again.
func (f *feed[T]) ask() (T, bool) {
	p := f.pulling
	if p.next == nil {
		if p.seq == nil {
			var none T
			return none, false
		}
		p.next, p.halt = iter.Pull(p.seq)
		p.seq = nil
	}
	v, ok := p.next()
	if !ok {
		p.end()
	}
	// Without it the feed could be dropped, and its coroutine stopped, while it
	// is being asked for the last time.
	runtime.KeepAlive(f)
	return v, ok
}

// stop ends the sequence where it stands, running its defers.
func (f *feed[T]) stop() {
	f.end()
	runtime.KeepAlive(f)
}

func (p *pulling[T]) end() {
	halt := p.halt
	p.seq, p.next, p.halt = nil, nil, nil
	if halt != nil {
		halt()
	}
}

// rest gives what the feed still has. A break leaves the others in it.
func (f *feed[T]) rest(yield func(T) bool) {
	for v, ok := f.ask(); ok && yield(v); v, ok = f.ask() {
	}
}
