package pool

// EventKind says what an [Event] is about.
type EventKind uint8

// The kinds of events.
const (
	ArenaMapped   EventKind = iota + 1 // an arena was asked of the system
	ArenaUnmapped                      // an arena with nothing in use went back
	PoolTaken                          // an empty pool was given to a class; N is its blocks
	PoolFull                           // a pool's last free block was given out
	PoolUsed                           // a full pool has a free block again
	PoolEmpty                          // a pool's last block was freed
	PagesReturned                      // pages inside a pool went back; N is their bytes
	BlockGiven                         // Alloc gave a block; N is the bytes asked for
	BlockFreed                         // Free took a block
	LargeMapped                        // a large block was mapped; N is its bytes
	LargeUnmapped                      // a large block was unmapped; N is its bytes
)

var eventNames = [...]string{
	ArenaMapped: "arena mapped", ArenaUnmapped: "arena unmapped",
	PoolTaken: "pool taken", PoolFull: "pool full", PoolUsed: "pool used again", PoolEmpty: "pool empty",
	PagesReturned: "pages returned", BlockGiven: "block given", BlockFreed: "block freed",
	LargeMapped: "large block mapped", LargeUnmapped: "large block unmapped",
}

// String is the kind in words.
func (k EventKind) String() string {
	if int(k) < len(eventNames) && k > 0 {
		return eventNames[k]
	}
	return "unknown event"
}

// Event is one thing that happened in an Allocator, told after it has. What an
// Alloc or a Free caused comes before BlockGiven or after BlockFreed.
type Event struct {
	Kind  EventKind
	Block Block // the block, or the first of the pool or arena
	Class int   // of the block or pool, 0 to 31; -1 when there is none
	N     int   // a number, by kind
}

// tell calls the hook. Pools and arenas ask whether there is one here; Alloc and
// Free ask once for all that they do beside their work (Allocator.extra).
func (a *Allocator) tell(kind EventKind, b Block, class uint8, n int) {
	if a.hook == nil {
		return
	}
	e := Event{Kind: kind, Block: b, Class: int(class), N: n}
	if class == unclassed {
		e.Class = -1
	}
	a.hook(e)
}
