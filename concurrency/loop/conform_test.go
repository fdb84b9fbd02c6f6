package loop_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/conform/asyncio"
	"underhood/internal/conform/python"
)

// How true the loop is to asyncio: programs are played by CPython's own, with a
// clock that jumps, and by this module, and the order and outcome of every step
// is compared. The rule is equality. Programs in which asyncio's order is not
// determined, because timers are due at the same time, are left out.

const oracle = "../../internal/conform/record/"

// compared is one program and CPython's answer.
type compared struct {
	Case   json.RawMessage `json:"case"`
	Answer map[string]any  `json:"answer"`
}

func TestConformRecorded(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "conform", "asyncio.jsonl"))
	require.NoError(t, err)
	n := 0
	for line := range bytes.Lines(text) {
		var c compared
		require.NoError(t, json.Unmarshal(line, &c))
		agrees(t, c)
		n++
	}
	require.GreaterOrEqual(t, n, 300)
}

// TestConformLive asks the CPython 3.11 found here, with a fixed seed; with
// UNDERHOOD_FULL=1 ten times as many programs, of a fresh one.
func TestConformLive(t *testing.T) {
	command := python.CPython311(t)
	seed, count := uint32(20), 2000
	if os.Getenv("UNDERHOOD_FULL") != "" {
		seed, count = rand.Uint32(), 20_000
	}
	t.Logf("the programs again: %sconcurrency_cases.py %d %d", oracle, seed, count)
	cases := python.Run(t, nil, command, oracle+"concurrency_cases.py", strconv.FormatUint(uint64(seed), 10), strconv.Itoa(count))
	answers := python.Run(t, cases, command, oracle+"concurrency_oracle.py")
	given, said := bytes.SplitAfter(cases, []byte("\n")), bytes.SplitAfter(answers, []byte("\n"))
	require.Len(t, said, len(given))
	skipped := 0
	for i := range count {
		c := compared{Case: given[i]}
		require.NoError(t, json.Unmarshal(said[i], &c.Answer))
		if c.Answer["skip"] != nil {
			skipped++
			continue
		}
		agrees(t, c)
	}
	require.Less(t, skipped, count/4)
}

// Six tasks that sleep until the same time: the one order that is not asyncio's.
// TestEqualDeadlinesAreFIFO has ours.
func TestEqualDeadlinesDiffer(t *testing.T) {
	out := python.Run(t, nil, python.CPython311(t), "-c", `
import asyncio, selectors
class Clock(selectors.SelectSelector):
    now = 0
    def select(self, timeout=None):
        self.now += timeout or 0
        return []
class Loop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.clock = Clock()
        super().__init__(self.clock)
        self._clock_resolution = 1
    def time(self):
        return self.clock.now
async def sleeper(i):
    await asyncio.sleep(5)
    print(i, end=" ")
async def main():
    await asyncio.gather(*map(sleeper, range(6)))
Loop().run_until_complete(main())
`)
	require.Equal(t, "0 2 5 4 1 3 ", string(out))
}

// agrees plays the program and compares.
func agrees(t *testing.T, c compared) {
	t.Helper()
	got, err := asyncio.Play(t.Context(), c.Case)
	require.NoError(t, err, "%s", c.Case)
	text, err := json.Marshal(got)
	require.NoError(t, err)
	var ours map[string]any
	require.NoError(t, json.Unmarshal(text, &ours))
	require.Equal(t, c.Answer, ours, "%s", c.Case)
}
