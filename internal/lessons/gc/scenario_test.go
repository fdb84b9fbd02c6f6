package lesson

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/goldens"
)

// TestScenarioGolden tells every scenario in plain lines and in pictures' words.
func TestScenarioGolden(t *testing.T) {
	for _, sc := range Scenarios() {
		t.Run(sc.Name, func(t *testing.T) {
			found, err := Find(sc.Name)
			require.NoError(t, err)
			require.NoError(t, Check(found.Program))
			tape, err := Tape(context.Background(), sc.Name, found.Program)
			require.NoError(t, err)
			goldens.Tell(t, sc.Name, tape)
		})
	}
}

// TestScenarioFiles: every file is listed, so none is forgotten.
func TestScenarioFiles(t *testing.T) {
	_, missing := Find("nothing")
	goldens.Listed(t, files, len(scenarios), missing)
}

// TestBothCollectorsTellTheSameEnd: what mark and sweep frees in its scenario
// trial deletion frees in the second half.
func TestBothCollectorsTellTheSameEnd(t *testing.T) {
	sc, err := Find("mark-and-sweep")
	require.NoError(t, err)
	outcomes, err := Play(context.Background(), sc.Program)
	require.NoError(t, err)
	var collected []any
	for _, op := range outcomes {
		for _, o := range op {
			if o[0] == "collected" {
				collected = append(collected, o[1])
			}
		}
	}
	require.Equal(t, []any{2, 2}, collected)
}
