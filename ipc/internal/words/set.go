//go:build !race

package words

// Set changes the word, with the lock: others read it when they have got that, or as a
// hint. So a plain store will do, which is several times quicker than an atomic one. An
// aligned word is written whole, and what a killed process has stored is a beginning of
// its program, in order.
func (w *U32) Set(v uint32) { *w = U32(v) }

// Set changes the word, with the lock; see [U32.Set].
func (w *U64) Set(v uint64) { *w = U64(v) }
