package lesson

import (
	"context"
	"errors"
	"fmt"

	"underhood/concurrency"
)

// columns of the table, in the order in which they are measured.
var columns = []string{"create and join", "switch", "memory", "address space", "lock", "a crash ends"}

// Few of each: the point is the facts, and the figures are for -json.
const (
	few        = 3
	switches   = 100
	increments = 1000
)

// playTable measures the units column by column. Figures vary from run to run, so a
// line says what was found, and only JSON how much.
func playTable(ctx context.Context) ([]Beat, error) {
	var beats []Beat
	for _, column := range columns {
		for _, kind := range concurrency.Kinds() {
			b := Beat{Kind: "measured", Task: kind.String(), On: column}
			if err := b.measure(ctx, kind); err != nil {
				return nil, err
			}
			beats = append(beats, b)
		}
	}
	return beats, nil
}

func (b *Beat) measure(ctx context.Context, kind concurrency.Kind) error {
	switch b.On {
	case "create and join":
		c, err := concurrency.MeasureCreation(ctx, kind, few)
		b.Found, b.Nanos = "measured", c.Each().Nanoseconds()
		return err
	case "switch":
		c, err := concurrency.MeasureSwitch(ctx, kind, switches)
		b.Found, b.Nanos = "measured", c.Each().Nanoseconds()
		return err
	case "memory":
		m, err := concurrency.MeasureMemory(ctx, kind, few)
		if errors.Is(err, errors.ErrUnsupported) {
			b.Found = "not here"
			return nil
		}
		b.Found, b.Memory = "measured", &m
		return err
	case "address space":
		s, err := concurrency.MeasureSharing(ctx, kind, 42)
		b.Found = map[bool]string{true: "shared", false: "its own"}[s.Shared]
		return err
	case "lock":
		return b.count(ctx, kind)
	}
	s, err := concurrency.MeasureCrash(ctx, kind, concurrency.PanicElsewhere)
	b.Found = map[bool]string{true: "itself", false: "its process"}[s.Starter]
	return err
}

// count has units increment a variable without a lock. Whether an increment is lost
// is chance where they run in parallel; that they may be is not, so this tells
// need, and the count beside it in JSON.
func (b *Beat) count(ctx context.Context, kind concurrency.Kind) error {
	switch kind {
	case concurrency.KindProcess:
		b.Found = "nothing shared"
		return nil
	case concurrency.KindCoroutine:
		b.Found = "not needed"
	default:
		b.Found = "needed"
	}
	c, err := concurrency.MeasureCounter(ctx, kind, 4, increments, few)
	if err == nil && kind == concurrency.KindCoroutine && c.Got != c.Want {
		err = fmt.Errorf("lesson: coroutines counted %d of %d", c.Got, c.Want)
	}
	b.Want, b.Got = c.Want, c.Got
	return err
}
