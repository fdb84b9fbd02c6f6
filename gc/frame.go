package gc

import (
	"iter"
	"runtime"
)

// Frame is a namespace: names that refer to objects, each a counted reference.
// The globals are one, and so is every call of a function. Names and the Go
// program's own references are the roots: what they reach is alive.
//
// The methods mirror Python's statements, so that a program reads alike:
//
//	x = 1.2        g.Give("x", leaf)
//	y = x          g.Bind("y", x)
//	foo(x)         f, _ := h.Call("foo"); f.Bind("a", x); …; f.Return()
//	del y          g.Del("y")
//
// A Frame belongs to its heap and is as little safe for concurrent use. It comes
// from [Heap.Globals] or [Heap.Call]; what changes the zero Frame, or looks a name
// up in it, fails with [ErrFrame].
type Frame struct {
	h      *Heap
	name   string
	depth  int
	global bool
	open   bool
	vars   []variable
	index  map[string]int
	holes  int
}

// variable is a name and the object it refers to; 0 when deleted.
type variable struct {
	name string
	x    uint32
}

// Globals is the outermost frame. It cannot return.
func (h *Heap) Globals() *Frame {
	if len(h.frames) == 0 { // closed
		return &Frame{h: h, name: "<globals>", global: true}
	}
	return h.frames[0]
}

// Call enters a function: its frame becomes the innermost one. Bind its
// parameters next. locals names the function's variables, parameters first, in
// the order they are to go out of scope (co_varnames: the order in which they
// first occur in its text); any other follows in the order it is first bound.
//
// A parameter counts as one reference, as in CPython 3.11 and
// later, where the caller's stack hands its reference over to the callee; up to
// 3.10 the stack kept one too, so books and blog posts often show one more.
func (h *Heap) Call(function string, locals ...string) (*Frame, error) {
	if err := h.enter(); err != nil {
		return nil, err
	}
	f := &Frame{h: h, name: function, depth: len(h.frames), open: true}
	for _, name := range locals {
		f.variable(name)
	}
	h.frames = append(h.frames, f)
	if h.hook != nil {
		h.emit(Event{Kind: EventCall, Name: function, Frame: int32(f.depth)})
	}
	h.leave()
	return f, nil
}

// Frames are the live frames, the globals first.
func (h *Heap) Frames() iter.Seq[*Frame] {
	return func(yield func(*Frame) bool) {
		for _, f := range append([]*Frame(nil), h.frames...) {
			if !yield(f) {
				return
			}
		}
	}
}

// Name is the name of the function, "<globals>" for the globals.
func (f *Frame) Name() string { return f.name }

// Bind makes name refer to r (name = r). The object the name referred to before
// loses a reference, after the new one is in place. It fails with [ErrFrame]
// when the frame has returned, with [ErrName] for an empty name.
func (f *Frame) Bind(name string, r Ref) error {
	return f.bind(name, r, f.h.share)
}

// Give is Bind for a reference the Go program owns: it passes to the name and
// the count does not change. A new object is given to its first name, as in
// x = 1.2. It fails with [ErrNotHeld] when the program owns none to give.
func (f *Frame) Give(name string, r Ref) error {
	return f.bind(name, r, f.h.surrender)
}

func (f *Frame) bind(name string, r Ref, obtain func(uint32) error) error {
	h := f.h
	if err := f.enter(); err != nil {
		return err
	}
	defer h.leave()
	if name == "" {
		return &NameError{Frame: f.name}
	}
	x, err := h.check(r)
	if err != nil {
		return err
	}
	if err := obtain(x); err != nil {
		return err
	}
	v := f.variable(name)
	old := v.x
	v.x = x
	if old == 0 {
		f.holes--
	}
	if h.hook != nil {
		h.emit(Event{Kind: EventBind, Obj: r, Other: h.ref(old), Name: name, Frame: int32(f.depth)})
	}
	if old != 0 {
		h.decref(old, reason{cause: Rebound, name: name})
	}
	return nil
}

// Del deletes name (del name). It fails with [ErrName] when the name refers to
// nothing.
func (f *Frame) Del(name string) error {
	h := f.h
	if err := f.enter(); err != nil {
		return err
	}
	defer h.leave()
	i, ok := f.index[name]
	if !ok || f.vars[i].x == 0 {
		return &NameError{Frame: f.name, Name: name}
	}
	if f.global { // a dict: a name bound again comes last
		delete(f.index, name)
	}
	f.unbind(i, Unbound)
	f.tidy()
	return nil
}

