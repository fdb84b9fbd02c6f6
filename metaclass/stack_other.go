//go:build !amd64 && !arm64

package metaclass

import (
	"runtime"
	"sync/atomic"
)

const (
	// frameSize is what a frame is taken to use where the stack cannot be measured.
	frameSize = 128
	// sample is how many calls there are to one that counts frames, which is slow. A
	// recursion is seen so many calls late at most, if no other goroutine calls.
	sample = 64
	// mostFrames bounds what is counted: a count takes as long as the stack is deep.
	mostFrames = 50_000
)

var sampled atomic.Uint32

// tooDeep reports whether the goroutine has more frames than fit into the stack the
// world allows.
func (w *World) tooDeep() bool {
	if sampled.Add(1)%sample != 0 {
		return false
	}
	var pc [1]uintptr
	return runtime.Callers(int(min(w.stackLimit/frameSize, mostFrames)), pc[:]) > 0
}

// tooDeepForClass is tooDeep for making a class, which is slow anyway: it always counts.
func (w *World) tooDeepForClass() bool {
	var pc [1]uintptr
	return runtime.Callers(int(min(w.classStack()/frameSize, mostFrames)), pc[:]) > 0
}
