package lesson

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/show"
)

// lines is a program told in plain lines, without their marks.
func lines(t *testing.T, program string) []string {
	t.Helper()
	needsProcesses(t)
	tape, err := Choose(t.Context(), show.Choice{Program: []byte(program), File: "mine.json"})
	require.NoError(t, err)
	require.Equal(t, "ipc: mine.json", tape.Title())
	var all []string
	for step := 1; step <= tape.Len(); step++ {
		all = append(all, strings.Trim(tape.Line(step), "> "))
		_, err := tape.JSON(step)
		require.NoError(t, err)
		require.NotEmpty(t, show.Text(tape.Scene(step)))
	}
	return all
}

// program is one with things and a plan, as JSON.
func program(things, plan string) string { return `{"things":[` + things + `],"plan":[` + plan + `]}` }

// TestTells: programs whose telling has something of its own.
func TestTells(t *testing.T) {
	for name, c := range map[string]struct{ things, plan, want string }{
		"join": {
			`["queue","q","2"]`, `["start","a"],["put","a","q","x"],["join","parent","q"],["get","a","q"]`,
			"parent, which slept, knows that all of q is done",
		},
		"closed queue": {
			`["queue","q","2"]`, `["start","a"],["get","a","q"],["close","parent","q"]`,
			"a, which slept, waits to get from q no more: EOF",
		},
		"nothing to be done with": {
			`["queue","q","2"]`, `["start","a"],["done","a","q"]`,
			"a asks to be done, in vain: it has taken nothing",
		},
		"too many permits": {
			`["semaphore","s","2"]`, `["start","a"],["acquire","a","s","3"]`,
			"a asks for 3 permits of s, in vain: not so many permits: 3 to acquire, there are 2",
		},
		"not there": {
			`["lock","k"],["event","e"]`, `["start","a","e"],["lock","a","k"]`,
			"a asks for the lock k, in vain: there is no k here",
		},
		"outside of the memory": {
			`["memory","m","2"]`, `["start","a"],["write","a","m","2","1"]`,
			"a asks to write into m, in vain: there is no number 2: there are 2, from 0",
		},
		"an empty message": {
			`["pipe","p","64"]`, `["start","a"],["send","a","p",""],["receive","parent","p"]`,
			"parent receives a message of no bytes from p",
		},
		"a closed end": {
			`["pipe","p","64"]`, `["start","a"],["receive","a","p"],["close","parent","p"]`,
			"a, which slept, waits to receive from p no more: EOF",
		},
		"stopped and killed": {
			`["lock","k"]`, `["start","a"],["start","b"],["lock","a","k"],["stop","a"],["lock","b","k"],["kill","a"]`,
			"b, which slept, has the lock k, and is told that a died with it",
		},
		"stopped asleep": {
			`["event","e"]`, `["start","a"],["wait","a","e"],["stop","a"],["set","parent","e"],["continue","a"]`,
			"a, which slept, passes e",
		},
		"event cleared": {
			`["event","e"]`, `["start","a"],["set","a","e"],["clear","a","e"],["wait","parent","e"],["leave","parent"]`,
			"parent, which slept, waits at e no more: its context has ended",
		},
		"broadcast": {
			`["condition","c"]`, `["start","a"],["lock","a","c"],["wait","a","c"],["broadcast","parent","c"]`,
			"a, which slept, is woken at c, and has the lock again",
		},
		"without the lock": {
			`["condition","c"]`, `["start","a"],["wait","a","c"]`,
			"a asks for a signal at c, in vain: not locked",
		},
		"barrier reset": {
			`["barrier","b","2"]`, `["start","a"],["abort","a","b"],["reset","a","b"],["wait","a","b"],["wait","parent","b"]`,
			"a, which slept, passes b",
		},
		"two deaths": {
			`["queue","q","2"]`, `["start","a"],["start","b"],["put","parent","q","x"],["take","a","q"],["kill","a"],
			["take","b","q"],["kill","b"],["take","parent","q"]`,
			"parent takes x from q, marked: 2 died with it",
		},
	} {
		t.Run(name, func(t *testing.T) { require.Contains(t, lines(t, program(c.things, c.plan)), c.want) })
	}
}

