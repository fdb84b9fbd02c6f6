package lesson

import (
	"context"
	"testing"

	"go.uber.org/goleak"

	"underhood/internal/lessons/goldens"
	"underhood/internal/show"
)

// TestScenarioGolden tells every scenario in plain lines and in pictures' words.
func TestScenarioGolden(t *testing.T) {
	defer goleak.VerifyNone(t)
	goldens.Scenarios(t, "concurrency", Scenarios(), func(ctx context.Context, choice show.Choice) (show.Tape, error) {
		return choose(ctx, choice, steady())
	})
}

// TestScenarioFiles: every file is listed, so none is forgotten.
func TestScenarioFiles(t *testing.T) {
	_, missing := Find("nothing")
	goldens.Listed(t, files, len(scenarios), missing)
}
