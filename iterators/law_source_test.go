package iterators_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
)

// sources makes the sources of one law's subject and watches them.
type sources struct {
	made    []*source
	oneShot bool
	// panicIn and panicAt choose the source and the item at which it panics, if
	// panics is set.
	panics           bool
	panicIn, panicAt int
}

// A source gives n integers from a base of its own.
type source struct {
	given int  // items in all
	over  bool // it said so
	open  int  // ranges that are going on
}

// src makes the next source: 0, 1, … n-1, the second time 10, 11, … and so on.
func (s *sources) src(n int) iter.Seq[int] {
	index, at := len(s.made), 0
	c := new(source)
	s.made = append(s.made, c)
	return func(yield func(int) bool) {
		c.open++
		defer func() { c.open-- }()
		here := &at
		if !s.oneShot {
			here = new(int)
		}
		for *here < n {
			if s.panics && s.panicIn == index && s.panicAt == *here {
				panic("source")
			}
			v := 10*index + *here
			*here++
			c.given++
			if !yield(v) {
				return
			}
		}
		c.over = true
	}
}

// counts says how many items each source has given, with a point when it is over.
func (s *sources) counts() string {
	var all []string
	for _, c := range s.made {
		over := ""
		if c.over {
			over = "."
		}
		all = append(all, fmt.Sprint(c.given, over))
	}
	return strings.ReplaceAll(strings.Join(all, " "), " .", ".")
}

// open reports whether any source is still being ranged.
func (s *sources) open() bool {
	return slices.ContainsFunc(s.made, func(c *source) bool { return c.open != 0 })
}

// forget makes the sources as if they had never been asked.
func (s *sources) forget() {
	for _, c := range s.made {
		*c = source{}
	}
}

// traceLimit is how many items a trace looks at; some subjects are endless.
const traceLimit = 12

// trace ranges seq and writes down, item by item, what Python's trace does.
func (s *sources) trace(seq iter.Seq[any]) []string {
	var steps []string
	for v := range seq {
		steps = append(steps, s.counts()+"="+text(v))
		if _, failed := v.(failure); failed {
			return steps
		}
		if len(steps) == traceLimit {
			return append(steps, "...")
		}
	}
	return append(steps, s.counts())
}

// A failure stands for the error at the end of a sequence.
type failure struct{ err error }

// text writes an item as Python's json.dumps does, structs as tuples.
func text(v any) string {
	if _, failed := v.(failure); failed {
		return "error"
	}
	b, err := json.Marshal(plain(reflect.ValueOf(v)))
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func plain(v reflect.Value) any {
	parts := []any{}
	switch v.Kind() {
	case reflect.Interface:
		return plain(v.Elem())
	case reflect.Struct:
		for _, field := range v.Fields() {
			parts = append(parts, plain(field))
		}
	case reflect.Slice:
		for i := range v.Len() {
			parts = append(parts, plain(v.Index(i)))
		}
	default:
		return v.Interface()
	}
	return parts
}

// one is a subject that gives single items.
func one[T any](build func(s *sources) iter.Seq[T]) func(*sources) iter.Seq[any] {
	return func(s *sources) iter.Seq[any] {
		seq := build(s)
		return func(yield func(any) bool) {
			for v := range seq {
				if !yield(v) {
					return
				}
			}
		}
	}
}

// two is a subject that gives pairs.
func two[A, B any](build func(s *sources) iter.Seq2[A, B]) func(*sources) iter.Seq[any] {
	return func(s *sources) iter.Seq[any] {
		seq := build(s)
		return func(yield func(any) bool) {
			for a, b := range seq {
				if !yield([]any{a, b}) {
					return
				}
			}
		}
	}
}

// tried is a subject that gives items or, at last, an error.
func tried[T any](build func(s *sources) iter.Seq2[T, error]) func(*sources) iter.Seq[any] {
	return func(s *sources) iter.Seq[any] {
		seq := build(s)
		return func(yield func(any) bool) {
			for v, err := range seq {
				var item any = v
				if err != nil {
					item = failure{err}
				}
				if !yield(item) {
					return
				}
			}
		}
	}
}
