//go:build race

package slots

import "sync/atomic"

// store is atomic for the race detector, to which a hint is a race.
func store(word *uint32, value uint32) { atomic.StoreUint32(word, value) }
