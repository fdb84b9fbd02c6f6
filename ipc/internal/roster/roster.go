// Package roster is the table of the processes that are attached to a segment,
// which tells who of them has died, and has somebody tidy up after each.
//
//	me, err := roster.Join(region, nil)
//	defer me.Leave()
//	...
//	if me.Dead(holder) {
//		me.Reap(func(peer int) { giveBackWhat(peer) })
//	}
//
// Whatever a process holds in shared memory it marks with its index here, a number
// below [MaxPeers]. When it dies its index stays taken until one of the others has
// given back what bears the mark.
//
// # Layout
//
// A table is [Size] bytes, aligned to 8, zero when fresh: 64 entries of 64 bytes.
// Numbers are in the machine's byte order.
//
//	 0  uint32  word: 0 free, else a held word of package guardian
//	 4  uint32  number of the process, for those who watch
//	 8  uint64  state: bits 0-7 phase (0 free, 1 attached, 2 being reaped),
//	            8-15 index+1 of who reaps, 16-31 how often it was begun,
//	            32-63 generation
//	16  uint64  when the process started, in clock ticks since boot
//	24  uint64  the namespaces in which these numbers mean it
//	32  uint32  the word of who wrote these numbers
//	36          20 bytes, zero
//	56  uint32  in entry 0: how often somebody has joined; a futex
//	60  uint32  in entry 0: one more than the highest index used so far
//
// # The life of an entry
//
// Every step is made by whose thread the word names, so a kill between any two
// leaves a word that says so.
//
//	word      phase       what it is
//	0         free        nobody's
//	thread    free        somebody is joining, or has just reaped
//	thread    attached    somebody's
//	died      any         to be reaped
//	thread    being reaped
//
// Who reaps first takes the dead one's word, as it would a robust mutex: at most
// one process has it, and when that one is killed the word says died again and the
// next begins anew. So reaping may be done twice, and what it does must bear that.
// In the end the entry has its next generation, and the word is 0.
//
// # What is not believed
//
// The table is written by other processes, so every field is read once and checked
// against what it can be. A process that writes nonsense can make another believe
// that somebody is alive, or dead; it cannot make it crash or loop.
package roster

import (
	"errors"
	"fmt"
)

const (
	// MaxPeers is how many processes can be attached.
	MaxPeers = 64
	// Size is how many bytes a table takes.
	Size = MaxPeers * entrySize

	entrySize = 64
)

var (
	// ErrFull is returned by [Join] when every place is taken.
	ErrFull = fmt.Errorf("ipc: at most %d processes can be attached", MaxPeers)
	// ErrRegion is returned by [Join] for memory that cannot be a table.
	ErrRegion = errors.New("ipc: this memory is no table of processes")
)
