package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/lessons/goldens"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestRace: piped, the story tells that the naive ways break and the others do not.
func TestRace(t *testing.T) {
	status, out, errs := goldens.Play(t, app, "")
	require.Zero(t, status, errs)
	require.Empty(t, errs)
	for _, want := range []string{
		"g2 asks: finds none and constructs (Naive, NaiveOf, NaiveWrap, NaiveHolder); gets #1 (Must); waits (Guard, Of, Wrap, Holder, Lazy)",
		"8 handed out by Naive, NaiveOf, NaiveWrap, NaiveHolder; 1 handed out by Must, Guard, Of, Wrap, Holder, Lazy",
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
	for _, name := range []string{"race", "guard", "scope"} {
		for _, form := range [][]string{{"-json"}, {"-svg", "-"}, {"-cast", "-"}, {"-plain"}} {
			status, out, errs := goldens.Play(t, app, "", append(form, "-scenario", name)...)
			require.Zero(t, status, errs)
			require.NotEmpty(t, out, name)
		}
	}
}

func TestOwnProgram(t *testing.T) {
	status, out, errs := goldens.Play(t, app, `{"kind":"race","ways":["Wrap"],"plan":[["ask","me"],["make","me"]]}`, "-program", "-")
	require.Zero(t, status, errs)
	require.Contains(t, out, "me  gets #1")
}

// TestBadInput: status 2, a message that says where, nothing half-drawn.
func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct {
		program string
		args    []string
		want    string
	}{
		"bad JSON":         {"{\n]", []string{"-program", "-"}, "stdin:2: invalid character ']'"},
		"unknown kind":     {`{"kind":"rally"}`, []string{"-program", "-"}, `"rally" is none of`},
		"no such way":      {`{"kind":"race","ways":["Twice"]}`, []string{"-program", "-"}, `ways[0]: "Twice" is none of Naive`},
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
