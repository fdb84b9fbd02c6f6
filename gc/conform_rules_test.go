package gc_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// The other collectors beside CPython: each is held to what it promises.
//
// Candidates: an automatic collection starts at the allocation at which CPython's
// does, is of the same generation and finds the same number of objects; the same
// objects die of it, the same finalizers and callbacks run. So the events of each
// operation are CPython's, in any order. Finalizers in a cycle run in order of
// birth, where CPython's is that of its lists: what a program does that can tell
// the one order from the other may differ. Hence the profiles without such.
//
// Marking and Incremental: when and in which portions garbage goes is their own
// business. But at the end of a full collection nothing is left of it, as in
// CPython: by then the same objects have died, the same finalizers have run, once
// each, the same weak references have called back, and all answer the same.
// In their profile finalizers and callbacks change nothing, and no weak reference is
// itself garbage: what these do depends on when it is found
// (TestTrashCallsBackUntilItIsFound).

// A rule says where our answer breaks it, "" for nowhere.
type rule func(program []json.RawMessage, theirs, ours answer) string

// sameEvents compares operation by operation, without regard to order.
func sameEvents(program []json.RawMessage, theirs, ours answer) string {
	a, b := theirs.byOp(), ours.byOp()
	for i, op := range program {
		if x, y := sorted(a[i]), sorted(b[i]); !slices.Equal(x, y) {
			return fmt.Sprintf("operation %d, %s\n  CPython: %v\n  we:      %v", i, op, x, y)
		}
	}
	return ""
}

func sorted(events [][]any) []string {
	var all []string
	for _, e := range events {
		all = append(all, fmt.Sprint(e...))
	}
	slices.Sort(all)
	return all
}

// sameAtFull compares what has happened up to each full collection that the program
// asks for.
func sameAtFull(program []json.RawMessage, theirs, ours answer) string {
	a, b := theirs.byOp(), ours.byOp()
	sumA, sumB := map[string]int{}, map[string]int{}
	full := 0
	for i, op := range program {
		count(sumA, a[i])
		count(sumB, b[i])
		var o struct {
			Op  string
			Gen int
		}
		if err := json.Unmarshal(op, &o); err != nil {
			return err.Error()
		}
		end := i == len(program)-1 // the program ends with a full collection
		if o.Op == "collect" && o.Gen == 2 {
			full++
			end = true
		}
		if end && !reflect.DeepEqual(sumA, sumB) {
			return fmt.Sprintf("up to operation %d, %s\n  CPython: %v\n  we:      %v", i, op, sumA, sumB)
		}
	}
	for what, n := range sumB {
		if n != 1 && !strings.HasPrefix(what, "wget") {
			return fmt.Sprintf("%s happened %d times", what, n)
		}
	}
	if full == 0 {
		return "no full collection to compare at"
	}
	return ""
}

// count adds deaths, finalizers and callbacks, without how they came about, and what
// weak references answer, which these programs ask after full collections only.
func count(sum map[string]int, events [][]any) {
	for _, e := range events {
		switch kind := e[0]; kind {
		case "free", "fin", "cb":
			sum[fmt.Sprint(kind, " ", e[1])]++
		case "wget":
			sum[fmt.Sprint(kind, " ", e[1], " ", e[2])]++
		}
	}
}

// rules are what is held to which, on programs of which profiles.
var rules = []struct {
	collector gc.Collector
	rule      rule
	profiles  []string
}{
	{gc.Candidates, sameEvents, []string{"rc", "cycles", "weak", "auto", "loose", "names"}},
	{gc.Marking, sameAtFull, []string{"loose"}},
	{gc.Incremental, sameAtFull, []string{"loose"}},
}

// breaks says how a collector breaks its rule on a program.
func breaks(ctx context.Context, c gc.Collector, r rule, program []json.RawMessage, theirs answer) string {
	if theirs.Error != "" {
		return "CPython: " + theirs.Error
	}
	ours, err := play(ctx, program, gc.WithCollector(c))
	if err != nil {
		return err.Error()
	}
	return r(program, theirs, ours)
}

func TestConformByRule(t *testing.T) {
	for _, tt := range rules {
		for _, p := range tt.profiles {
			t.Run(tt.collector.String()+"/"+p, func(t *testing.T) {
				for _, r := range readRecorded(t, "testdata/conform/"+p+".jsonl") {
					if d := breaks(t.Context(), tt.collector, tt.rule, r.Program, r.answer); d != "" {
						t.Errorf("%s (python %s): %s", r.Name, r.Python, d)
					}
				}
			})
		}
	}
}

// TestConformByRuleLive asks CPython now, with fixed seeds; with UNDERHOOD_FULL=1 of
// each profile 500 fresh programs of 120 operations and 20 of 5,000.
func TestConformByRuleLive(t *testing.T) {
	py := findPython(t)
	if py.minor > 11 {
		t.Skipf("automatic collections of 3.%d wait for a safe point; the rule here is 3.11's", py.minor)
	}
	seed, n, long := 2_000_000, 9, 0
	if os.Getenv("UNDERHOOD_FULL") != "" {
		seed, n, long = rand.IntN(1_000_000_000), 500, 20
		t.Logf("seed %d", seed)
	}
	for _, p := range []string{"auto", "loose"} {
		t.Run(p, func(t *testing.T) {
			t.Parallel() // one side waits while the other plays
			programs, answers := py.random(t, seed, n, p, 120)
			if long > 0 {
				more, theirs := py.random(t, seed+n, long, p, 5000)
				programs, answers = append(programs, more...), append(answers, theirs...)
			}
			for _, tt := range rules {
				if !slices.Contains(tt.profiles, p) {
					continue
				}
				for i, program := range programs {
					if d := breaks(t.Context(), tt.collector, tt.rule, program, answers[i]); d != "" {
						t.Fatalf("%s, %s, seed %d: %s", tt.collector, p, seed+i, d)
					}
				}
			}
		})
	}
}

// The rules are not empty words: the programs have automatic collections of each
// generation that find something, and each collector frees some of it on its own.
func TestRulesSayMuch(t *testing.T) {
	found, early := map[string]int{}, map[gc.Collector]int{}
	for _, r := range readRecorded(t, "testdata/conform/loose.jsonl") {
		for _, e := range autoStops(r.Program, r.answer) {
			found[fmt.Sprint(e[2])]++
		}
		for _, c := range []gc.Collector{gc.Candidates, gc.Marking, gc.Incremental} {
			ours, err := play(t.Context(), r.Program, gc.WithCollector(c))
			require.NoError(t, err)
			early[c] += len(autoStops(r.Program, ours))
		}
	}
	t.Log(found, early)
	for g := range 3 {
		require.Greater(t, found[fmt.Sprint(g)], 5, "generation %d", g)
	}
	for c, n := range early {
		require.Greater(t, n, 20, c)
	}
}

// autoStops are the ends of the collections nobody asked for that found something.
func autoStops(program []json.RawMessage, a answer) (stops [][]any) {
	by := a.byOp()
	for i, op := range program {
		var o struct{ Op string }
		if json.Unmarshal(op, &o) != nil || o.Op == "collect" {
			continue
		}
		for _, e := range by[i] {
			if e[0] == "gc" && e[1] == "stop" && fmt.Sprint(e[3]) != "0" {
				stops = append(stops, e)
			}
		}
	}
	return stops
}
