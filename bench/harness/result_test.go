package harness

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// entered makes a contestant that took the given nanoseconds.
func entered(name string, role Role, ns ...int64) *entrant {
	e := &entrant{Contestant: Contestant{Name: name, Role: role, What: "a " + name}, worker: &worker{hello: Hello{Version: "1.0"}}}
	for _, n := range ns {
		e.samples = append(e.samples, Sample{NS: n, Answer: "42"})
	}
	return e
}

func sampleResult() Result {
	ours := entered("underhood", RoleOurs, 10, 20, 30)
	allocs, size := int64(3), int64(48)
	for i := range ours.samples {
		ours.samples[i].Allocs, ours.samples[i].Bytes, ours.samples[i].Objects = &allocs, &size, 7
	}
	return newResult("gc", Case{Name: "live", What: "All live.", Unit: "collection", Limit: "floor"}, 7, "", []*entrant{
		ours,
		entered("underhood/again", RoleAgain, 20, 25, 30),
		entered("python", RolePython, 200, 100, 300),
		entered("go", RoleRival, 80, 80, 80),
		entered("malloc", RoleRival, 40, 40, 40),
		entered("floor", RoleLimit, 16, 16, 16),
	})
}

func TestResultRatios(t *testing.T) {
	ours := sampleResult().Rows[0]
	require.Equal(t, 20.0, ours.NS)
	require.Equal(t, 0.1, ours.VsPython)
	require.Equal(t, 0.5, ours.VsBestRival, "the fastest rival counts")
	require.Equal(t, "malloc", ours.BestRival)
	require.Equal(t, 1.25, ours.VsLimit)
	require.Equal(t, 0.8, sampleResult().AA)
}

// TestBestPython: where Python has several ways, the fastest is the one to beat.
func TestBestPython(t *testing.T) {
	r := newResult("ipc", Case{Name: "rtt"}, 1, "", []*entrant{
		entered("underhood", RoleOurs, 10),
		entered("python/Queue", RolePython, 400),
		entered("python/Pipe", RolePython, 100),
		entered("python/SimpleQueue", RolePython, 200),
	})
	require.Equal(t, 0.1, r.Rows[0].VsPython)
	require.Equal(t, 100.0, r.python())
}

func TestJSONShape(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, WriteJSON(&b, sampleResult()))
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	require.Len(t, lines, 6)
	var ours, python map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &ours))
	require.NoError(t, json.Unmarshal([]byte(lines[2]), &python))
	require.Equal(t, map[string]any{
		"topic": "gc", "case": "live", "impl": "underhood", "ns": 20.0, "bytes": 48.0, "allocs": 3.0, "unit": "collection",
		"vs_python": 0.1, "vs_best_rival": 0.5, "vs_limit": 1.25, "samples": 3.0,
		"spread": 0.5, "aa": 0.8, "objects": 7.0, "size": 7.0, "best_rival": "malloc", "version": "1.0",
	}, ours)
	for _, absent := range []string{"vs_python", "vs_best_rival", "vs_limit", "bytes", "allocs", "objects"} {
		require.NotContains(t, python, absent)
	}
}

func TestTableAndMarkdown(t *testing.T) {
	r := sampleResult()
	var b bytes.Buffer
	require.NoError(t, WriteTable(&b, r))
	require.Contains(t, b.String(), "7 objects visited")
	topic := Topic{Name: "gc", Title: "gc", About: "About.", Contestants: []Contestant{{Name: "underhood", What: "ours"}}}
	out := Outcome{
		Results: []Result{r}, Skipped: []Skip{{"pypy", "not installed"}}, Failed: []error{errors.New("x is not reported")},
	}
	text := topic.Markdown(Head{Machine: "a machine", Date: time.Unix(0, 0).UTC(), Command: "go run .", Chart: "c.svg"}, out)
	for _, want := range []string{
		"1970-01-01; a machine; thorough run", "![", "| underhood | 1.0 | ours |", "| pypy | took no part | not installed |",
		"| python | 200 ns | 50 % | 3 | 0.1 |", "x is not reported",
	} {
		require.Contains(t, text, want)
	}
	require.Contains(t, topic.Chart(out.Results), "<svg")
	require.Empty(t, topic.Chart(nil))
}

func TestInResults(t *testing.T) {
	text := InResults("", "gc", "first\n")
	require.True(t, strings.HasPrefix(text, "# Results"))
	text = InResults(text, "web", "omega\n")
	text = InResults(text, "gc", "second\n")
	require.NotContains(t, text, "first")
	require.Less(t, strings.Index(text, "second"), strings.Index(text, "omega"), "in its place")
}

func TestProgress(t *testing.T) {
	var plain, bar bytes.Buffer
	for _, show := range []func(Progress){ShowProgress(&plain, false), ShowProgress(&bar, true)} {
		show(Progress{Note: "pypy is skipped"})
		show(Progress{Case: "a", Contestant: "go", Step: 1, Of: 2, All: 1})
		show(Progress{Case: "a", Contestant: "python", Step: 2, Of: 2, All: 1})
		show(Progress{Case: "a", Done: 1, All: 1})
	}
	require.Equal(t, "pypy is skipped\nmeasuring a (1 of 1)\n", plain.String())
	require.Contains(t, bar.String(), "[==========          ] 1/1 a: go")
	require.True(t, strings.HasSuffix(bar.String(), "\r\x1b[K"), "the line is gone at the end")
}
