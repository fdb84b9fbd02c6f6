package metaclass_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/conform/python"
	lesson "underhood/internal/lessons/metaclass"
)

// How true the package is to CPython 3.11: programs that make classes and use them are
// played by CPython on real class statements and by this module, and all that
// happened is compared: values, the calls of hooks in order, exceptions, their
// causes, and those messages that programs read (a list at the top of the recorder).

const recorder = "../internal/conform/record/"

// outcome is what a step did.
type outcome struct {
	Op, OK, Err, Msg, Cause string
	Stable                  bool
	Log                     []string
}

// address is where a value lies, which differs from run to run in CPython too.
var address = regexp.MustCompile(` at 0x[0-9a-f]+`)

// settled is the outcome without what CPython itself answers differently from run to
// run: addresses, and in which order ABCMeta asks a new class for the names its bases
// have left abstract. These are a frozenset of strings, whose hashes are random
// (PYTHONHASHSEED).
func (o outcome) settled() outcome {
	o.OK, o.Msg = address.ReplaceAllString(o.OK, " at"), address.ReplaceAllString(o.Msg, " at")
	o.Log = slices.Clone(o.Log)
	for i := range o.Log {
		o.Log[i] = address.ReplaceAllString(o.Log[i], " at")
	}
	if o.Op != "class" && o.Op != "type3" {
		return o
	}
	asked := func(line string) bool {
		return strings.HasPrefix(line, "get ") && strings.Contains(line, " None <class ")
	}
	for from := 0; from < len(o.Log); {
		to := from
		for to < len(o.Log) && asked(o.Log[to]) {
			to++
		}
		slices.Sort(o.Log[from:to])
		from = to + 1
	}
	return o
}

// recorded is a program and CPython's answer.
type recorded struct {
	Program json.RawMessage
	Results []outcome
}

// difference says where our answer leaves CPython's, "" for nowhere.
func difference(t *testing.T, r recorded) string {
	t.Helper()
	result, err := lesson.Play(t.Context(), r.Program)
	require.NoError(t, err, "%s", r.Program)
	text, err := json.Marshal(result)
	require.NoError(t, err)
	var ours recorded
	require.NoError(t, json.Unmarshal(text, &ours))
	var program struct {
		ID    string
		Steps []json.RawMessage
	}
	require.NoError(t, json.Unmarshal(r.Program, &program))
	if len(ours.Results) != len(r.Results) {
		return fmt.Sprintf("%s: %d results for %d steps", program.ID, len(ours.Results), len(r.Results))
	}
	for i, want := range r.Results {
		got := ours.Results[i]
		if !want.Stable {
			got.Msg = want.Msg
		}
		got.Stable = want.Stable
		want, got = want.settled(), got.settled()
		if !reflect.DeepEqual(want, got) {
			return fmt.Sprintf("%s, step %d: %s\n  CPython: %+v\n  we:      %+v", program.ID, i, program.Steps[i], want, got)
		}
	}
	return ""
}

func compare(t *testing.T, answers []byte) (steps int) {
	t.Helper()
	for line := range bytes.Lines(answers) {
		var r recorded
		require.NoError(t, json.Unmarshal(line, &r))
		if d := difference(t, r); d != "" {
			t.Error(d)
		}
		steps += len(r.Results)
	}
	return steps
}

func TestConformRecorded(t *testing.T) {
	files, err := filepath.Glob("testdata/conform/*.jsonl")
	require.NoError(t, err)
	require.Len(t, files, 6)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".jsonl"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Greater(t, compare(t, text), 150)
		})
	}
}

// TestConformLive asks CPython now: a few programs that are always the same, with
// UNDERHOOD_FULL=1 over 100,000 steps of fresh ones, which takes a few minutes.
func TestConformLive(t *testing.T) {
	command := python.CPython311(t)
	seed, count := 1_000_000, 4
	if os.Getenv("UNDERHOOD_FULL") != "" {
		seed, count = rand.IntN(1_000_000_000), 900
	}
	t.Logf("the programs again: %smetaclass_programs.py %d %d FLAVOUR", recorder, seed, count)
	total := 0
	for _, flavour := range []string{"mro", "attr", "meta", "abc", "slots"} {
		t.Run(flavour, func(t *testing.T) {
			programs := python.Run(t, nil, command, recorder+"metaclass_programs.py", strconv.Itoa(seed), strconv.Itoa(count), flavour)
			total += compare(t, python.Run(t, programs, command, recorder+"metaclass_oracle.py"))
		})
	}
	t.Logf("%d steps", total)
}