// TestChooseSaysWhere: a wrong program is refused, and nothing of it is left running.
func TestChooseSaysWhere(t *testing.T) {
	lock := func(plan string) string { return program(`["lock","k"]`, plan) }
	for name, c := range map[string]struct{ program, want string }{
		"not JSON":         {"{\n\"things\" 1}", "p.json:2: invalid character"},
		"not a list":       {`{"things":1}`, "p.json: json: cannot unmarshal number"},
		"nothing":          {`{}`, "p.json: things: 0, want 1 to 8"},
		"no name":          {program(`["lock"]`, ``), "things[0]: want a kind, a name"},
		"no kind":          {program(`["mutex","k"]`, ``), `things[0]: "mutex" is none of queue, pipe`},
		"bad name":         {program(`["lock","a b"]`, ``), `things[0]: "a b" is not a name`},
		"twice":            {program(`["lock","k"],["lock","k"]`, ``), "things[1]: k is there already"},
		"size of a lock":   {program(`["lock","k","1"]`, ``), "things[0]: a lock has no size"},
		"no size":          {program(`["queue","q"]`, ``), "things[0]: want queue, a name and how many values"},
		"size of none":     {program(`["queue","q","many"]`, ``), `things[0]: "many": a queue has 1 to 16 values`},
		"too large":        {program(`["barrier","b","61"]`, ``), "a barrier has 1 to 60 parties"},
		"too long":         {lock(strings.Repeat(`["lock","parent","k"],`, 200) + `["lock","parent","k"]`), "plan: 201 steps, 200 at most"},
		"empty step":       {lock(`[]`), `plan[0]: "" is none of start, kill`},
		"no step":          {lock(`["fork","a"]`), `plan[0]: "fork" is none of start, kill, stop, continue, leave, abort`},
		"short step":       {lock(`["lock","parent"]`), "plan[0]: lock: want a process, a thing"},
		"no process":       {lock(`["lock","a","k"]`), "plan[0]: a has not been started"},
		"no thing":         {lock(`["lock","parent","l"]`), "plan[0]: there is no l"},
		"knows not":        {lock(`["put","parent","k","x"]`), "plan[0]: k is a lock, which knows no put"},
		"too many words":   {lock(`["lock","parent","k","x"]`), "plan[0]: lock takes 0 words after the thing, not 1"},
		"long word":        {program(`["queue","q","1"]`, `["put","parent","q","`+strings.Repeat("x", 33)+`"]`), "plan[0]: put: a word of 33 bytes, 32 at most"},
		"no number":        {program(`["semaphore","s","1"]`, `["acquire","parent","s","x"]`), `plan[0]: acquire: "x" is not a number`},
		"whom":             {lock(`["kill"]`), "plan[0]: kill takes the name of a process"},
		"parent":           {lock(`["kill","parent"]`), "plan[0]: kill: the parent is there as long as the run"},
		"kill nobody":      {lock(`["kill","a"]`), "plan[0]: a has not been started"},
		"bad process":      {lock(`["start","a-b"]`), `plan[0]: "a-b" is not a name`},
		"started twice":    {lock(`["start","a"],["start","a"]`), "plan[1]: a is there already"},
		"given nothing":    {lock(`["start","a","l"]`), "plan[0]: there is no l"},
		"too many":         {lock(`["start","a"],["start","b"],["start","c"],["start","d"],["start","e"],["start","f"],["start","g"],["start","h"],["start","i"],["start","j"],["start","l"],["start","m"],["start","n"]`), "plan[12]: more than 12 processes"},
		"dead":             {lock(`["start","a"],["kill","a"],["lock","a","k"]`), "plan[2] lock: a is dead"},
		"waits":            {lock(`["start","a"],["lock","parent","k"],["lock","a","k"],["lock","a","k"]`), "plan[3] lock: a waits at k"},
		"stopped":          {lock(`["start","a"],["stop","a"],["lock","a","k"]`), "plan[2] lock: a is stopped"},
		"stopped twice":    {lock(`["start","a"],["stop","a"],["stop","a"]`), "plan[2] stop: a is stopped already"},
		"goes on":          {lock(`["start","a"],["continue","a"]`), "plan[1] continue: a is not stopped"},
		"leaves nothing":   {lock(`["start","a"],["leave","a"]`), "plan[1] leave: a waits for nothing"},
		"leaves stopped":   {program(`["event","e"]`, `["start","a"],["wait","a","e"],["stop","a"],["leave","a"]`), "plan[3] leave: a is stopped"},
		"leaves condition": {program(`["condition","c"]`, `["start","a"],["lock","a","c"],["wait","a","c"],["leave","a"]`), "plan[3] leave: a waits at a condition"},
		"third at a pipe":  {program(`["pipe","p","64"]`, `["start","a"],["start","b"]`), "plan[1] start: it cannot attach to p: ipc: the other end of the pipe is taken"},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Contains(c.want, "] ") {
				needsProcesses(t)
			}
			_, err := Choose(t.Context(), show.Choice{Program: []byte(c.program), File: "p.json"})
			wrong := new(show.InputError)
			require.ErrorAs(t, err, &wrong)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// TestEndsWithItsContext: who gives up gets its reason, and no process is left.
func TestEndsWithItsContext(t *testing.T) {
	needsProcesses(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	cancel(why)
	_, err := Choose(ctx, show.Choice{Scenario: "queue"})
	require.ErrorIs(t, err, why)
	_, err = Choose(t.Context(), show.Choice{Scenario: "nothing"})
	require.ErrorContains(t, err, `no scenario "nothing"`)
}
