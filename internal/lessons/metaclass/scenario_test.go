package lesson

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/goldens"
)

// TestScenarioGolden tells every scenario in plain lines and in pictures' words.
func TestScenarioGolden(t *testing.T) {
	goldens.Scenarios(t, "metaclass", Scenarios(), Choose)
}

// TestScenarioFiles: every file is listed, so none is forgotten.
func TestScenarioFiles(t *testing.T) {
	_, missing := Find("nothing")
	goldens.Listed(t, files, len(scenarios), missing)
}

// TestScenarioTruth: what a scenario tells of each step is what CPython 3.11 answered:
// value, exception, and the program's own log. internal/conform/record/metaclass asked it.
func TestScenarioTruth(t *testing.T) {
	text, err := os.ReadFile("testdata/cpython.jsonl")
	require.NoError(t, err)
	var answered []string
	for line := range bytes.Lines(text) {
		var r struct {
			Program struct{ ID string }
			Results []struct {
				OK, Err, Msg, Cause string
				Stable              bool
				Log                 []string
			}
		}
		require.NoError(t, json.Unmarshal(line, &r))
		answered = append(answered, r.Program.ID)
		sc, err := Find(r.Program.ID)
		require.NoError(t, err)
		beats := recorded(t, sc.Program)
		for i, want := range r.Results {
			var log []string
			var last Beat
			for last.Kind != beatDone && last.Kind != beatFail {
				require.NotEmpty(t, beats, "%s, step %d", sc.Name, i)
				last, beats = beats[0], beats[1:]
				if last.Kind == beatLog {
					log = append(log, last.Text)
				}
			}
			where := sc.Name + ", step " + itoa(i)
			require.Equal(t, want.Log, log, where)
			if want.Err == "" {
				require.Equal(t, strings.ReplaceAll(want.OK, "<function lambda.lambda>", "<function>"), last.Text, where)
				continue
			}
			require.Equal(t, want.Err, last.Name, where)
			if want.Stable {
				require.Equal(t, want.Msg, last.Text, where)
			}
			if want.Cause != "" {
				require.Contains(t, last.Notes, "because of: "+want.Cause, where)
			}
		}
		require.Empty(t, beats)
	}
	require.Len(t, answered, len(scenarios), "internal/conform/record/metaclass asks again")
}

// recorded is what happens while a program is played.
func recorded(t *testing.T, program []byte) []Beat {
	t.Helper()
	steps := stepsOf(t, program)
	beats, err := record(t.Context(), listed(steps), steps)
	require.NoError(t, err)
	return beats
}
