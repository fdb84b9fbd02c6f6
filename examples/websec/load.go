package main

import (
	"context"
	"fmt"
	"io"

	"underhood/internal/lessons/websec/siege"
)

// load plays the duels of load of a scenario, on real servers on loopback.
func load(ctx context.Context, network siege.Network, scenario string, stdout io.Writer) error {
	limits := siege.QuickLimits()
	for _, duel := range siege.Duels(limits) {
		if duel.Scenario != scenario {
			continue
		}
		if err := duel.Play(ctx, network, limits, stdout); err != nil {
			return fmt.Errorf("%s: %s: %w", duel.Scenario, duel.Name, err)
		}
	}
	return nil
}
