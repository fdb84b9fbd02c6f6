package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/concurrency"
	"underhood/internal/lessons/goldens"
)

// TestMain is the children's too, as main is.
func TestMain(m *testing.M) {
	concurrency.Init()
	// A child under the race detector would stay for a second before it exits.
	if err := os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
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
	for _, name := range []string{"loop", "coroutine", "pool"} {
		for _, form := range [][]string{{"-json"}, {"-svg", "-"}, {"-cast", "-"}, {"-plain"}} {
			status, out, errs := goldens.Play(t, app, "", append(form, "-scenario", name)...)
			require.Zero(t, status, errs)
			require.NotEmpty(t, out, name)
		}
	}
}

// TestFigures: -json has what was measured.
func TestFigures(t *testing.T) {
	status, out, errs := goldens.Play(t, app, "", "-json", "-scenario", "table")
	require.Zero(t, status, errs)
	for _, want := range []string{`"unit":"process"`, `"ns_each":`, `"want":20000`} {
		require.Contains(t, out, want)
	}
}

func TestOwnProgram(t *testing.T) {
	status, out, errs := goldens.Play(t, app, `{"kind":"loop","tasks":[{"name":"a","do":[["sleep","2s"],["fail","no route"]]}]}`, "-program", "-")
	require.Zero(t, status, errs)
	require.Contains(t, out, "2.000s  a has ended: no route")
}

// TestBadInput: status 2, a message that says what is wrong, nothing half-drawn.
func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct{ program, want string }{
		"bad JSON":     {"{\n]", "stdin:2: invalid character ']'"},
		"unknown kind": {`{"kind":"race"}`, `kind "race" is none of loop, coroutine`},
		"no tasks":     {`{"kind":"loop"}`, "there are no tasks"},
		"same name":    {`{"kind":"loop","tasks":[{"name":"main"}]}`, `tasks[0]: name "main" is empty or taken`},
		"no operation": {`{"kind":"loop","tasks":[{"name":"a","do":[["fork"]]}]}`, `a: do[0]: ["fork"] is no operation`},
		"no time":      {`{"kind":"loop","tasks":[{"name":"a","do":[["sleep","-1s"]]}]}`, `"-1s" is no time`},
		"no such task": {`{"kind":"loop","tasks":[{"name":"a","do":[["cancel","b"]]}]}`, `there is no task "b"`},
		"no ask":       {`{"kind":"coroutine","asks":[["next"]]}`, `asks[0]: ["next"] is no ask`},
		"no workers":   {`{"kind":"pool","tasks":["a"]}`, "0 workers, 1 to 8 are possible"},
		"too few":      {`{"kind":"loop","tasks":[{"name":"a","do":[["timeout","1s"]]}]}`, "timeout takes 2 words"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := goldens.Play(t, app, c.program, "-program", "-")
			require.Equal(t, 2, status)
			require.Empty(t, out)
			require.Contains(t, errs, c.want)
		})
	}
}
