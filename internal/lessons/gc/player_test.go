package lesson

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// playText plays a program and gives each outcome as "operation: kind args".
func playText(t *testing.T, text string) []string {
	t.Helper()
	program, err := Parse([]byte(text))
	require.NoError(t, err)
	outcomes, err := Play(t.Context(), program)
	require.NoError(t, err)
	got := []string{}
	for i, of := range outcomes {
		for _, o := range of {
			got = append(got, fmt.Sprintf("%d: %s", i, strings.Trim(fmt.Sprint([]any(o)), "[]")))
		}
	}
	return got
}

// What CPython does is in gc/testdata/conform; here is what only this player
// has, or what it has to get right before CPython is asked.
func TestPlay(t *testing.T) {
	tests := []struct {
		name, program string
		want          []string
	}{
		{
			"mark and sweep", `[{"op":"bind","name":"a","object":true},{"op":"set","name":"a","slot":0,"to":"a"},
				{"op":"del","name":"a"},{"op":"marksweep"},{"op":"marksweep"}]`,
			[]string{"3: gc start 2", "3: free a gc", "3: gc stop 2 1 0", "3: collected 1", "4: gc start 2", "4: gc stop 2 0 0", "4: collected 0"},
		},
		{
			"the tables do not mix", `[{"op":"new","id":"a"},{"op":"new","id":"weak w"},{"op":"new","id":"name weak w"},
				{"op":"weakref","w":"w","to":"a"},{"op":"drop","id":"weak w"},{"op":"wget","w":"w"},
				{"op":"bind","name":"saved a","to":"a"},{"op":"fin","id":"a","do":[{"resurrect":true}]},
				{"op":"drop","id":"a"},{"op":"drop","id":"saved a"},{"op":"forget"},{"op":"drop","id":"name weak w"}]`,
			[]string{"4: free weak w rc", "5: wget w a", "9: fin a rc", "9: resurrect a", "10: free a rc", "11: free name weak w rc"},
		},
		{
			"a function that is not called, calls and all", `[{"op":"call","func":"f","params":["a"],"args":["no"]},
				{"op":"call","func":"g"},{"op":"bind","name":"x","leaf":"1"},{"op":"return","value":"x","into":"y"},
				{"op":"return","value":"y","into":"z"},{"op":"refcount","name":"z"}]`,
			[]string{"0: err call no", "5: err refcount z"},
		},
		{
			"finalizer and callback with nothing to do", `[{"op":"new","id":"a"},{"op":"fin","id":"a"},
				{"op":"weakref","w":"w","to":"a","cb":{}},{"op":"fin","id":"a","do":[{"log":1,"raise":0}]},{"op":"drop","id":"a"}]`,
			[]string{"4: fin a rc", "4: unraisable ValueError", "4: cb w dead rc", "4: free a rc"},
		},
		{
			"operations on nothing", `[{"op":"unlink","id":"a","slot":0},{"op":"tracked","id":"a"},{"op":"gen","id":"a"},
				{"op":"fin","id":"a"},{"op":"take","id":"a","slot":0},{"op":"refcount","id":"a"},{"op":"wget","w":"w"},{"op":"wdrop","w":"w"},
				{"op":"forget"},{"op":"release"},{"op":"ungarbage"},{"op":"garbage"},{"op":"del","name":"a"},{"op":"append","list":"a","item":"b"}]`,
			[]string{
				"0: err unlink a", "1: err tracked a", "2: err gen a", "3: err fin a", "4: err take a", "5: err refcount a",
				"6: wget w none", "11: garbage", "12: err del a", "13: err append a",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, playText(t, tt.program)) })
	}
}

func TestPlayCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	program, err := Parse([]byte(`[{"op":"count"}]`))
	require.NoError(t, err)
	_, err = Play(ctx, program)
	require.ErrorIs(t, err, context.Canceled)
}

// A defect of the player in code the heap calls is an error, not one of the
// panics the heap reports as unraisable.
func TestPlayDefect(t *testing.T) {
	p := newPlayer(func(...any) {}, nil)
	p.unraisable(0, errRaised)
	require.NoError(t, p.defect)
	p.unraisable(0, "lesson: gc: stale reference")
	p.unraisable(0, "a second one")
	require.EqualError(t, p.defect, "lesson: lesson: gc: stale reference")
	require.PanicsWithValue(t, "lesson: no", func() { must(fmt.Errorf("no")) })
}

func TestOutcomeJSON(t *testing.T) {
	tests := []struct {
		outcome Outcome
		want    string
	}{
		{Outcome{"free", "a", "rc"}, `["free","a","rc"]`},
		{Outcome{"5", "5", "-07", "--5", "True", "False", "true", "1.5", "-", ""}, `["5",5,-7,"--5",true,false,"true","1.5","-",""]`},
		{Outcome{"took", "<&>", 3, true}, `["took","<&>",3,true]`},
		{Outcome{"took", "123456789012345678901234567890"}, `["took",123456789012345678901234567890]`},
	}
	for _, tt := range tests {
		got, err := tt.outcome.MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, tt.want, string(got))
	}
	none, err := json.Marshal(NewResult(make([][]Outcome, 3)))
	require.NoError(t, err)
	require.Equal(t, `{"ops":[]}`, string(none))
}

