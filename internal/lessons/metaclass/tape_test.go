package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/show"
)

// lines is a program told in plain lines, without their indents.
func lines(t *testing.T, text string) []string {
	t.Helper()
	tape, err := Choose(t.Context(), show.Choice{Program: []byte(text), File: "mine.json"})
	require.NoError(t, err)
	require.Equal(t, "metaclass: mine.json", tape.Title())
	var all []string
	for step := 1; step <= tape.Len(); step++ {
		all = append(all, strings.TrimSpace(tape.Line(step)))
		_, err := tape.JSON(step)
		require.NoError(t, err)
		require.NotEmpty(t, show.Text(tape.Scene(step)))
	}
	return all
}

// program wraps some steps into a program.
func program(list ...string) string { return `{"id":"x","steps":[` + strings.Join(list, ",") + `]}` }

// TestTells: programs whose telling has something of its own.
func TestTells(t *testing.T) {
	classA := `{"op":"class","name":"A","bases":[],"ns":[["x",{"k":"value","v":1}]]}`
	for name, c := range map[string]struct{ program, want string }{
		"plain class": {program(classA), "class A: ...  =  <class A>"},
		"a function as metaclass": {
			program(`{"op":"let","as":"f","x":{"entry":{"k":"method","body":[["ret",3]]}}}`, `{"op":"class","name":"A","meta":{"ref":"f"},"bases":[],"ns":[]}`),
			"a namespace for A: what is called in the place of a metaclass has no __prepare__",
		},
		"missing name": {program(`{"op":"get","obj":{"ref":"zz"},"name":"x"}`), "zz.x  !  NameError: name 'zz' is not defined"},
		"missing attribute": {
			program(classA, `{"op":"get","obj":{"ref":"A"},"name":"y"}`), "there is no y in the rest of the metaclass",
		},
		"getattribute": {
			program(`{"op":"class","name":"A","bases":[],"ns":[["__getattribute__",{"k":"method","body":[["ret",5]]}]]}`,
				`{"op":"new","as":"a","cls":{"ref":"A"},"args":[]}`, `{"op":"get","obj":{"ref":"a"},"name":"y"}`),
			"__getattribute__ of the class: A has y",
		},
		"super finds nothing": {
			program(classA, `{"op":"super","cls":{"ref":"A"},"obj":{"ref":"A"},"name":"x"}`), "behind A come object; none has x",
		},
		"super of a stranger": {
			program(classA, `{"op":"super","cls":{"ref":"A"},"obj":3,"name":"x"}`),
			"super(A, 3).x  !  TypeError: super(type, obj): obj must be an instance or subtype of type",
		},
		"endless": {
			program(`{"op":"class","name":"A","bases":[],"ns":[["f",{"k":"method","body":[["ret",{"call":[{"attr":[{"arg":0},"f"]},[]]}]]}]]}`,
				`{"op":"new","as":"a","cls":{"ref":"A"},"args":[]}`, `{"op":"eval","x":{"call":[{"attr":[{"ref":"a"},"f"]},[]]}}`),
			"!  RecursionError: maximum recursion depth exceeded",
		},
		"left out": {
			program(`{"op":"class","name":"A","bases":[],"ns":[["f",{"k":"method","body":[`+strings.Repeat(`["log",1],`, 200)+`["ret",1]]}]]}`,
				`{"op":"new","as":"a","cls":{"ref":"A"},"args":[]}`, `{"op":"eval","x":{"call":[{"attr":[{"ref":"a"},"f"]},[]]}}`),
			"and 123 more",
		},
		"same name twice": {program(classA, `{"op":"let","as":"B","x":{"ref":"A"}}`, classA), "class A: ...  =  <class A>"},
		"halt":            {program(`{"op":"eval","x":{"tuple":[` + strings.Repeat(`1,`, 21000) + `1]}}`), "!  Halt"},
	} {
		t.Run(name, func(t *testing.T) {
			all := lines(t, c.program)
			for _, line := range all {
				if line == c.want || c.want == "!  Halt" && strings.HasSuffix(line, c.want) {
					return
				}
			}
			t.Errorf("no line is %q:\n%s", c.want, strings.Join(all, "\n"))
		})
	}
}

