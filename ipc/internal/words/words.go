// Package words is words of shared memory that are changed with a lock held and looked
// at without it.
package words

import "sync/atomic"

// A U32 is a word of 32 bits, 4-byte aligned.
type U32 uint32

// A U64 is a word of 64 bits, 8-byte aligned.
type U64 uint64

// Load reads the word; without the lock what it says is a hint.
func (w *U32) Load() uint32 { return atomic.LoadUint32((*uint32)(w)) }

// Load reads the word; without the lock what it says is a hint.
func (w *U64) Load() uint64 { return atomic.LoadUint64((*uint64)(w)) }

// Add adds to the word, with the lock.
func (w *U32) Add(n int) { w.Set(w.Load() + uint32(n)) }
