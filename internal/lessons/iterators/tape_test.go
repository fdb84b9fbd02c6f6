package lesson

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/show"
)

// told is a case told in plain lines, without their indents.
func told(t *testing.T, program string) []string {
	t.Helper()
	tape, err := Choose(context.Background(), show.Choice{Program: []byte(program), File: "mine.json"})
	require.NoError(t, err)
	require.Equal(t, "iterators: mine.json", tape.Title())
	var lines []string
	for step := 1; step <= tape.Len(); step++ {
		lines = append(lines, strings.TrimSpace(tape.Line(step)))
		_, err := tape.JSON(step)
		require.NoError(t, err)
		require.NotEmpty(t, show.Text(tape.Scene(step)))
	}
	return lines
}

// TestChooseTells: cases whose telling has something of its own.
func TestChooseTells(t *testing.T) {
	for name, c := range map[string]struct{ program, want string }{
		"take nothing": {`{"kind":"pipeline","sources":{"a":{"items":[1]}},"expr":["src","a"],"take":0}`, "the consumer has what it wanted, [], and asks no more"},
		"sum":          {`{"kind":"pipeline","sources":{"a":{"items":[1,2]}},"expr":["src","a"],"sink":["sum"]}`, "sum is 3"},
		"any":          {`{"kind":"pipeline","sources":{"a":{"items":[1,2]}},"expr":["src","a"],"sink":["any","even"]}`, "any is True"},
		"raises":       {`{"kind":"pipeline","sources":{"a":{"items":[1,2],"fail":1}},"expr":["src","a"]}`, "a raises ValueError"},
		"build":        {`{"kind":"pipeline","sources":{"a":{"items":[1]}},"expr":["batched",{"n":0},["src","a"]]}`, "ValueError comes out of making the stages: nothing was asked"},
		"twice":        {`{"kind":"pipeline","sources":{"a":{"items":[1,2]}},"expr":["zip",{},["src","a"],["src","a"]]}`, "zip gives (1, 2) to list"},
		"same stage":   {`{"kind":"pipeline","sources":{"a":{"items":[1]}},"expr":["map",{"fn":"inc"},["map",{"fn":"inc"},["src","a"]]]}`, "map(inc) 2 gives 3 to list"},
		"literal":      {`{"kind":"pipeline","sources":{},"expr":["chain",{},["lit",["a"]],["lit",[null]]],"sink":["len"]}`, "[None] gives None to chain"},
		"recipe":       {`{"kind":"pipeline","sources":{"a":{"items":[1,2,3]}},"expr":["r_sliding_window",{"n":2},["src","a"]]}`, "sliding_window(2) gives (2, 3) to list"},
		"pairwise":     {`{"kind":"pipeline","sources":{"a":{"items":[1,2,3]}},"expr":["pairwise",{},["src","a"]]}`, "pairwise gives (2, 3) to list"},
		"tee":          {`{"kind":"tee","sources":{"a":{"items":[1]}},"expr":["src","a"],"n":2,"plan":[1,0]}`, "t0 gives 1 to consumer, from what tee has kept"},
		"no group":     {`{"kind":"groupby","sources":{"a":{"items":[]}},"expr":["src","a"],"key":"odd","plan":[["next"],["item",0]]}`, "groupby(odd) is over"},
		"own raise":    {`{"kind":"generator","body":[["raise","KeyError"]],"drive":[["next"]]}`, "KeyError leaves the body: the generator is closed"},
		"not begun":    {`{"kind":"generator","body":[["yield",1]],"drive":[["close"]]}`, "g.close() is done; g is closed"},
		"send first":   {`{"kind":"generator","body":[["yield",1]],"drive":[["send",1]]}`, "g.send(1) raises TypeError; g is created"},
		"drain":        {`{"kind":"generator","body":[["loop",2,[["yield",1]]],["ifr",null,[]]],"drive":[["drain"]]}`, "list(g) gives [1, 1]; g is closed"},
		"close value":  {`{"kind":"generator","body":[["try",[["yield",1]],[["GeneratorExit",[["return",5]]]],null]],"drive":[["next"],["close"]]}`, "g.close() gives 5, what the body returned; g is closed"},
		"reenter":      {`{"kind":"generator","body":[["reenter"]],"drive":[["next"]]}`, "next(g) raises ValueError; g is closed"},
		"iterable":     {`{"kind":"iterable","iterables":{"l":[1]},"plan":[["for","l"]]}`, "iter2 gives 1"},
	} {
		t.Run(name, func(t *testing.T) { require.Contains(t, told(t, c.program), c.want) })
	}
}

