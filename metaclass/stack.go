package metaclass

// tooDeep reports whether the goroutine's stack is deeper than the world allows.
// Go ends the whole program when a stack passes its limit, so it must be seen
// before: at each call of a function.
func (w *World) tooDeep() bool { return stackUsed() > w.stackLimit }

func errTooDeep() error { return Raise("RecursionError", "maximum recursion depth exceeded") }
