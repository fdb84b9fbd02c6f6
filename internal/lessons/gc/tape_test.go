package lesson

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/goldens"
	"underhood/internal/show"
)

func TestChoose(t *testing.T) {
	ctx := context.Background()
	tape, err := Choose(ctx, show.Choice{Scenario: "cycle"})
	require.NoError(t, err)
	require.Equal(t, "gc: cycle", tape.Title())

	tape, err = Choose(ctx, show.Choice{Program: []byte(`[{"op":"new","id":"a"}]`), File: "mine.json"})
	require.NoError(t, err)
	require.Equal(t, "gc: mine.json", tape.Title())
	require.Equal(t, 2, tape.Len())
}

// TestChooseSaysWhere: a wrong program is refused before anything is drawn.
func TestChooseSaysWhere(t *testing.T) {
	for name, c := range map[string]struct{ program, want string }{
		"not JSON":      {"[\n{\"op\": \"new\",\n}]", `p.json:3: invalid character '}' looking for beginning of object key string`},
		"no array":      {`{"op": "new"}`, `p.json:1: a program is a JSON array of operations`},
		"unknown":       {`[{"op": "new", "id": "a"}, {"op": "nwe"}]`, `p.json:1: operation 2: unknown operation "nwe"`},
		"never created": {`[{"op": "del", "name": "y"}]`, `p.json: operation 1: del: the name "y" was never created`},
		"unknown field": {`[{"op": "new", "id": "a", "lef": true}]`, `p.json: operation 1: operation "new" has no field "lef"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Choose(context.Background(), show.Choice{Program: []byte(c.program), File: "p.json"})
			var wrong *show.InputError
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, c.want, err.Error())
		})
	}
}

func TestRecordIsBounded(t *testing.T) {
	program, err := Parse([]byte(`[{"op":"disable"},{"op":"alloc","n":50000}]`))
	require.NoError(t, err)
	_, err = Record(context.Background(), program)
	require.ErrorContains(t, err, "operation 1: more than 250000 events so far")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = Record(ctx, program)
	require.True(t, errors.Is(err, context.Canceled))
}

// TestBeatJSON: every beat is one object with what it has.
func TestBeatJSON(t *testing.T) {
	program, err := Parse([]byte(`[
		{"op":"disable"},{"op":"bind","name":"a","object":true,"note":"made"},
		{"op":"set","name":"a","slot":0,"to":"a"},{"op":"refcount","name":"a"},
		{"op":"del","name":"a"},{"op":"collect","gen":0}]`))
	require.NoError(t, err)
	beats, err := Record(context.Background(), program)
	require.NoError(t, err)
	var lines []string
	for _, b := range beats {
		text, err := json.Marshal(b)
		require.NoError(t, err)
		lines = append(lines, string(text))
	}
	goldens.Compare(t, "beats.jsonl", []byte(strings.Join(lines, "\n")+"\n"))
}

// TestSource: each operation reads like the Python it mirrors.
func TestSource(t *testing.T) {
	program, err := Parse([]byte(`[
		{"op":"new","id":"a"},{"op":"new","id":"k","leaf":true},{"op":"link","id":"a","slot":1,"to":"k"},
		{"op":"unlink","id":"a","slot":1},{"op":"take","id":"a","slot":1},{"op":"drop","id":"k"},
		{"op":"refcount","id":"a"},{"op":"tracked","id":"a"},{"op":"gen","id":"a"},
		{"op":"alloc","n":3,"keep":true},{"op":"alloc","n":3},{"op":"release"},
		{"op":"weakref","w":"w","to":"a"},{"op":"weakref","w":"v","to":"a","cb":{"drop":"a"},"in":["a",2]},
		{"op":"wget","w":"w"},{"op":"wdrop","w":"w"},
		{"op":"fin","id":"a","do":["log",{"resurrect":true},{"save":1},{"unlink":2},{"link":[3,"a"]},{"peek":"w"},{"watch":"u"},{"collect":1},{"raise":true}]},
		{"op":"forget"},{"op":"collect","gen":2},{"op":"marksweep"},{"op":"enable"},{"op":"disable"},
		{"op":"threshold","t":[700,10,10]},{"op":"count"},{"op":"stats"},{"op":"freeze"},{"op":"unfreeze"},
		{"op":"frozen"},{"op":"debug","saveall":true},{"op":"debug","saveall":false},{"op":"garbage"},{"op":"ungarbage"},
		{"op":"bind","name":"x","leaf":"1.2"},{"op":"bind","name":"y","to":"x"},{"op":"rebind","name":"y","object":true},
		{"op":"bind","name":"l","list":["x",{"leaf":"1"}]},{"op":"append","list":"l","item":"y"},{"op":"remove","list":"l","index":0},
		{"op":"set","name":"y","slot":4,"to":"x"},{"op":"set","name":"y","slot":4},
		{"op":"call","func":"foo","params":["p"],"args":["x"]},{"op":"bind","name":"q","to":"p"},
		{"op":"return","value":"q","into":"r"},{"op":"call","func":"bar"},{"op":"return"},
		{"op":"refcount","name":"x"},{"op":"del","name":"x"}]`))
	require.NoError(t, err)
	goldens.Compare(t, "source.py.txt", []byte(strings.Join(Source(program), "\n")+"\n"))
}
