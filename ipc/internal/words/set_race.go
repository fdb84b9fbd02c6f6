//go:build race

package words

import "sync/atomic"

// Set is atomic for the race detector, to which a hint is a race.
func (w *U32) Set(v uint32) { atomic.StoreUint32((*uint32)(w), v) }

// Set is atomic for the race detector, to which a hint is a race.
func (w *U64) Set(v uint64) { atomic.StoreUint64((*uint64)(w), v) }