// Lookup is the object name refers to; the caller does not own the reference.
// It fails with [ErrName] when there is no such name in this frame.
func (f *Frame) Lookup(name string) (Ref, error) {
	if i, ok := f.index[name]; ok && f.vars[i].x != 0 {
		r := f.h.ref(f.vars[i].x)
		runtime.KeepAlive(f)
		return r, nil
	}
	switch {
	case f.h == nil:
		return Nil, ErrFrame
	case f.h.guard.Load()&guardOpen == 0:
		return Nil, ErrClosed
	}
	return Nil, &NameError{Frame: f.name, Name: name}
}

// Names are the names of the frame that refer to something, and their objects, in
// the order they were first bound or declared by [Heap.Call]; a global that was
// deleted and bound again comes last, as in a dict.
func (f *Frame) Names() iter.Seq2[string, Ref] {
	return func(yield func(string, Ref) bool) {
		names, refs := make([]string, 0, len(f.vars)), make([]Ref, 0, len(f.vars))
		for _, v := range f.vars {
			if v.x != 0 {
				names, refs = append(names, v.name), append(refs, f.h.ref(v.x))
			}
		}
		runtime.KeepAlive(f)
		for i, name := range names {
			if !yield(name, refs[i]) {
				return
			}
		}
	}
}

// Return leaves the function: its names go out of scope, in the order they were
// first bound or declared by [Heap.Call] (_PyFrame_Clear), and what only they
// referred to dies. It fails with [ErrFrame] for the globals and for a frame that
// is not the innermost; a finalizer, callback or observer can return only from
// what it called itself, and what it leaves open returns when it ends.
func (f *Frame) Return() error {
	_, err := f.finish("")
	return err
}

// ReturnValue is Return for a function that ends in "return name": the caller
// owns a reference to the object, which is taken before the names go.
func (f *Frame) ReturnValue(name string) (Ref, error) {
	if name == "" {
		return Nil, &NameError{Frame: f.name, Name: name}
	}
	return f.finish(name)
}

func (f *Frame) finish(result string) (Ref, error) {
	h := f.h
	if err := f.enter(); err != nil {
		return Nil, err
	}
	defer h.leave()
	if f.global || f.depth < h.floor || h.frames[len(h.frames)-1] != f {
		return Nil, ErrFrame
	}
	if result == "" {
		f.exit(Nil)
		return Nil, nil
	}
	r, err := f.Lookup(result)
	if err != nil {
		return Nil, err
	}
	if h.heads[uint32(r)].count >= maxCount {
		return Nil, ErrFull
	}
	h.pin(uint32(r)) // out of reach of the code that runs while the names go
	f.exit(r)
	err = h.own(uint32(r))
	h.unpinOnly()
	return r, err
}

// exit lets the names of the innermost frame go, and the frame; r is what the
// function returns.
func (f *Frame) exit(r Ref) {
	h := f.h
	f.open = false
	for i := range f.vars {
		if f.vars[i].x != 0 {
			f.unbind(i, Returned)
		}
	}
	h.frames = h.frames[:f.depth]
	if h.hook != nil {
		h.emit(Event{Kind: EventReturn, Obj: r, Name: f.name, Frame: int32(f.depth)})
	}
}

// unwind leaves the functions that a callback called and did not return from,
// innermost first, as the end of a Python function or an exception would.
func (h *Heap) unwind(depth int) {
	for len(h.frames) > depth {
		h.frames[len(h.frames)-1].exit(Nil)
	}
}

func (f *Frame) enter() error {
	if f.h == nil {
		return ErrFrame
	}
	if err := f.h.enter(); err != nil {
		return err
	}
	if !f.open {
		f.h.leave()
		return ErrFrame
	}
	return nil
}

// variable is the place for name, made if need be.
func (f *Frame) variable(name string) *variable {
	i, ok := f.index[name]
	if !ok {
		if f.index == nil {
			f.index = make(map[string]int)
		}
		i = len(f.vars)
		f.index[name] = i
		f.vars = append(f.vars, variable{name: name})
		f.holes++
	}
	return &f.vars[i]
}

// unbind empties variable i and drops its reference; cause is why the object dies
// if that was the last.
func (f *Frame) unbind(i int, cause Cause) {
	h, x, name := f.h, f.vars[i].x, f.vars[i].name
	f.vars[i].x = 0
	f.holes++
	if h.hook != nil {
		h.emit(Event{Kind: EventUnbind, Obj: h.ref(x), Name: name, Frame: int32(f.depth)})
	}
	h.decref(x, reason{cause: cause, name: name})
}

// tidy forgets deleted names of the globals, which are a dict; a function keeps
// the place of a local that is deleted and bound again.
func (f *Frame) tidy() {
	if !f.global || f.holes < 32 || f.holes < len(f.vars)/2 {
		return
	}
	w := 0
	for _, v := range f.vars {
		if v.x == 0 {
			continue
		}
		f.vars[w] = v
		f.index[v.name] = w
		w++
	}
	clear(f.vars[w:])
	f.vars, f.holes = f.vars[:w], 0
}
