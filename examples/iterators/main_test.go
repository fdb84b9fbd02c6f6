package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/goldens"
)

// TestLazy: piped, the story tells who asks whom, and that nobody asks too much.
func TestLazy(t *testing.T) {
	status, out, errs := goldens.Play(t, app, "")
	require.Zero(t, status, errs)
	require.Empty(t, errs)
	require.Equal(t, 4, strings.Count(out, "list asks islice(3)\n"))
	for _, want := range []string{
		"nothing has been asked, nothing has moved",
		"count(1) gives 1 to map(sq)",
		"filter(even) gives up 1 and asks map(sq)",
		"islice(3) is over, without asking",
		"the result is [4, 16, 36]",
	} {
		require.Contains(t, out, want)
	}
	require.Equal(t, 6, strings.Count(out, "map(sq) asks count(1)"))
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
	for _, name := range []string{"chain", "generator", "iterable-iterator"} {
		for _, form := range [][]string{{"-json"}, {"-svg", "-"}, {"-cast", "-"}, {"-plain"}} {
			status, out, errs := goldens.Play(t, app, "", append(form, "-scenario", name)...)
			require.Zero(t, status, errs)
			require.NotEmpty(t, out, name)
		}
	}
}

func TestOwnProgram(t *testing.T) {
	status, out, errs := goldens.Play(t, app, `{"kind":"pipeline","sources":{"a":{"items":[1,2]}},"expr":["map",{"fn":"inc"},["src","a"]]}`, "-program", "-")
	require.Zero(t, status, errs)
	require.Contains(t, out, "map(inc) gives 3 to list")
}

// TestBadInput: status 2, a message that says where, nothing half-drawn.
func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct {
		program string
		args    []string
		want    string
	}{
		"bad JSON":         {"{\n]", []string{"-program", "-"}, "stdin:2: invalid character ']'"},
		"unknown kind":     {`{"kind":"pipelin"}`, []string{"-program", "-"}, `"pipelin" is none of`},
		"no such source":   {`{"kind":"pipeline","expr":["src","a"]}`, []string{"-program", "-"}, "there is no source a"},
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
