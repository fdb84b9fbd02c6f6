package concurrency

import (
	"context"
	"sync/atomic"
)

// Sharing is whether a unit and who started it have one memory.
type Sharing struct {
	Kind   Kind
	Wrote  int64 // what the unit put into a variable
	Inside int64 // what the unit found there afterwards
	Seen   int64 // what its starter finds in the same variable
	Shared bool  // they are the same
}

// variable is the one that units write. It is atomic so that seeing is not a race.
var variable atomic.Int64

var writes = Register("concurrency.writes", func(_ context.Context, v int64) (int64, error) {
	variable.Store(v)
	return variable.Load(), nil
})

// MeasureSharing has a unit change a package variable and looks at it. Measurements
// that go on at the same time see each other's.
func MeasureSharing(ctx context.Context, kind Kind, value int64) (Sharing, error) {
	variable.Store(^value)
	u, err := Start(ctx, kind, writes, value)
	if err != nil {
		return Sharing{}, measured("sharing", err)
	}
	inside, err := u.Join(ctx)
	if err != nil {
		return Sharing{}, measured("sharing", err)
	}
	seen := variable.Load()
	return Sharing{kind, value, inside, seen, seen == value}, nil
}
