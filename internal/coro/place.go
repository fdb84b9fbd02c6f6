package coro

import (
	"bytes"
	"runtime"
	"unsafe"
)

// A Place is where a goroutine may be resumed from: nowhere in particular, which
// is the zero Place, or the thread it is locked to, by so many locks.
//
// The runtime compares the places at every switch of a coroutine, with the one
// where it was begun, and ends the whole program when they differ ("coro: OS
// thread locking must match locking at coroutine creation"). Who looks first can
// refuse instead.
type Place struct {
	thread             unsafe.Pointer // the runtime's m
	external, internal uint32         // calls of LockOSThread, and the runtime's own
}

// MayBeLocked is false only if the caller is not locked to its thread, which makes
// its place the zero Place for about a nanosecond.
func MayBeLocked() bool {
	// A goroutine that is not locked may be on another thread by the time it looks,
	// and see the locks of a stranger; one that is stays where it is. Where the
	// layout is not known, the first word of m, a pointer, says that anything may be.
	return *(*uint64)(unsafe.Add(getm(), locks)) != 0
}

// Here is the caller's place.
func Here() Place {
	if !MayBeLocked() {
		return Place{}
	}
	buf := make([]byte, 128)
	buf = buf[:runtime.Stack(buf, false)]
	status, _, _ := bytes.Cut(buf, []byte{']'})
	if !bytes.Contains(status, []byte("locked to thread")) {
		return Place{}
	}
	p := Place{thread: getm()}
	if locks != 0 {
		p.external, p.internal = *word(p.thread, locks), *word(p.thread, locks+4)
	} else {
		p.internal = 1 // how many cannot be known, only that there are
	}
	return p
}

// locks is where a thread's m has its two counts of locks, next to each other;
// 0 if they were not found, and then every look is a slow one.
//
// The layout of m is no contract, so it is found by experiment: a goroutine locks
// its thread once, twice, three times and looks which word of m counts along. It
// runs before main, when the runtime itself holds one lock on this goroutine, so
// the second count is known too.
var locks = find()

// extent is how far into m, in bytes, there is something to look at for sure.
const extent = 1 << 10

func find() (offset uintptr) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	m := getm()
	var candidates []uintptr
	for at := uintptr(4); at < extent-4; at += 4 {
		if *word(m, at) == 1 && *word(m, at+4) == 1 {
			candidates = append(candidates, at)
		}
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	candidates = keep(candidates, m, 2)
	runtime.LockOSThread()
	candidates = keep(candidates, m, 3)
	runtime.UnlockOSThread()
	candidates = keep(candidates, m, 2)
	if len(candidates) != 1 {
		return 0
	}
	return candidates[0]
}

// keep are those whose first word has a value and whose second is 1.
func keep(candidates []uintptr, m unsafe.Pointer, value uint32) (kept []uintptr) {
	for _, at := range candidates {
		if *word(m, at) == value && *word(m, at+4) == 1 {
			kept = append(kept, at)
		}
	}
	return kept
}

// word is inside m: at+4 < extent, and m is larger on every system. Nobody else
// writes the words that are found, as a thread counts its own locks.
func word(m unsafe.Pointer, at uintptr) *uint32 { return (*uint32)(unsafe.Add(m, at)) }

// getm is the thread that the caller runs on. The runtime keeps this name for
// packages outside of it (issue 67401 of golang/go).
//
//go:linkname getm runtime.getm
func getm() unsafe.Pointer
