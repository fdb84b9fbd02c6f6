package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestPlay(t *testing.T) {
	tests := []struct{ name, program, want string }{
		{
			"a class", `{"id":"a","steps":[{"op":"class","name":"A"},{"op":"mro","cls":{"ref":"A"}}]}`,
			`{"id":"a","results":[{"op":"class","ok":"<class A>"},{"op":"mro","ok":"(<class A>, <object>)"}]}`,
		},
		{"no id", `{"steps":[{"op":"eval","x":1}]}`, `{"id":"","results":[{"op":"eval","ok":"1"}]}`},
		{"recorded", `{"program":{"id":7,"steps":[]},"results":[]}`, `{"id":7,"results":[]}`},
		{
			"an exception", `{"steps":[{"op":"get","obj":{"ref":"int"},"name":"zz"}]}`,
			`{"id":"","results":[{"op":"get","err":"AttributeError","msg":"type object 'int' has no attribute 'zz'"}]}`,
		},
		{
			"out of fuel", `{"steps":[{"op":"let","as":"f","x":{"entry":{"k":"method","body":[["ret",[[1,1,1,1,1,1,1,1,1,1],[1,1,1,1,1,1,1,1,1,1]]]]}}},
			{"op":"let","as":"l","x":{"tuple":[1,1,1,1,1,1,1,1,1,1]}},
			{"op":"eval","x":{"call":[{"ref":"list"},[{"tuple":[]}]]}}]}`,
			`{"id":"","results":[{"op":"let","ok":"<function lambda.lambda>"},{"op":"let","ok":"(1, 1, 1, 1, 1, 1, 1, 1, 1, 1)"},{"op":"eval","ok":"[]"}]}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Play(t.Context(), []byte(tt.program))
			require.NoError(t, err)
			text, err := json.Marshal(got)
			require.NoError(t, err)
			var want, have any
			require.NoError(t, json.Unmarshal([]byte(tt.want), &want))
			require.NoError(t, json.Unmarshal(text, &have))
			require.Equal(t, want, have)
		})
	}
}

// A step that evaluates too much ends as Halt, and the program goes on.
func TestFuel(t *testing.T) {
	wide := bytes.Repeat([]byte("1,"), tank)
	program := append(append([]byte(`{"steps":[{"op":"eval","x":[`), wide...), []byte(`1]},{"op":"eval","x":2}]}`)...)
	got, err := Play(t.Context(), program)
	require.NoError(t, err)
	r, ok := got.(Result)
	require.True(t, ok)
	require.Equal(t, "Halt", r.Results[0].Err)
	require.Equal(t, "2", *r.Results[1].OK)
}

func TestNoProgram(t *testing.T) {
	for program, want := range map[string]string{
		`{`:                      "a program is one JSON object: the text ends before it does",
		`{} {}`:                  "a program is one JSON object: something follows the program",
		`[]`:                     "a program is a JSON object with id and steps",
		`{}`:                     "a program has steps",
		`{"steps":[3]}`:          "step 0: a step is an object with an op",
		`{"steps":[{"op":"x"}]}`: `step 0: no step is called "x"`,
	} {
		_, err := Play(t.Context(), []byte(program))
		require.EqualError(t, err, want, program)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := Play(ctx, []byte(`{"steps":[{"op":"eval","x":1}]}`))
	require.ErrorIs(t, err, context.Canceled)
}

// FuzzPlay changes recorded programs at will: whatever comes of it, nothing panics.
func FuzzPlay(f *testing.F) {
	files, err := filepath.Glob("../../../metaclass/testdata/conform/*.jsonl")
	require.NoError(f, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(f, err)
		for line := range bytes.Lines(text) {
			var r struct{ Program json.RawMessage }
			require.NoError(f, json.Unmarshal(line, &r))
			f.Add([]byte(r.Program))
		}
	}
	f.Fuzz(func(t *testing.T, program []byte) {
		r, err := Play(t.Context(), program)
		if err != nil {
			return
		}
		_, err = json.Marshal(r)
		require.NoError(t, err)
	})
}
