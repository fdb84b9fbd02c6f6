package pull

import (
	"iter"
	"runtime"

	"underhood/iterators"
)

// Slice is the items of a slice, which must not change while the source is used.
// It starts afresh each time.
func Slice[T any](items []T) Source[T] { return Source[T]{items: items, slice: true} }

// Of is the given items. It starts afresh each time.
func Of[T any](items ...T) Source[T] { return Slice(items) }

// FromNext is an iterator: next is called for each item until it says false. It is
// one-shot: every pass goes on where the last one stopped, as Python's iter(x) of
// an iterator x is x.
//
// It panics if next is nil.
func FromNext[T any](next func() (T, bool)) Source[T] {
	if next == nil {
		panic("pull.FromNext: nil function")
	}
	return Source[T]{next: next}
}

// From is any sequence. Ranging over it costs what the sequence costs; asking it
// takes a coroutine ([iter.Pull]), which begins at the first ask and ends with the
// sequence, with stop, or when the pass is garbage. That makes it the slowest
// source to ask. It starts afresh if seq can be ranged again.
//
// It panics if seq is nil.
func From[T any](seq iter.Seq[T]) Source[T] {
	if seq == nil {
		panic("pull.From: nil sequence")
	}
	return Source[T]{push: seq, ask: func() asker[T] {
		p := &puller[T]{seq: seq}
		handle := &struct{ *puller[T] }{p} // what next and stop hold, and nothing else
		runtime.AddCleanup(handle, (*puller[T]).end, p)
		return asker[T]{
			next: func() (T, bool) {
				v, ok := p.ask()
				runtime.KeepAlive(handle)
				return v, ok
			},
			stop: func() {
				p.end()
				runtime.KeepAlive(handle)
			},
		}
	}}
}

// A puller is a coroutine that is not begun before somebody asks.
type puller[T any] struct {
	seq  iter.Seq[T]
	next func() (T, bool)
	stop func()
}

func (p *puller[T]) ask() (T, bool) {
	if p.next == nil {
		if p.seq == nil {
			return nothing[T]()
		}
		p.next, p.stop = iter.Pull(p.seq)
		p.seq = nil
	}
	return p.next()
}

func (p *puller[T]) end() {
	p.seq = nil
	if p.stop != nil {
		p.stop()
	}
}

// Range is Python's range(start, stop, step): start, start+step and so on, short of
// stop. It starts afresh each time.
//
// It panics if step is 0.
func Range(start, stop, step int) Source[int] {
	if step == 0 {
		panic("pull.Range: step is 0")
	}
	return Source[int]{
		ask: func() asker[int] {
			v, left := start, steps(start, stop, step)
			return asker[int]{next: func() (int, bool) {
				if left == 0 {
					return 0, false
				}
				left--
				now := v
				v += step // wraps at the ends of int, where left is 0
				return now, true
			}}
		},
		push: func(yield func(int) bool) {
			v := start
			for range steps(start, stop, step) {
				if !yield(v) {
					return
				}
				v += step
			}
		},
	}
}

// steps is how many numbers a range has; as unsigned, since there can be 2^64-1.
func steps(start, stop, step int) uint {
	switch {
	case step > 0 && start < stop:
		return (uint(stop)-uint(start)-1)/uint(step) + 1
	case step < 0 && start > stop:
		return (uint(start)-uint(stop)-1)/(-uint(step)) + 1
	}
	return 0
}

// Count is start, start+step and so on without end. It starts afresh each time. An
// integer wraps around at the end of its type.
func Count[N iterators.Number](start, step N) Source[N] {
	return Source[N]{
		ask: func() asker[N] {
			v := start
			return asker[N]{next: func() (N, bool) {
				now := v
				v += step
				return now, true
			}}
		},
		push: func(yield func(N) bool) {
			for v := start; yield(v); v += step {
			}
		},
	}
}

// Repeat is v without end. It starts afresh each time.
func Repeat[T any](v T) Source[T] {
	return Source[T]{
		ask: func() asker[T] {
			return asker[T]{next: func() (T, bool) { return v, true }}
		},
		push: func(yield func(T) bool) {
			for yield(v) {
			}
		},
	}
}

// RepeatN is v n times; nothing for n below 1. It starts afresh each time.
func RepeatN[T any](v T, n int) Source[T] {
	return Map(Range(0, n, 1), func(int) T { return v })
}

// Cycle is the items of s again and again (itertools.cycle). They are kept from the
// first pass, after whose end s is not asked again. Nothing when s is empty. It
// starts afresh if s does.
func Cycle[T any](s Source[T]) Source[T] {
	return Source[T]{ask: func() asker[T] {
		a := s.start()
		var saved []T
		i, over := 0, false
		return asker[T]{stop: a.stop, next: func() (v T, ok bool) {
			if !over {
				if v, ok = a.next(); ok {
					saved = append(saved, v)
					return v, true
				}
				over = true
			}
			if len(saved) == 0 {
				return v, false
			}
			v = saved[i]
			if i++; i == len(saved) {
				i = 0
			}
			return v, true
		}}
	}}
}

// Sentinel calls call until it returns the sentinel, which is not given (Python's
// iter(callable, sentinel)). It is one-shot and stays over.
//
// It panics if call is nil.
func Sentinel[T comparable](call func() T, sentinel T) Source[T] {
	if call == nil {
		panic("pull.Sentinel: nil function")
	}
	over := false
	return FromNext(func() (v T, ok bool) {
		if over {
			return v, false
		}
		if got := call(); got != sentinel {
			return got, true
		}
		over = true
		return v, false
	})
}
