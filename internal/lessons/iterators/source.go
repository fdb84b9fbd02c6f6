package lesson

import "strings"

// A sourceSpec is a stream of items that is read once and may fail.
type sourceSpec struct {
	name  string
	items list
	fail  int // how many items it gives before it raises exc, once; -1: never
	exc   string
}

// A stream is a source in use: it counts what it is asked for and what it gives.
type stream struct {
	sourceSpec
	i, pulled, asked int
	log              *askLog
}

// askLog is the order in which sources were asked, as far as an answer shows it.
type askLog struct {
	names strings.Builder
	n     int
}

func (l *askLog) add(name string) {
	if l.n < 400 {
		l.n++
		l.names.WriteString(name)
	}
}

// next gives an item. After it has failed it is over.
func (s *stream) next() (any, bool) {
	s.asked++
	s.log.add(s.name)
	if s.pulled == s.fail {
		s.i, s.fail = len(s.items), -1
		raise(s.exc)
	}
	if s.i >= len(s.items) {
		return nil, false
	}
	s.i++
	s.pulled++
	return s.items[s.i-1], true
}

// all is the stream as a sequence: one-shot, as it should be.
func (s *stream) all(yield func(any) bool) {
	for {
		v, ok := s.next()
		if !ok || !yield(v) {
			return
		}
	}
}
