package pull

import "underhood/iterators"

// Watch is s, with hook told of each ask and of its answer: an item, the end or a
// panic, and of a pass that is stopped ([iterators.EventLeave]), once a pass. Asks
// of an end that was reached before are told like any other.
//
// A watched source is always asked, never pushed or read as a slice, so that the
// events come in the order of the asks. It starts afresh if s does. The hook is
// called by whoever asks and must not panic. With a nil hook Watch returns s itself:
// what nobody watches costs nothing.
func Watch[T any](s Source[T], stage string, hook func(iterators.Event)) Source[T] {
	if hook == nil {
		return s
	}
	return Source[T]{ask: func() asker[T] {
		a := s.start()
		p := &watched[T]{asker: a, stage: stage, hook: hook}
		return asker[T]{next: p.next, stop: p.stop}
	}}
}

// watched is a pass that tells what it does.
type watched[T any] struct {
	asker asker[T]
	stage string
	hook  func(iterators.Event)
	done  bool // over, or stopped: a stop tells nothing new
}

func (p *watched[T]) next() (T, bool) {
	answer := iterators.Event{Kind: iterators.EventPanic, Stage: p.stage}
	defer func() { p.hook(answer) }()
	p.hook(iterators.Event{Kind: iterators.EventAsk, Stage: p.stage})
	v, ok := p.asker.next()
	if ok {
		answer.Kind, answer.Value = iterators.EventGive, v
	} else {
		answer.Kind, p.done = iterators.EventOver, true
	}
	return v, ok
}

func (p *watched[T]) stop() {
	if p.asker.stop != nil {
		p.asker.stop()
	}
	if !p.done {
		p.done = true
		p.hook(iterators.Event{Kind: iterators.EventLeave, Stage: p.stage})
	}
}
