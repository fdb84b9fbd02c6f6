package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/goldens"
)

// TestStory: piped, the first forty lines tell of counts that rise and fall.
func TestStory(t *testing.T) {
	status, out, errs := goldens.Play(t, app, "")
	require.Zero(t, status, errs)
	require.Empty(t, errs)
	lines := strings.Split(out, "\n")
	require.Greater(t, len(lines), 40)
	head := strings.Join(lines[:40], "\n")
	for _, want := range []string{
		"x refers to 1.2: its count is 1",
		"y = x  # another name for the same object",
		"a, a name of foo, refers to 1.2: its count is 3",
		"l[1] refers to 1.2: its count is 3",
		"the name y is gone: the count of 1.2 falls to 2",
		"1.2 dies: its count is 0, since the name x refers to another object",
	} {
		require.Contains(t, head, want)
	}
	require.Contains(t, out, "2 unreachable of 3 looked at, 2 objects left")
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

// TestPool: the allocator's scenario tells of arenas and pools that come and go.
func TestPool(t *testing.T) {
	status, out, errs := goldens.Play(t, app, "", "-scenario", "pool")
	require.Zero(t, status, errs)
	for _, want := range []string{
		"arena 1, pool 0: cut into 32 blocks of 512 bytes",
		"arena 1, pool 0: empty, any class may have it",
		"1 in use, 12 KiB in which none lies go back",
		"arena 2: all its pools are free and another has room, it goes back to the system",
		"the large block is unmapped",
	} {
		require.Contains(t, out, want)
	}
}

func TestOwnProgram(t *testing.T) {
	status, out, errs := goldens.Play(t, app, `[{"op":"new","id":"a"},{"op":"drop","id":"a"}]`, "-program", "-")
	require.Zero(t, status, errs)
	require.Contains(t, out, "Node a dies")
}

// TestBadInput: status 2, a message that says where, nothing half-drawn.
func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct {
		program string
		args    []string
		want    string
	}{
		"bad JSON":          {"[\n{]", []string{"-program", "-"}, "stdin:2: invalid character ']'"},
		"unknown operation": {`[{"op":"nwe"}]`, []string{"-program", "-"}, `operation 1: unknown operation "nwe"`},
		"unknown name":      {`[{"op":"new","id":"a"},{"op":"link","id":"a","slot":0,"to":"b"}]`, []string{"-program", "-"}, `operation 2: link: the name "b" was never created`},
		"no such file":      {"", []string{"-program", "nowhere.json"}, "nowhere.json"},
		"no such scenario":  {"", []string{"-scenario", "nothing"}, "nothing"},
		"no such flag":      {"", []string{"-colour"}, "-colour"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := goldens.Play(t, app, c.program, c.args...)
			require.Equal(t, 2, status)
			require.Empty(t, out)
			require.Contains(t, errs, c.want)
		})
	}
}
