//go:build !amd64 && !arm64

package metaclass

import "runtime"

// frameSize is what a frame is taken to use where the stack cannot be measured.
const frameSize = 256

// stackUsed guesses by counting frames, sparingly: a deep stack is asked for frame
// 2048 first, and only when there is one for more.
func stackUsed() uintptr {
	var pc [1]uintptr
	depth := 2048
	for runtime.Callers(depth, pc[:]) > 0 {
		depth *= 2
	}
	return uintptr(depth) * frameSize
}