// TestChooseSaysWhere: a wrong program is refused before anything is drawn.
func TestChooseSaysWhere(t *testing.T) {
	for name, c := range map[string]struct{ program, want string }{
		"not JSON":     {"{\n\"kind\" \"pipeline\"}", `p.json:2: invalid character`},
		"no kind":      {`{}`, `p.json: kind: ""`},
		"two cases":    {"{}\n{}\n", "p.json: 2 cases, one can be shown: pick a line"},
		"no stage":     {`{"kind":"pipeline","expr":["mpa",{}]}`, `p.json: expr[0]: there is no stage "mpa"`},
		"no body":      {`{"kind":"generator"}`, "p.json: body: missing"},
		"no drive":     {`{"kind":"generator","body":[]}`, "p.json: drive: missing"},
		"no end":       {`{"kind":"pipeline","expr":["count",{"start":0,"step":1}]}`, "p.json: more than 20000 events"},
		"no end body":  {`{"kind":"generator","body":[["loop",100000,[["yield",1]]]],"drive":[["drain"]]}`, "p.json: drive[0] drain: more than 20000 events"},
		"no list":      {`{"kind":"iterable","iterables":{"l":1}}`, "p.json: iterables.l: not a list of values"},
		"no iterator":  {`{"kind":"iterable","plan":[["next","a"]]}`, "p.json: plan[0]: there is no a"},
		"no such step": {`{"kind":"iterable","iterables":{"l":[]},"plan":[["skip","l"]]}`, `p.json: plan[0]: "skip" is none of iter, next, for`},
		"short step":   {`{"kind":"iterable","plan":[["iter","a"]]}`, `p.json: plan[0]: not ["iter", name, of]`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Choose(context.Background(), show.Choice{Program: []byte(c.program), File: "p.json"})
			var wrong *show.InputError
			require.ErrorAs(t, err, &wrong)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// TestWatchedIsUnwatched: the watch between the stages changes no answer.
func TestWatchedIsUnwatched(t *testing.T) {
	for _, sc := range Scenarios() {
		found, err := Find(sc.Name)
		require.NoError(t, err)
		c, err := Parse(found.Program)
		if err != nil {
			continue // of a kind without stages
		}
		w := &watcher{plan: newPlan(c, nil)}
		watched, err := c.play(&builder{run: &run{ctx: t.Context()}, watch: w})
		require.NoError(t, err)
		plainly, err := Play(t.Context(), found.Program)
		require.NoError(t, err)
		require.Equal(t, plainly, watched, sc.Name)
		pulls := map[string]int{}
		for _, b := range w.beats {
			if b.Kind == beatGive {
				pulls[b.Stage]++
			}
		}
		for source, n := range watched.Pulled {
			require.Equal(t, n, pulls[source], "%s: what %s gave", sc.Name, source)
		}
	}
}

// TestGoBack: a state that was looked at is not changed by what comes after.
func TestGoBack(t *testing.T) {
	for _, sc := range Scenarios() {
		tape, err := Choose(context.Background(), show.Choice{Scenario: sc.Name})
		require.NoError(t, err)
		forwards := make([]string, tape.Len()+1)
		for step := range forwards {
			forwards[step] = show.Text(tape.Scene(step))
		}
		for step := tape.Len(); step >= 0; step-- {
			require.Equal(t, forwards[step], show.Text(tape.Scene(step)))
		}
	}
}

func TestBeatJSON(t *testing.T) {
	text, err := json.Marshal(Beat{Kind: beatGive, Stage: "a", Value: "1"})
	require.NoError(t, err)
	require.JSONEq(t, `{"kind":"give","stage":"a","value":"1"}`, string(text))
}

// TestLiteral: values are written as Python writes them.
func TestLiteral(t *testing.T) {
	require.Equal(t, `[None, True, False, 1, 'it\'s', (1,), (1, 2), []]`,
		literal(list{nil, true, false, int64(1), "it's", tuple{int64(1)}, tuple{int64(1), int64(2)}, []any{}}))
}
