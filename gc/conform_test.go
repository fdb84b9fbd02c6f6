package gc_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
	lesson "underhood/internal/lessons/gc"
)

// How true the heap is to CPython 3.11: programs of heap operations are played by
// CPython on real objects and by this module, and what happens is compared, event
// by event in order: what dies when, by counting or by the collector, which
// finalizers and callbacks run and what they find, every count.
//
// The rule is equality, for automatic collections and gc.get_count too. CPython's
// own count of allocations goes astray by a few after a full collection, which
// empties its free lists; the recorder keeps those full, so that no tolerance is
// needed. See internal/conform/record/gc_oracle.py for how one watches without
// disturbing.

const recorder = "../internal/conform/record/"

// answer is what a program did, by CPython's account or ours.
type answer struct {
	Ops []struct {
		I      int
		Events [][]any
	}
	Error string
}

func (a answer) byOp() map[int][][]any {
	m := make(map[int][][]any)
	for _, op := range a.Ops {
		m[op.I] = op.Events
	}
	return m
}

// recorded is a line of testdata: a program and CPython's answer.
type recorded struct {
	Name    string
	Program []json.RawMessage
	Python  string
	answer
}

// decode keeps whole numbers whole.
func decode(text []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(to)
}

func readRecorded(t *testing.T, file string) []recorded {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var all []recorded
	for line := range bytes.Lines(text) {
		var r recorded
		require.NoError(t, decode(line, &r), file)
		all = append(all, r)
	}
	require.NotEmpty(t, all, file)
	return all
}

// play is our answer, through the same door as internal/conform.
func play(ctx context.Context, program []json.RawMessage, opts ...gc.Option) (answer, error) {
	text, err := json.Marshal(program)
	if err != nil {
		return answer{}, err
	}
	ops, err := lesson.Parse(text)
	if err != nil {
		return answer{}, err
	}
	outcomes, err := lesson.Play(ctx, ops, opts...)
	if err != nil {
		return answer{}, err
	}
	if text, err = json.Marshal(lesson.NewResult(outcomes)); err != nil {
		return answer{}, err
	}
	var ours answer
	return ours, decode(text, &ours)
}

// difference says where our answer leaves CPython's, "" for nowhere.
func difference(ctx context.Context, program []json.RawMessage, theirs answer) string {
	if theirs.Error != "" {
		return "CPython: " + theirs.Error
	}
	ours, err := play(ctx, program)
	if err != nil {
		return err.Error()
	}
	a, b := theirs.byOp(), ours.byOp()
	for i, op := range program {
		if !reflect.DeepEqual(a[i], b[i]) {
			return fmt.Sprintf("operation %d, %s\n  CPython: %v\n  we:      %v", i, op, a[i], b[i])
		}
	}
	return ""
}

func TestConformRecorded(t *testing.T) {
	files, err := filepath.Glob("testdata/conform/*.jsonl")
	require.NoError(t, err)
	require.Len(t, files, 10)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".jsonl"), func(t *testing.T) {
			for _, r := range readRecorded(t, file) {
				if d := difference(t.Context(), r.Program, r.answer); d != "" {
					t.Errorf("%s (python %s): %s", r.Name, r.Python, d)
				}
			}
		})
	}
}

// The recorder plays leaves and lists that can be watched. Nothing of it is in
// gc_plain.py, which counts plain floats in plain lists: the same numbers.
func TestConformPlain(t *testing.T) {
	text, err := os.ReadFile("testdata/conform/plain.json")
	require.NoError(t, err)
	var plain map[string][]json.Number
	require.NoError(t, json.Unmarshal(text, &plain))
	compared := 0
	for _, r := range readRecorded(t, "testdata/conform/bullets.jsonl") {
		var counts []json.Number
		for _, op := range r.Ops {
			for _, e := range op.Events {
				if e[0] == "refcount" {
					n, ok := e[2].(json.Number)
					require.True(t, ok)
					counts = append(counts, n)
				}
			}
		}
		if len(counts) > 0 {
			compared++
			require.Equal(t, plain[r.Name], counts, r.Name)
		}
	}
	require.Equal(t, 11, compared)
	require.Equal(t, []json.Number{"3", "2", "1", "0"}, plain["order in which [0, 1, 2, 3] lets go"])
}

// python is a CPython that can be asked.
type python struct {
	command string
	minor   int // of version 3
}

// findPython skips the test when there is none that this module is to equal.
func findPython(t *testing.T) python {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here to compare with; the recorded answers have been compared")
	}
	out, err := exec.CommandContext(t.Context(), path, "-c",
		"import os, sys; print(sys.implementation.name, hasattr(os, 'fork'), *sys.version_info[:2], sys.executable)").Output()
	var name, fork, itself string // path may be a script that looks for it
	var major, minor int
	if _, scanErr := fmt.Sscan(string(out), &name, &fork, &major, &minor, &itself); err != nil || scanErr != nil {
		t.Skipf("python3 (%s) does not say what it is: %v", path, errors.Join(err, scanErr))
	}
	if name != "cpython" || fork != "True" || major != 3 || minor < 11 || minor > 13 {
		t.Skipf("python3 is %s %d.%d; to compare takes CPython 3.11, 3.12 or 3.13 on a system with fork", name, major, minor)
	}
	return python{itself, minor}
}

// profiles are the kinds of random program. Of each a full test plays so many
// fresh ones of 120 operations and so many of 5,000.
var profiles = []string{"rc", "cycles", "mixed", "weak", "fin", "auto", "loose", "names"}

const (
	fresh     = 2000
	freshLong = 40
)

// share is how many programs a child of the recorder's plays, one after the other.
// Each child takes about as long to begin as ten programs do to play.
const share = 100

