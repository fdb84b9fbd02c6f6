package lesson

import (
	"context"

	"underhood/concurrency"
)

// playCrash has every crash happen in every kind of unit, each in a process of its own.
func playCrash(ctx context.Context) ([]Beat, error) {
	var beats []Beat
	for _, crash := range concurrency.Crashes() {
		for _, kind := range concurrency.Kinds() {
			s, err := concurrency.MeasureCrash(ctx, kind, crash)
			if err != nil {
				return nil, err
			}
			beats = append(beats, Beat{Kind: "crash", Task: kind.String(), On: crash.String(), Survived: s.Starter})
		}
	}
	return beats, nil
}
