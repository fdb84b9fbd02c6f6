package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/lessons/goldens"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestObjects: piped, the story tells the SQL with its arguments.
func TestObjects(t *testing.T) {
	status, out, errs := goldens.Play(t, app, "")
	require.Zero(t, status, errs)
	require.Empty(t, errs)
	for _, want := range []string{
		`insert ada | INSERT INTO "user" ("name", "age", "version", "gone") VALUES (?, ?, ?, ?) <- 'Ada', 36, 0, NULL | 1 row`,
		"10 statements sent; 2 rows in user",
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
		for _, form := range [][]string{{"-json"}, {"-svg", "-"}, {"-cast", "-"}, {"-plain"}} {
			status, out, errs := goldens.Play(t, app, "", append(form, "-scenario", name)...)
			require.Zero(t, status, errs)
			require.NotEmpty(t, out, name)
		}
	}
}

// TestOwnProgram plays the program of the command's comment.
func TestOwnProgram(t *testing.T) {
	status, out, errs := goldens.Play(t, app, `{"plan": [["create"], ["new","ada","user","name=Ada","age=36"], ["insert","ada"]]}`, "-program", "-")
	require.Zero(t, status, errs)
	require.Contains(t, out, "5 statements sent; 1 row in user")
}

// TestBadInput: status 2, a message that says where, nothing half-drawn.
func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct {
		program string
		args    []string
		want    string
	}{
		"bad JSON":         {"{\n]", []string{"-program", "-"}, "stdin:2: invalid character ']'"},
		"unknown step":     {`{"plan":[["truncate"]]}`, []string{"-program", "-"}, "plan[0] truncate: there is no such step"},
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
