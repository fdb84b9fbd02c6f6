package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/lessons/goldens"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// typed runs the example as a shell would.
func typed(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	var stdout, stderr strings.Builder
	status = run(t.Context(), args, &stdout, &stderr)
	return status, stdout.String(), stderr.String()
}

// TestDuel: piped, the story tells what is sent, what each bank does, and who won.
func TestDuel(t *testing.T) {
	status, out, errs := typed(t)
	require.Zero(t, status, errs)
	require.Empty(t, errs)
	for _, want := range []string{
		"bare       POST /pay to=eve amount=10, Sec-Fetch-Site: cross-site, Cookie: session=session1\n",
		"protected  layer csrf refuses it: the request comes from another site\n",
		"fell: ada has 90 and had 100, eve has 10 and had 0\n",
		"the bare bank fell, the protected one held; enough alone: middleware, or SameSite cookie\n",
	} {
		require.Contains(t, out, want)
	}
}

// TestPicture: the README's picture is what the example draws today.
func TestPicture(t *testing.T) { goldens.Picture(t, app) }

// TestEveryScenarioPlays: in each form, and each ends as it should. Sieges take real time;
// package siege plays them in virtual time.
func TestEveryScenarioPlays(t *testing.T) {
	_, list, _ := typed(t, "-list")
	require.NotEmpty(t, list)
	for line := range strings.Lines(list) {
		name := strings.Fields(line)[0]
		if slices.Contains([]string{"flood", "slow"}, name) {
			continue
		}
		for _, form := range [][]string{{"-json"}, {"-svg", "-"}, {"-cast", "-"}, {"-plain"}} {
			status, out, errs := typed(t, append(form, "-scenario", name)...)
			require.Zero(t, status, errs)
			require.NotEmpty(t, out, name)
		}
	}
}

// TestGoneOtherwise: a duel in which the bare bank holds, or the protected one falls, is
// shown, and does not pass for a lesson.
func TestGoneOtherwise(t *testing.T) {
	for _, c := range []struct{ program, shown, errs string }{
		{
			`{"plan":[["link","eve","cross-site","/accounts","q=nobody"]],"goal":["page","eve","London"]}`,
			"held: eve's browser never shows", "the bare bank held, the protected one held",
		},
		{
			`{"plan":[["login","ada"],["form","ada","same-origin","/pay","to=eve","amount=1"]],"goal":["paid","eve"]}`,
			"protected  fell: ada has 99 and had 100, eve has 1 and had 0", "the bare bank fell, the protected one fell",
		},
	} {
		file := filepath.Join(t.TempDir(), "duel.json")
		require.NoError(t, os.WriteFile(file, []byte(c.program), 0o600))
		status, out, errs := typed(t, "-program", file)
		require.Equal(t, 1, status)
		require.Contains(t, out, c.shown)
		require.Contains(t, errs, "websec: the bare bank should fall")
		require.Contains(t, errs, c.errs)
	}
}

// TestSiege: a siege begins when it is asked for, and ends when nobody wants it any more.
func TestSiege(t *testing.T) {
	for _, name := range []string{"flood", "slow"} {
		ctx, stop := context.WithCancel(t.Context())
		stop()
		var stdout, stderr strings.Builder
		require.Equal(t, 130, run(ctx, []string{"-scenario", name}, &stdout, &stderr))
		require.Equal(t, "websec: interrupted\n", stderr.String())
		require.Empty(t, stdout.String())
	}
}

func TestHelp(t *testing.T) {
	for _, flag := range []string{"-h", "--help"} {
		status, out, errs := typed(t, flag)
		require.Zero(t, status)
		require.Empty(t, errs)
		for _, part := range []string{"-serve: ", "-host ADDRESS: ", "xss-srcdoc", "csrf-port"} {
			require.Contains(t, out, part)
		}
	}
}

// TestBadInput: status 2, a message that says where, nothing half-drawn.
func TestBadInput(t *testing.T) {
	for want, args := range map[string][]string{
		"-nonsense":                  {"-nonsense"},
		`unexpected argument "xss"`:  {"xss"},
		`unknown scenario "nothing"`: {"-scenario", "nothing"},
		"-serve shows no run":        {"-scenario", "sql", "-serve"},
		"-host goes with -serve":     {"-host", "::1"},
		"nowhere.json: no such file": {"-program", "nowhere.json"},
	} {
		status, out, errs := typed(t, args...)
		require.Equal(t, 2, status, args)
		require.Contains(t, errs, want)
		require.Empty(t, out)
	}
	status, out, errs := goldens.Play(t, app, "{\n]", "-program", "-")
	require.Equal(t, 2, status)
	require.Empty(t, out)
	require.Contains(t, errs, "stdin:2: invalid character ']'")
}

func TestFailedOutput(t *testing.T) {
	var stderr strings.Builder
	read, write := io.Pipe()
	require.NoError(t, read.Close())
	require.Equal(t, 1, run(t.Context(), nil, write, &stderr))
	require.Contains(t, stderr.String(), io.ErrClosedPipe.Error())
}
