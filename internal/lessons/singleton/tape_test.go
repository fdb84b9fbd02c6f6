package lesson

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/show"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lines is a program told in plain lines, without their indents.
func lines(t *testing.T, program string) []string {
	t.Helper()
	tape, err := Choose(t.Context(), show.Choice{Program: []byte(program), File: "mine.json"})
	require.NoError(t, err)
	require.Equal(t, "singleton: mine.json", tape.Title())
	var all []string
	for step := 1; step <= tape.Len(); step++ {
		all = append(all, strings.TrimSpace(tape.Line(step)))
		_, err := tape.JSON(step)
		require.NoError(t, err)
		require.NotEmpty(t, show.Text(tape.Scene(step)))
	}
	return all
}

// TestTells: programs whose telling has something of its own.
func TestTells(t *testing.T) {
	for name, c := range map[string]struct{ program, want string }{
		"only asks":     {`{"kind":"race","ways":["Naive"],"plan":[["ask","g1"]]}`, "0 constructed, 0 handed out"},
		"left alone":    {`{"kind":"race","ways":["Lazy"],"plan":[["ask","g1"]]}`, "g1  begins to construct #1"},
		"wrap panics":   {`{"kind":"race","ways":["Wrap"],"plan":[["ask","g1"],["ask","g2"],["panic","g1","boom"],["ask","g3"]]}`, "g3  panics: boom"},
		"keep":          {`{"kind":"race","ways":["Lazy"],"retry":"keep","plan":[["ask","g1"],["fail","g1","no"],["ask","g2"]]}`, "g2  gets an error: no"},
		"always":        {`{"kind":"race","ways":["Lazy"],"retry":"always","plan":[["ask","g1"],["fail","g1","no"],["ask","g2"]]}`, "g2  begins to construct #2"},
		"reset":         {`{"kind":"race","ways":["Lazy"],"plan":[["ask","g1"],["make","g1"],["reset"],["ask","g1"]]}`, "g1  begins to construct #2"},
		"two ways":      {`{"kind":"race","ways":["Guard","Holder"],"plan":[["ask","g1"],["make","g2"]]}`, ""},
		"reset in both": {`{"kind":"race","ways":["Holder","Lazy"],"plan":[["reset"]]}`, "reset: nothing changes"},
		"two fail":      {`{"kind":"race","ways":["Wrap","Lazy"],"plan":[["ask","g1"],["ask","g2"],["fail","g1","no"]]}`, "fail g1: gets an error (Wrap, Lazy)"},
		"self":          {`{"kind":"scope","needs":[["a","a"]],"plan":[["get","a"]]}`, "a cannot be made: singleton: it needs itself to be made: a -> a"},
		"home":          {`{"kind":"scope","needs":[["a"]],"plan":[["get","a","home"],["fork","t"],["close","home"],["get","a","t"]]}`, "Get returns the error: singleton: the scope is closed"},
		"not closed":    {`{"kind":"scope","needs":[["a"]],"plan":[["get","a"],["get","a"]]}`, "1 constructed in all"},
		"stand-in":      {`{"kind":"scope","needs":[["a"]],"plan":[["fork","t"],["override","t","a"],["get","a","t"]]}`, "Get returns the stand-in for a"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.want == "" {
				_, err := Choose(t.Context(), show.Choice{Program: []byte(c.program), File: "p.json"})
				require.ErrorContains(t, err, "g2 has not asked")
				return
			}
			require.Contains(t, lines(t, c.program), c.want)
		})
	}
}

