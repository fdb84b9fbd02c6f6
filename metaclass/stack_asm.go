//go:build amd64 || arm64

package metaclass

// tooDeep reports whether the goroutine's stack is deeper than the world allows.
func (w *World) tooDeep() bool { return stackUsed() > w.stackLimit }

// tooDeepForClass is tooDeep for making a class.
func (w *World) tooDeepForClass() bool { return stackUsed() > w.classStack() }

// stackUsed is how many bytes of its stack the goroutine uses: the upper end, which
// the runtime keeps at the start of the g structure, less the stack pointer. The
// place is one the linker relies on too (runtime2.go: "Stack parameters").
//
//go:noescape
func stackUsed() uintptr
