package lesson

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestScenariosAreFlask: what the scenarios show is what Flask 2.2 does, function by
// function, cookies included. testdata/flask has its answers, as
// internal/conform/record/web_oracle.py gives them. The other scenarios are about what Flask
// has no word for in a case (stored, stream), or does otherwise (teardown: see the
// differences in the comment of package web).
func TestScenariosAreFlask(t *testing.T) {
	answers, err := filepath.Glob(filepath.Join("testdata", "flask", "*.json"))
	require.NoError(t, err)
	require.Len(t, answers, len(scenarios)-3)
	for _, file := range answers {
		name := filepath.Base(file[:len(file)-len(".json")])
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			var want []map[string]any
			require.NoError(t, json.Unmarshal(text, &want))
			found, err := Find(name)
			require.NoError(t, err)
			played, err := Play(t.Context(), found.Program)
			require.NoError(t, err)
			text, err = json.Marshal(played)
			require.NoError(t, err)
			var got struct{ Responses []map[string]any }
			require.NoError(t, json.Unmarshal(text, &got))
			require.Len(t, got.Responses, len(want))
			for i := range want {
				for _, what := range []string{"status", "body", "trace"} {
					require.Equal(t, want[i][what], got.Responses[i][what], "%d: %s", i, what)
				}
				cookies, _ := got.Responses[i]["set_cookie"].([]any) // absent when there is none
				require.ElementsMatch(t, want[i]["set_cookie"], cookies)
			}
		})
	}
}
