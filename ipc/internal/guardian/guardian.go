// Package guardian makes words of shared memory tell when this process dies, by
// whatever cause.
//
//	ok, err := guardian.Hold(word, 0, nil) // the word now names us
//	...
//	guardian.Release(word, 0, nil)
//
// A held word has the [Waiters] bit and the number of a thread. When the process
// dies, the kernel sets it to [Waiters] and [OwnerDied] and wakes one of those
// who sleep on it; so does execve(2), after which a process knows nothing of what
// it held.
//
// # Whose thread
//
// This is Linux's robust list, which a thread registers for itself. POSIX mutexes
// use it for the thread that locked them; but a goroutine has no thread, and the
// list of a thread made by C belongs to the C library. So one thread, which does
// nothing else and never ends, holds words for the whole process: the guardian.
// It is started by the first Hold. There is one more for each 2,000 words, since
// the kernel follows a list for 2,048 entries.
//
// # What the list consists of
//
// An entry is a pointer in private memory, at one distance before its word, for
// the list has one distance. [Map] arranges that: [Offset] bytes of private
// memory, then the shared ones, of which the first Offset may hold words. Two
// words are at least 8 bytes apart, so that their entries do not overlap.
//
// # A kill at any instruction
//
// Only the guardian changes its list and takes words, and the kernel reads the
// list when that same thread has ended; so it finds what the thread had stored,
// in the order of the program. The order is this. Before a word is taken, pending
// names its entry. Then the word is taken, by compare and swap; then the entry is
// made to point at the first entry; then the head at the entry; then pending is
// cleared. At each step the list from the head is whole, and a word that names us
// is in the list, or pending, or both, which the kernel knows how to take. A
// pending word that does not name us is left alone, but for a wake too many. To
// release is the same backwards: pending, out of the list, the word, pending.
//
// Two processes of different PID namespaces may have threads of one number. One
// of them could be killed in the nanoseconds between seeing a word free and
// taking it, lose the race for it to the other, and so have a live process
// declared dead. This is not guarded against.
//
// # Stragglers
//
// The guardian may be gone while another thread of its process still runs, on
// another processor: the kill has reached it, but the interrupt that makes it look
// has not. See [Fence].
//
// Linux only; elsewhere Hold returns an error that wraps [errors.ErrUnsupported].
package guardian

import (
	"errors"
	"os"
)

// The parts of a held word, from linux/futex.h.
const (
	// Waiters has the kernel wake somebody when the owner dies. It is always set.
	Waiters = 1 << 31
	// OwnerDied is set by the kernel, in place of the thread's number.
	OwnerDied = 1 << 30
	// Thread is where the number of the guardian's thread is.
	Thread = OwnerDied - 1
)

// Died is what the kernel makes of a held word when its owner dies.
const Died = Waiters | OwnerDied

// ErrWord is returned by [Hold] for a word that cannot be held.
var ErrWord = errors.New("ipc: cannot hold this word")

// ErrSize is returned by [Map] for a size that is not positive.
var ErrSize = errors.New("ipc: cannot map this size")

// Offset is the distance in bytes between a word and its entry in the list, and so
// the size of the private memory before a shared mapping: four pages.
func Offset() int { return 4 * os.Getpagesize() }