// TestChooseSaysWhere: a wrong program is refused before anything of it is played.
func TestChooseSaysWhere(t *testing.T) {
	for name, c := range map[string]struct{ program, want string }{
		"not JSON":       {"{\n\"id\" 1}", "p.json:2: a program is one JSON object: invalid character"},
		"cut off":        {`{"id":"x","steps":[`, "p.json: a program is one JSON object: the text ends before it does"},
		"a list":         {`[]`, "p.json: a program is a JSON object with id and steps"},
		"no steps":       {`{}`, "p.json: a program has steps"},
		"two programs":   {`{"steps":[]}` + "\n" + `{"steps":[]}`, "something follows the program"},
		"no op":          {program(`{}`), "p.json: operation 1: a step is an object with an op"},
		"no such op":     {program(`{"op":"let","as":"x","x":1}`, `{"op":"fly"}`), `p.json: operation 2: no step is called "fly"`},
		"not an object":  {program(`3`), "p.json: operation 1: a step is an object with an op"},
		"too many steps": {program(`{"op":"eval","x":1}` + strings.Repeat(`,{"op":"eval","x":1}`, mostSteps)), "p.json: 501 steps, 500 at most"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Choose(t.Context(), show.Choice{Program: []byte(c.program), File: "p.json"})
			var wrong *show.InputError
			require.ErrorAs(t, err, &wrong)
			require.ErrorContains(t, err, c.want)
		})
	}
	_, err := Choose(t.Context(), show.Choice{Scenario: "nothing"})
	require.Error(t, err)
}

// TestRecordedProgramsAsStories: the programs of the conformance tests can be watched:
// every step ends, no picture fails, and what a step comes to is what is recorded.
func TestRecordedProgramsAsStories(t *testing.T) {
	all, err := filepath.Glob("../../../metaclass/testdata/conform/*.jsonl")
	require.NoError(t, err)
	require.NotEmpty(t, all)
	told := 0
	for _, file := range all {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for line := range bytes.Lines(text) {
			var r struct{ Results []struct{ OK, Err string } }
			require.NoError(t, json.Unmarshal(line, &r))
			tape, err := Choose(t.Context(), show.Choice{Program: line, File: "recorded"})
			require.NoError(t, err)
			require.GreaterOrEqual(t, tape.Len(), len(r.Results))
			if told%20 == 0 { // routing arrows takes its time
				show.Layout(tape.Scene(tape.Len()), show.TerminalSize)
			}
			require.NotEmpty(t, show.Text(tape.Scene(tape.Len()/2)))

			ends := 0
			var look Beat
			for _, b := range recorded(t, line) {
				if b.Kind == beatLook || b.Kind == beatFound {
					look = b
				}
				if b.Kind == beatDone || b.Kind == beatFail {
					want := r.Results[ends]
					require.Equal(t, want.Err, b.Name, "%s", line)
					require.True(t, want.Err != "" || strings.Contains(want.OK, "lambda.lambda") || want.OK == b.Text)
					if look.Kind != "" {
						requireAnswered(t, look, want.OK, want.Err)
					}
					look = Beat{}
					ends++
				}
			}
			require.Len(t, r.Results, ends)
			told++
		}
	}
	require.Greater(t, told, 100)
}

// requireAnswered: the place that was told to answer has the value CPython gave, and where
// none was, there was none.
func requireAnswered(t *testing.T, look Beat, ok, exception string) {
	t.Helper()
	switch w := look.winner(); {
	case look.Kind == beatLook:
		require.Equal(t, "AttributeError", exception, look)
	case w.Rule == "its own dict" || strings.HasPrefix(w.Rule, "plain value"):
		require.Equal(t, w.Value, ok, look)
	}
}

// TestCancelled: a run that nobody wants any more ends.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	sc, err := Find("singletons")
	require.NoError(t, err)
	_, err = Choose(ctx, show.Choice{Program: sc.Program})
	require.ErrorIs(t, err, context.Canceled)
}

// TestSameAgain: nothing depends on chance: not on the order of a map, nor on when
// garbage is collected.
func TestSameAgain(t *testing.T) {
	for _, sc := range Scenarios() {
		found, err := Find(sc.Name)
		require.NoError(t, err)
		first, err := json.Marshal(recorded(t, found.Program))
		require.NoError(t, err)
		for range 5 {
			again, err := json.Marshal(recorded(t, found.Program))
			require.NoError(t, err)
			require.Equal(t, string(first), string(again), sc.Name)
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
}

// FuzzTape changes recorded programs at will: whatever comes of it, each step can be told
// and looked at.
func FuzzTape(f *testing.F) {
	for _, sc := range scenarios {
		found, err := Find(sc.Name)
		require.NoError(f, err)
		f.Add(found.Program)
	}
	f.Fuzz(func(t *testing.T, program []byte) {
		tape, err := Choose(t.Context(), show.Choice{Program: program, File: "fuzzed"})
		if err != nil {
			return
		}
		for step := 0; step <= tape.Len(); step++ {
			_ = tape.Line(step)
			_ = show.Text(tape.Scene(step))
			_, err := tape.JSON(step)
			require.NoError(t, err)
		}
	})
}
