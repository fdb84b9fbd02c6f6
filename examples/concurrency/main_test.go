package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/concurrency"
	"underhood/internal/show"
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

// play runs the example as a user would, its streams no terminal.
func play(t *testing.T, stdin string, args ...string) (status int, out, errs string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "stdin")
	require.NoError(t, os.WriteFile(file, []byte(stdin), 0o600))
	in, err := os.Open(file)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, in.Close()) })
	var o, e bytes.Buffer
	status = show.Run(context.Background(), app, args, in, &o, &e)
	return status, o.String(), e.String()
}

// TestPicture: the README's picture is what the example draws today.
func TestPicture(t *testing.T) {
	want, err := os.ReadFile("../../docs/concurrency.svg")
	require.NoError(t, err)
	status, out, errs := play(t, "", "-svg", "-")
	require.Zero(t, status, errs)
	require.True(t, string(want) == out, "docs/concurrency.svg is not what the example draws: make pictures")
}

// TestForms: every scenario plays to its end in every form.
func TestForms(t *testing.T) {
	status, list, _ := play(t, "", "-list")
	require.Zero(t, status)
	for line := range strings.Lines(list) {
		name := strings.Fields(line)[0]
		for _, form := range [][]string{{"-json"}, {"-svg", "-"}, {"-cast", "-"}, {"-plain"}} {
			status, out, errs := play(t, "", append(form, "-scenario", name)...)
			require.Zero(t, status, errs)
			require.NotEmpty(t, out, name)
		}
	}
}

func TestOwnProgram(t *testing.T) {
	status, out, errs := play(t, `{"kind":"loop","tasks":[{"name":"a","do":[["sleep","2s"],["fail","no route"]]}]}`, "-program", "-")
	require.Zero(t, status, errs)
	require.Contains(t, out, "2.000s  a has ended: no route")
}

// TestBadInput: status 2, a message that says what is wrong, nothing half-drawn.
func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct{ program, want string }{
		"bad JSON":     {"{\n]", "stdin:2: invalid character ']'"},
		"unknown kind": {`{"kind":"race"}`, `kind "race" is neither`},
		"no tasks":     {`{"kind":"loop"}`, "there are no tasks"},
		"same name":    {`{"kind":"loop","tasks":[{"name":"main"}]}`, `tasks[0]: name "main"`},
		"no operation": {`{"kind":"loop","tasks":[{"name":"a","do":[["fork"]]}]}`, `a: do[0]: ["fork"] is no operation`},
		"no time":      {`{"kind":"loop","tasks":[{"name":"a","do":[["sleep","-1s"]]}]}`, `"-1s" is no time`},
		"no such task": {`{"kind":"loop","tasks":[{"name":"a","do":[["cancel","b"]]}]}`, `there is no task "b"`},
		"too few":      {`{"kind":"loop","tasks":[{"name":"a","do":[["timeout","1s"]]}]}`, "timeout takes 2 words"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := play(t, c.program, "-program", "-")
			require.Equal(t, 2, status)
			require.Empty(t, out)
			require.Contains(t, errs, c.want)
		})
	}
}