// TestConformLive asks CPython now: a few programs that are always the same, with
// UNDERHOOD_FULL=1 fresh ones: 16,000 of 120 operations and 320 of 5,000. That takes
// a few minutes.
//
// Of 3.12 and 3.13 only what they have in common with 3.11 is compared: automatic
// collections of both wait for the next safe point of the interpreter (no profiles
// auto and loose), and 3.13 deals in another way with deaths nested more than 50 deep (no
// programs long enough to build that).
func TestConformLive(t *testing.T) {
	py := findPython(t)
	full := os.Getenv("UNDERHOOD_FULL") != ""
	seed := 1_000_000
	if full {
		seed = rand.IntN(1_000_000_000)
		t.Logf("seed %d; a program again: %sgc_programs.py %d 1 PROFILE", seed, recorder, seed)
	}
	for i, p := range profiles {
		seed := seed + i*(fresh+freshLong)
		t.Run(p, func(t *testing.T) {
			t.Parallel() // one side waits while the other plays
			if (p == "auto" || p == "loose") && py.minor > 11 {
				t.Skipf("automatic collections of 3.%d wait for a safe point; the rule here is 3.11's", py.minor)
			}
			n := 9
			if full {
				n = fresh
			}
			for at := 0; at < n; at += share {
				py.compare(t, seed+at, min(n-at, share), p, 120)
			}
			if full && py.minor <= 12 {
				py.compare(t, seed+n, freshLong, p, 5000)
			}
		})
	}
	t.Run("plain", func(t *testing.T) {
		out, err := exec.CommandContext(t.Context(), py.command, recorder+"gc_plain.py").Output()
		require.NoError(t, err)
		want, err := os.ReadFile("testdata/conform/plain.json")
		require.NoError(t, err)
		require.Equal(t, string(want), string(out))
	})
	t.Run("not in CPython", func(t *testing.T) {
		a := py.ask(t, []byte(`[{"op":"count"},{"op":"marksweep"}]`+"\n"), 1)
		require.Len(t, a, 1)
		require.Equal(t, `ValueError: operation 1: no such operation in CPython: 'marksweep'`, a[0].Error)
	})
}

// compare plays random programs on both sides.
func (py python) compare(t *testing.T, seed, n int, profile string, ops int) {
	t.Helper()
	programs, answers := py.random(t, seed, n, profile, ops)
	for i, program := range programs {
		if d := difference(t.Context(), program, answers[i]); d != "" {
			py.report(t, fmt.Sprintf("%s, seed %d, %d operations", profile, seed+i, ops), program, d)
			return
		}
	}
}

// random writes programs and has CPython play them.
func (py python) random(t *testing.T, seed, n int, profile string, ops int) ([][]json.RawMessage, []answer) {
	t.Helper()
	text, err := exec.CommandContext(t.Context(), py.command, recorder+"gc_programs.py",
		strconv.Itoa(seed), strconv.Itoa(n), profile, "--ops", strconv.Itoa(ops)).Output()
	require.NoError(t, err)
	answers := py.ask(t, text, share)
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	require.Len(t, lines, n)
	require.Len(t, answers, n)
	programs := make([][]json.RawMessage, n)
	for i, line := range lines {
		require.NoError(t, json.Unmarshal(line, &programs[i]))
	}
	return programs, answers
}

// report shows a difference in as few operations as it takes.
func (py python) report(t *testing.T, name string, program []json.RawMessage, first string) {
	t.Helper()
	last := first
	shrunk := shrink(program, func(program []json.RawMessage) bool {
		if _, err := play(t.Context(), program); err != nil {
			return false
		}
		text, err := json.Marshal(program)
		require.NoError(t, err)
		a := py.ask(t, append(text, '\n'), 1)
		d := difference(t.Context(), program, a[0])
		if d == "" || a[0].Error != "" {
			return false
		}
		last = d
		return true
	})
	text, err := json.Marshal(shrunk)
	require.NoError(t, err)
	t.Errorf("%s: %s\nin short, a case for gc_cases.py: %s\n%s", name, first, text, last)
}

// ask has the recorder play programs, one a line, so many a child.
func (py python) ask(t *testing.T, programs []byte, share int) []answer {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), py.command, recorder+"gc_oracle.py", "--share", strconv.Itoa(share))
	cmd.Stdin = bytes.NewReader(programs)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	require.Empty(t, complaint.String())
	var answers []answer
	for lines := bufio.NewReader(bytes.NewReader(out)); ; {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return answers
		}
		require.NoError(t, err)
		var a answer
		require.NoError(t, decode(line, &a), "%s", line)
		answers = append(answers, a)
	}
}

// shrink drops operations while the program keeps failing: halves, quarters, and
// so on to single ones, until no single one can go.
func shrink[T any](program []T, fails func([]T) bool) []T {
	for size := max(1, len(program)/2); ; {
		smaller := false
		for at := 0; at < len(program); {
			end := min(at+size, len(program))
			if less := slices.Concat(program[:at], program[end:]); len(less) > 0 && fails(less) {
				program, smaller = less, true
			} else {
				at = end
			}
		}
		if size == 1 && !smaller {
			return program
		}
		size = max(1, size/2)
	}
}

func TestShrink(t *testing.T) {
	program := make([]int, 100)
	for i := range program {
		program[i] = i
	}
	asked := 0
	got := shrink(program, func(p []int) bool {
		asked++
		return slices.Contains(p, 7) && slices.Contains(p, 50) && slices.Contains(p, 51)
	})
	require.Equal(t, []int{7, 50, 51}, got)
	require.Less(t, asked, 200)
	require.Equal(t, []int{1}, shrink([]int{1}, func([]int) bool { return true }))
}
