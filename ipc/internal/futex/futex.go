// Package futex lets goroutines of several processes sleep on 32-bit words of
// shared memory until somebody changes them.
//
//	for !try() { // has the word what we want?
//		if err := futex.Wait(ctx, futex.Cond{Addr: word, Value: seen}); err != nil {
//			return err
//		}
//	}
//
// and on the other side, in whatever process:
//
//	atomic.StoreUint32(word, other)
//	futex.Wake(word, futex.All)
//
// # Change, then wake
//
// A futex keeps no memory of a wake: the kernel compares the word with the value
// the sleeper saw and puts it to sleep in one atomic step, and that is the whole
// protection against a wake that comes too early. So a word must be *changed*
// before it is woken, and it must mean something by itself: as long as it has the
// value that a sleeper saw, sleeping must be right, whatever happened in between.
// A lock word, a count of permits and a sequence number are such words. A wake
// that leaves the word as it was, or that finds it back at the old value, may
// reach nobody.
//
// # Wait for many goroutines
//
// A thread that sleeps in the kernel is not there for other goroutines. A few
// callers of [Wait] get one each, which is the fastest way to be woken; who has
// slept for long gives it up to a newcomer. All others park on a channel, and a
// dispatcher sleeps for up to 127 words at once by futex_waitv(2), so that 500
// goroutines on 500 words need 4 threads more. A dispatcher ends some milliseconds
// after its last sleeper.
//
// A wake of one sleeper that lands on a dispatcher wakes every goroutine that it
// has on that word; the kernel counts them as one. A wake that a dispatcher
// caught for a goroutine which had just given up is passed on to the next
// sleeper, so a cancelled Wait eats no wake.
//
// Linux only, since 5.16; on other systems Wait returns an error that wraps
// [errors.ErrUnsupported].
package futex

import (
	"errors"
	"math"
)

// Cond is a word and the value with which its sleeper may sleep on.
//
// The word must be 4-byte aligned and must stay mapped until Wait has returned.
// A word of a Go variable works as well, within one process.
type Cond struct {
	Addr  *uint32
	Value uint32
}

const (
	// MaxConds is the most words one Wait can watch: the kernel's 128, less one
	// that is ours.
	MaxConds = 127
	// All wakes every sleeper.
	All = math.MaxInt32
)

// ErrConds is returned by [Wait] for no words, more than [MaxConds], a nil
// address or one that is not aligned.
var ErrConds = errors.New("ipc: cannot wait for these words")
