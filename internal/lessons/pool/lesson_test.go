package lesson

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/goldens"
	"underhood/internal/show"
)

// TestScenarioGolden tells every scenario in plain lines and in pictures' words.
func TestScenarioGolden(t *testing.T) { goldens.Scenarios(t, "gc", Scenarios(), Choose) }

// TestScenarioFiles: every file is listed, so none is forgotten.
func TestScenarioFiles(t *testing.T) {
	_, missing := Choose(context.Background(), show.Choice{Scenario: "nothing"})
	goldens.Listed(t, files, len(Scenarios()), missing)
}

func TestUnknownOperation(t *testing.T) {
	_, err := record(context.Background(), []Op{{Op: "alloc", Name: "a", N: 1, Size: 1}, {Op: "fly"}})
	require.EqualError(t, err, `lesson: operation 2: unknown operation "fly"`)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = record(ctx, []Op{{Op: "trim"}})
	require.ErrorIs(t, err, context.Canceled)
}

// TestStateIsWhatTheAllocatorHas: folding the events gives the blocks in use.
func TestStateIsWhatTheAllocatorHas(t *testing.T) {
	text, err := files.ReadFile("scenarios/pool.json")
	require.NoError(t, err)
	var program []Op
	require.NoError(t, json.Unmarshal(text, &program))
	beats, err := record(context.Background(), program)
	require.NoError(t, err)
	s := NewState()
	for _, b := range beats {
		s = s.Apply(b)
	}
	inUse := 0
	for _, r := range s.Arenas {
		for _, p := range r.Pools {
			require.GreaterOrEqual(t, p.InUse, 0)
			inUse += p.InUse
		}
	}
	// a: 3-1+30-32, b: 100, c: 20, d: each fiftieth of 200.
	require.Equal(t, 0+100+20+4, inUse)
}
