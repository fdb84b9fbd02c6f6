package lesson

import (
	"context"

	"underhood/concurrency"
)

// An instrument takes measurements. Tests have one whose figures are always the same.
type instrument struct {
	creation func(ctx context.Context, kind concurrency.Kind, n int) (concurrency.Cost, error)
	switches func(ctx context.Context, kind concurrency.Kind, n int) (concurrency.Cost, error)
	memory   func(ctx context.Context, kind concurrency.Kind, n int) (concurrency.Memory, error)
	sharing  func(ctx context.Context, kind concurrency.Kind, value int64) (concurrency.Sharing, error)
	counter  func(ctx context.Context, kind concurrency.Kind, units, n, rounds int) (concurrency.Count, error)
	crash    func(ctx context.Context, kind concurrency.Kind, crash concurrency.Crash) (concurrency.Survival, error)
	detector bool // the race detector is in this program
}

// measuring is the real one.
func measuring() instrument {
	return instrument{
		concurrency.MeasureCreation, concurrency.MeasureSwitch, concurrency.MeasureMemory,
		concurrency.MeasureSharing, concurrency.MeasureCounter, concurrency.MeasureCrash, detector,
	}
}
