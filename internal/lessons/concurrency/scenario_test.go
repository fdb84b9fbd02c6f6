package lesson

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/show"
)

var update = flag.Bool("update", false, "write the golden files again")

// golden compares got with a file under testdata/golden, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "%s; -update writes it again", file)
}

// TestScenarioGolden tells every scenario in plain lines and in pictures' words.
func TestScenarioGolden(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, sc := range Scenarios() {
		t.Run(sc.Name, func(t *testing.T) {
			tape, err := Choose(context.Background(), show.Choice{Scenario: sc.Name})
			require.NoError(t, err)
			require.Equal(t, "concurrency: "+sc.Name, tape.Title())
			require.LessOrEqual(t, sc.Poster, tape.Len())
			var out bytes.Buffer
			for step := 1; step <= tape.Len(); step++ {
				fmt.Fprintln(&out, tape.Line(step))
			}
			golden(t, sc.Name+".txt", out.Bytes())

			out.Reset()
			for step := 0; step <= tape.Len(); step++ {
				fmt.Fprintf(&out, "-- step %d\n%s\n", step, show.Text(tape.Scene(step)))
			}
			golden(t, sc.Name+".scenes.txt", out.Bytes())
		})
	}
}

// TestScenarioFiles: every file is listed, so none is forgotten.
func TestScenarioFiles(t *testing.T) {
	entries, err := files.ReadDir("scenarios")
	require.NoError(t, err)
	require.Len(t, entries, len(scenarios))
	_, err = Find("nothing")
	require.ErrorContains(t, err, `no scenario "nothing"`)
}