// FuzzParse: whatever the text, an error or a program, never a panic; and every
// program plays, with nothing that the player did not foresee.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"scenarios/*.json", "../../../gc/testdata/conform/cases.jsonl", "../../../gc/testdata/conform/bullets.jsonl"} {
		files, err := filepath.Glob(pattern)
		require.NoError(f, err)
		for _, file := range files {
			for _, text := range programsIn(f, file) {
				f.Add(text)
			}
		}
	}
	f.Add([]byte(`[{"op":"threshold","t":[-2147483648,2147483647,0]},{"op":"alloc","n":10000000,"keep":true}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		program, err := Parse(text)
		if err != nil {
			wrong := new(ProgramError)
			require.ErrorAs(t, err, &wrong)
			require.Less(t, wrong.Op, len(text))
			return
		}
		_ = Check(program) // must not panic; what it says is its own business
		for i := range program {
			program[i].N = min(program[i].N, 1000) // a heap this test can afford
		}
		first, err := Play(t.Context(), program)
		require.NoError(t, err)
		again, err := Play(t.Context(), program)
		require.NoError(t, err)
		require.Equal(t, first, again) // the same program does the same
		_, err = json.Marshal(NewResult(first))
		require.NoError(t, err)
	})
}

// anything writes one operation with every field drawn from few values, so that
// names meet, kinds clash, and callbacks pull the ground from under operations.
func anything(r *rand.Rand) map[string]any {
	names := []string{"a", "b", "c", "x", "weak a", "saved a", "name a"}
	name := func() string { return names[r.IntN(len(names))] }
	ops := slices.Sorted(maps.Keys(fields))
	op := ops[r.IntN(len(ops))]
	o := map[string]any{"op": op}
	for f := range strings.FieldsSeq(fields[op]) {
		f, optional := strings.CutSuffix(f, "?")
		if optional && r.IntN(2) == 0 {
			continue
		}
		switch f {
		case "slot":
			o[f] = r.IntN(3)
		case "gen":
			o[f] = r.IntN(3)
		case "index":
			o[f] = r.IntN(3)
		case "n":
			o[f] = r.IntN(20)
		case "t":
			o[f] = []int{r.IntN(8) - 3, r.IntN(4) - 1, r.IntN(4) - 1}
		case "keep", "saveall", "object":
			o[f] = r.IntN(2) == 0
		case "leaf":
			o[f] = []any{name(), "1.2"}[r.IntN(2)]
		case "params", "args":
			o["params"], o["args"] = []string{"a", "x"}, []string{name(), name()}
		case "in":
			o[f] = []any{name(), r.IntN(3)}
		case "cb":
			o[f] = []any{"log", "raise", map[string]any{"drop": name()}, map[string]any{"collect": r.IntN(3)}}[r.IntN(4)]
		case "do":
			steps := []map[string]any{
				{"resurrect": true},
				{"save": r.IntN(3)},
				{"unlink": r.IntN(3)},
				{"peek": name()},
				{"watch": name()},
				{"collect": r.IntN(3)},
				{"link": []any{r.IntN(3), name()}},
				{"raise": true},
			}
			o[f] = []any{steps[r.IntN(len(steps))], steps[r.IntN(len(steps))]}
		case "list":
			o[f] = name()
			if op != "append" && op != "remove" {
				o[f] = []any{name(), map[string]string{"leaf": "1"}, name()}[:r.IntN(4)]
			}
		default:
			o[f] = name()
		}
	}
	return o
}

// No program reaches a panic of the player, however its operations meet.
func TestPlayAnything(t *testing.T) {
	played := 0
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 0))
		var program []map[string]any
		depth := 0
		for len(program) < 80 {
			switch o := anything(r); o["op"] {
			case "return":
				if depth > 0 {
					program, depth = append(program, o), depth-1
				}
			case "call":
				program, depth = append(program, o), depth+1
			default:
				program = append(program, o)
			}
			for len(program)%40 == 0 && depth > 0 {
				program, depth = append(program, map[string]any{"op": "return"}), depth-1
			}
		}
		// Operations that say too much or too little are refused; leave them out.
		program = slices.DeleteFunc(program, func(o map[string]any) bool {
			text, err := json.Marshal(o)
			require.NoError(t, err)
			return new(Op).UnmarshalJSON(text) != nil
		})
		text, err := json.Marshal(program)
		require.NoError(t, err)
		ops, err := Parse(text)
		if err != nil {
			continue // a call lost its return
		}
		played += len(ops)
		require.NotPanics(t, func() { _, err = Play(t.Context(), ops) }, "%s", text)
		require.NoError(t, err, "%s", text)
	}
	require.Greater(t, played, 25_000)
}
