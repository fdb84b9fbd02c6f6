package monitor

import (
	"sync"

	"underhood/ipc/internal/futex"
)

// Conds is room for the words that one sleep is about: too much for each sleep to
// allocate, and it does not stay on the stack.
type Conds = [futex.MaxConds]futex.Cond

var rooms = sync.Pool{New: func() any { return new(Conds) }}

// Room gets some, to be given to Vacate.
func Room() *Conds { return rooms.Get().(*Conds) } //nolint:errcheck // the pool holds nothing else

// Vacate gives it back.
func Vacate(c *Conds) { rooms.Put(c) }
