package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/show"
)

// TestWatchedRecorded: every case CPython has answered can be watched, and the watch
// between its stages changes no answer.
func TestWatchedRecorded(t *testing.T) {
	for _, kind := range []string{"pipeline", "tee", "groupby", "generator"} {
		t.Run(kind, func(t *testing.T) {
			text, err := os.ReadFile("../../../iterators/testdata/conform/" + kind + ".jsonl")
			require.NoError(t, err)
			n := 0
			for line := range bytes.Lines(text) {
				var recorded struct{ Case json.RawMessage }
				require.NoError(t, json.Unmarshal(line, &recorded))
				watchedAlike(t, recorded.Case)
				n++
			}
			require.GreaterOrEqual(t, n, 300)
		})
	}
}

func watchedAlike(t *testing.T, text []byte) {
	t.Helper()
	tape, err := Choose(context.Background(), show.Choice{Program: text, File: "case"})
	require.NoError(t, err, "%s", text)
	for step := 0; step <= tape.Len(); step += 1 + step/2 { // the beginning shows most
		require.NotEmpty(t, show.Text(tape.Scene(step)), "%s", text)
	}
	c, err := Parse(text)
	if err != nil {
		return // a generator
	}
	plainly, err := Play(t.Context(), text)
	require.NoError(t, err)
	watched, err := c.play(&builder{run: &run{ctx: t.Context()}, watch: &watcher{plan: newPlan(c, nil)}})
	require.NoError(t, err)
	require.Equal(t, plainly, watched, "%s", text)
}