// TestChooseSaysWhere: a wrong program is refused, and nothing of it is left running.
func TestChooseSaysWhere(t *testing.T) {
	race := func(ways, plan string) string {
		return `{"kind":"race","ways":` + ways + `,"plan":` + plan + `}`
	}
	scope := func(plan string) string {
		return `{"kind":"scope","needs":[["a","b"],["b"]],"plan":` + plan + `}`
	}
	for name, c := range map[string]struct{ program, want string }{
		"not JSON":       {"{\n\"kind\" 1}", "p.json:2: invalid character"},
		"no kind":        {`{}`, `p.json: kind: "" is none of race, scope`},
		"not a list":     {`{"kind":"race","ways":1}`, "p.json: json: cannot unmarshal number"},
		"unknown field":  {`{"kind":"race","ways":["Lazy"],"plans":[]}`, `p.json: json: unknown field "plans"`},
		"no way":         {race(`[]`, `[]`), "ways: there are none"},
		"unknown way":    {race(`["Once"]`, `[]`), `ways[0]: "Once" is none of Naive, NaiveOf`},
		"way twice":      {race(`["Of","Of"]`, `[]`), "ways[1]: Of is there already"},
		"no step":        {race(`["Of"]`, `[[]]`), `plan[0]: "" is none of ask, make`},
		"short step":     {race(`["Of"]`, `[["ask"]]`), "plan[0]: ask takes 2 to 3 words, not 1"},
		"too long":       {race(`["Of"]`, `[`+strings.Repeat(`["ask","g1"],`, 500)+`["ask","g1"]]`), "plan: 501 steps, 500 at most"},
		"no fail":        {race(`["Of"]`, `[["ask","g1"],["fail","g1","x"]]`), "plan[1]: the constructor of Of cannot return an error"},
		"no leave":       {race(`["Of"]`, `[["ask","g1"],["leave","g1"]]`), "plan[1]: Of knows no leave; Lazy does"},
		"no reset":       {race(`["Of"]`, `[["reset"]]`), "plan[0]: Of cannot be reset"},
		"panic of none":  {race(`["Of"]`, `[["ask","g1"],["panic","g1",""]]`), "plan[1]: panic with nothing"},
		"turn back":      {race(`["Lazy"]`, `[["turn","-1s"]]`), `plan[0]: turn: "-1s" is not a duration forwards`},
		"not asked":      {race(`["Of"]`, `[["make","g1"]]`), "plan[0]: g1 has not asked"},
		"asks again":     {race(`["Of"]`, `[["ask","g1"],["ask","g1"]]`), "plan[1] ask, Of: g1 has asked and has no answer yet"},
		"makes nothing":  {race(`["Of"]`, `[["ask","g1"],["make","g1"],["make","g1"]]`), "plan[2] make, Of: g1 constructs nothing"},
		"who goes on":    {race(`["Of"]`, `[["ask","g1"],["ask","g2"],["ask","g3"],["panic","g1","x"]]`), "plan[3] panic, Of: 2 wait: nobody can say which"},
		"reset waits":    {race(`["Holder"]`, `[["ask","g1"],["reset"]]`), "plan[1] reset, Holder: somebody constructs"},
		"leaves nothing": {race(`["Lazy"]`, `[["ask","g1"],["make","g1"],["leave","g1"]]`), "plan[2] leave, Lazy: g1 waits for nothing"},
		"last leaves":    {race(`["Lazy"]`, `[["ask","g1"],["leave","g1"]]`), "plan[1] leave, Lazy: nobody would be left"},
		"retry of":       {`{"kind":"race","ways":["Of"],"retry":"keep"}`, "retry: only Lazy alone has one"},
		"retry what":     {`{"kind":"race","ways":["Lazy"],"retry":"now"}`, `retry: "now" is none of always, keep, backoff`},
		"retry waits":    {`{"kind":"race","ways":["Lazy"],"retry":"backoff 2s 1s"}`, "the first not above the longest"},
		"no needs":       {`{"kind":"scope"}`, "needs: there are no instances"},
		"needs list":     {`{"kind":"scope","needs":1}`, "cannot unmarshal"},
		"empty need":     {`{"kind":"scope","needs":[[]]}`, "needs[0]: want the name of an instance"},
		"need twice":     {`{"kind":"scope","needs":[["a"],["a"]]}`, "needs[1]: a is there already"},
		"need nobody":    {`{"kind":"scope","needs":[["a","b"]]}`, "needs[0]: a needs b, which is not there"},
		"fails nobody":   {`{"kind":"scope","needs":[["a"]],"fails":["b"]}`, "fails[0]: there is no b"},
		"scope long":     {scope(`[` + strings.Repeat(`["get","a"],`, 500) + `["get","a"]]`), "plan: 501 steps, 500 at most"},
		"scope step":     {scope(`[["ask","a"]]`), `plan[0]: "ask" is none of get, fork, override, close`},
		"scope short":    {scope(`[["get"]]`), "plan[0]: get takes 2 to 3 words, not 1"},
		"no instance":    {scope(`[["get","c"]]`), "plan[0]: there is no c"},
		"no scope":       {scope(`[["get","a","t"]]`), "plan[0]: there is no scope t"},
		"fork twice":     {scope(`[["fork","t"],["fork","t"]]`), "plan[1]: t is there already"},
		"fork of closed": {scope(`[["close"],["fork","t"]]`), "plan[1]: there is nothing left to fork"},
		"override home":  {scope(`[["override","home","a"]]`), "plan[0]: only a fork can be overridden"},
		"closed twice":   {scope(`[["fork","t"],["close","t"],["close","t"]]`), "plan[2]: t is closed"},
	} {
		t.Run(name, func(t *testing.T) {
			defer goleak.VerifyNone(t)
			_, err := Choose(t.Context(), show.Choice{Program: []byte(c.program), File: "p.json"})
			var wrong *show.InputError
			require.ErrorAs(t, err, &wrong)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// TestCancelled: a run that nobody wants any more ends, and its goroutines with it.
func TestCancelled(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	sc, err := Find("race")
	require.NoError(t, err)
	for range 100 { // some come far enough to have asked
		_, err = Choose(ctx, show.Choice{Program: sc.Program})
		if err != nil {
			require.ErrorIs(t, err, context.Canceled)
		}
	}
}

// TestSameAgain: the scheduler leaves nothing to chance.
func TestSameAgain(t *testing.T) {
	for _, sc := range Scenarios() {
		var first []byte
		for range 20 {
			found, err := Find(sc.Name)
			require.NoError(t, err)
			tape, err := Choose(t.Context(), show.Choice{Program: found.Program})
			require.NoError(t, err)
			var all []byte
			for step := 0; step <= tape.Len(); step++ {
				text, err := tape.JSON(step)
				require.NoError(t, err)
				all = append(all, text...)
			}
			if first == nil {
				first = all
			}
			require.Equal(t, string(first), string(all), sc.Name)
		}
	}
}

// TestGoBack: a state that was looked at is not changed by what comes after.
func TestGoBack(t *testing.T) {
	for _, sc := range Scenarios() {
		tape, err := Choose(t.Context(), show.Choice{Scenario: sc.Name})
		require.NoError(t, err)
		forwards := make([]string, tape.Len()+1)
		for step := range forwards {
			forwards[step] = show.Text(tape.Scene(step))
		}
		for step := tape.Len(); step >= 0; step-- {
			require.Equal(t, forwards[step], show.Text(tape.Scene(step)))
		}
	}
	_, err := Choose(t.Context(), show.Choice{Scenario: "nothing"})
	require.Error(t, err)
}

func TestBeatJSON(t *testing.T) {
	text, err := json.Marshal(Beat{Kind: beatGot, Way: "Of", Who: "g1", Object: 1})
	require.NoError(t, err)
	require.JSONEq(t, `{"kind":"got","way":"Of","who":"g1","object":1}`, string(text))
}
