//go:build !linux

package spin

import "runtime"

// offerProcessor lets other goroutines run; there is no shared memory here, and so
// nobody else to wait for.
func offerProcessor() { runtime.Gosched() }
