package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	conformed = "../../../iterators/testdata/conform"
	recorder  = "../../conform/record/"
)

// TestPushedEqualsAsked: built of sequences that are pushed, a case says the same,
// and takes the same from its sources in the same order, as built of sources that
// are asked, which are compared with CPython. The one thing a sequence cannot do is
// be asked again when it is over: the sources are not either here.
func TestPushedEqualsAsked(t *testing.T) {
	for _, kind := range []string{"pipeline", "tee", "groupby"} {
		text, err := os.ReadFile(filepath.Join(conformed, kind+".jsonl"))
		require.NoError(t, err)
		for line := range bytes.Lines(text) {
			var r struct {
				Case json.RawMessage `json:"case"`
			}
			require.NoError(t, json.Unmarshal(line, &r))
			pushedEqualsAsked(t, r.Case)
		}
	}
}

// TestPushedEqualsAskedLive does so with many more cases, where there is a Python to
// write them.
func TestPushedEqualsAskedLive(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here to write cases; some are on record")
	}
	seed, count := "30", "2000"
	if os.Getenv("UNDERHOOD_FULL") != "" {
		count = "20000"
	}
	cases, err := exec.CommandContext(t.Context(), python, recorder+"iterators_cases.py", seed, count, "pipeline,tee,groupby").Output()
	require.NoError(t, err)
	for line := range bytes.Lines(cases) {
		pushedEqualsAsked(t, line)
	}
}

func pushedEqualsAsked(t *testing.T, text []byte) {
	t.Helper()
	c, err := Parse(text)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	asked, err := c.play(&builder{run: &run{ctx: ctx}, latched: true})
	if err != nil {
		require.ErrorContains(t, err, "64-bit", "%s", text)
		return
	}
	pushed, err := c.play(&builder{run: &run{ctx: ctx}, pushed: true})
	require.NoError(t, err)
	if said, _ := json.Marshal(asked.Result); strings.Contains(string(said), "RAISE") {
		return // what comes after an error is a matter of asking
	}
	require.Equal(t, asked, pushed, "%s", text)
}
