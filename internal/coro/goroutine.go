package coro

import (
	"iter"
	"runtime"
	"unsafe"
)

// A Goroutine is which goroutine something runs on, as long as that lives. The
// zero Goroutine is one that cannot be told from others.
type Goroutine struct {
	g unsafe.Pointer // the runtime's g, which is used again and never freed
}

// Running is the caller.
func Running() Goroutine {
	if curg == 0 {
		return Goroutine{}
	}
	// Unlocked, it could be on another thread when it looks into the first.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return Goroutine{*pointer(getm(), curg)}
}

// A Stack is where a goroutine's stack is: a variable on it has an address from Low
// to below High. It moves when it grows, which may be at any call, and when the
// collector makes it smaller, which may be at any time that it does not run.
type Stack struct{ Low, High uintptr }

// Size is how far from High a variable on it can be.
func (s *Stack) Size() uintptr { return s.High - s.Low }

// Stack is the goroutine's stack, as it moves: for itself, and for others while it
// is suspended. That of the zero Goroutine has everything on it.
func (r Goroutine) Stack() *Stack {
	if r.g == nil {
		return &Stack{0, ^uintptr(0)}
	}
	return (*Stack)(r.g)
}

// curg is where a thread's m has the goroutine that it runs; 0 if it was not found.
// As with locks, the layout is no contract, so it is found by experiment: which
// words of m change to and fro with a coroutine that is switched to and from? There
// are up to two, m.curg and m.tls, and they say the same.
//
// That a g begins with the bounds of its stack is something the runtime itself
// relies on in other languages ("offset known to runtime/cgo"), and is tried.
var curg = findG()

func findG() uintptr {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	m := getm()
	var here, there [2]words
	var offset uintptr
	next, stop := iter.Pull(func(yield func(bool) bool) {
		for i := range there {
			there[i].read(m)
			yield(false)
		}
		yield(encloses(m, offset))
	})
	defer stop()
	for i := range here {
		here[i].read(m)
		next()
	}
	offset = common(&here, &there)
	if offset == 0 || !encloses(m, offset) {
		return 0
	}
	if its, _ := next(); !its {
		return 0
	}
	return offset
}

// common is where there was one thing each time here, and another each time there.
// If several such places do not agree on what, it is none of them.
func common(here, there *[2]words) (offset uintptr) {
	var found int
	for i, mine := range here[0] {
		its := there[0][i]
		if mine == its || mine != here[1][i] || its != there[1][i] || mine == 0 || its == 0 {
			continue
		}
		if found != 0 && (mine != here[0][found] || its != there[0][found]) {
			return 0
		}
		found = i
	}
	return uintptr(found) * unsafe.Sizeof(offset)
}

// encloses says whether what is at a place in m is a g with the caller's stack.
func encloses(m unsafe.Pointer, at uintptr) bool {
	stack := Goroutine{*pointer(m, at)}.Stack()
	return uintptr(unsafe.Pointer(&at))-stack.Low < stack.Size()
}

// words is the beginning of an m. They are numbers, as the collector objects to a
// pointer that is none.
type words [extent / unsafe.Sizeof(uintptr(0))]uintptr

func (w *words) read(m unsafe.Pointer) {
	for i := range w {
		w[i] = *(*uintptr)(unsafe.Add(m, uintptr(i)*unsafe.Sizeof(w[i])))
	}
}

// pointer is inside m, as word is.
func pointer(m unsafe.Pointer, at uintptr) *unsafe.Pointer {
	return (*unsafe.Pointer)(unsafe.Add(m, at))
}
