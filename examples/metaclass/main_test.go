package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/lessons/goldens"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestTypeCall: piped, the story tells the topic's statements.
func TestTypeCall(t *testing.T) {
	status, out, errs := goldens.Play(t, app, "")
	require.Zero(t, status, errs)
	require.Empty(t, errs)
	for _, want := range []string{
		"A = type('A', (), {})",
		"type.__new__ makes A, an instance of type",
		"a = A()  =  <a>",
		"type(a)  =  <class A>",
		"type(A)  =  <type>",
		"type(type)  =  <type>",
	} {
		require.Contains(t, out, want)
	}
}

// TestPicture: the README's picture is what the example draws today.
func TestPicture(t *testing.T) {
	goldens.Picture(t, app)
}

func TestEveryScenarioPlays(t *testing.T) {
	status, list, _ := goldens.Play(t, app, "", "-list")
	require.Zero(t, status)
	for line := range strings.Lines(list) {
		name := strings.Fields(line)[0]
		status, out, errs := goldens.Play(t, app, "", "-scenario", name)
		require.Zero(t, status, errs)
		require.NotEmpty(t, out, name)
	}
}

// TestForms: one scenario of each kind of picture, in every form.
func TestForms(t *testing.T) {
	for _, name := range []string{"creation", "merge", "lookup", "super", "rebase"} {
		for _, form := range [][]string{{"-json"}, {"-svg", "-"}, {"-cast", "-"}, {"-plain"}} {
			status, out, errs := goldens.Play(t, app, "", append(form, "-scenario", name)...)
			require.Zero(t, status, errs)
			require.NotEmpty(t, out, name)
		}
	}
}

func TestOwnProgram(t *testing.T) {
	program := `{"id":"mine","steps":[{"op":"type3","name":"A","bases":[],"ns":[]},{"op":"mro","cls":{"ref":"A"}}]}`
	status, out, errs := goldens.Play(t, app, program, "-program", "-")
	require.Zero(t, status, errs)
	require.Contains(t, out, "A.__mro__  =  (<class A>, <object>)")
}

// TestBadInput: status 2, a message that says where, nothing half-drawn.
func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct {
		program string
		args    []string
		want    string
	}{
		"bad JSON":         {"{\n]", []string{"-program", "-"}, "stdin:2: a program is one JSON object: invalid character ']'"},
		"no steps":         {`{"id":1}`, []string{"-program", "-"}, "a program has steps"},
		"no such step":     {`{"steps":[{"op":"jump"}]}`, []string{"-program", "-"}, `operation 1: no step is called "jump"`},
		"no such file":     {"", []string{"-program", "nowhere.json"}, "nowhere.json"},
		"no such scenario": {"", []string{"-scenario", "nothing"}, "nothing"},
		"no such flag":     {"", []string{"-colour"}, "-colour"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := goldens.Play(t, app, c.program, c.args...)
			require.Equal(t, 2, status)
			require.Empty(t, out)
			require.Contains(t, errs, c.want)
		})
	}
}
