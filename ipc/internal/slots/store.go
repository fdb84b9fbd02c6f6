//go:build !race

package slots

// store changes a word with the lock held: others read it after they got the lock, or
// as a hint. A plain store will do, which is several times quicker than an atomic one:
// an aligned word is written whole, and the stores of a process that is killed are a
// beginning of its program, in order.
func store(word *uint32, value uint32) { *word = value }
