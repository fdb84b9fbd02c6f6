package metaclass

// Go ends the whole program when a goroutine's stack passes its limit, so endless
// recursion must be seen before: at each call of a function of the program.

func errTooDeep() error { return Raise("RecursionError", "maximum recursion depth exceeded") }
