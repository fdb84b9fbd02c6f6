package main

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/lessons/goldens"
	"underhood/ipc"
)

// TestMain is the children's too, as main is. The goroutine that is let be holds the
// thread by which the kernel tells of this process's death.
func TestMain(m *testing.M) {
	ipc.Init()
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("underhood/ipc/internal/guardian.(*guardian).run"))
}

func needsProcesses(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("processes share memory in this way on Linux")
	}
}

// TestQueue: piped, the story tells that a task survives the consumer that had it.
func TestQueue(t *testing.T) {
	needsProcesses(t)
	status, out, errs := goldens.Play(t, app, "")
	require.Zero(t, status, errs)
	require.Empty(t, errs)
	for _, want := range []string{
		"w1 is killed, by SIGKILL",
		"w2 takes a from jobs, marked: 1 died with it",
		"maker sleeps: it waits to put g into jobs",
	} {
		require.Contains(t, out, want)
	}
}

// TestPicture: the README's picture is what the example draws today.
func TestPicture(t *testing.T) {
	needsProcesses(t)
	goldens.Picture(t, app)
}

func TestEveryScenarioPlays(t *testing.T) {
	needsProcesses(t)
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
	needsProcesses(t)
	for _, name := range []string{"pipe", "lock"} {
		for _, form := range [][]string{{"-json"}, {"-svg", "-"}, {"-cast", "-"}, {"-plain"}} {
			status, out, errs := goldens.Play(t, app, "", append(form, "-scenario", name)...)
			require.Zero(t, status, errs)
			require.NotEmpty(t, out, name)
		}
	}
}

func TestOwnProgram(t *testing.T) {
	needsProcesses(t)
	status, out, errs := goldens.Play(t, app, `{"things":[["lock","k"]],"plan":[["start","a"],["lock","a","k"],["kill","a"],["lock","parent","k"]]}`, "-program", "-")
	require.Zero(t, status, errs)
	require.Contains(t, out, "parent has the lock k, and is told that a died with it")
}

// TestBadInput: status 2, a message that says where, nothing half-drawn.
func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct {
		program string
		args    []string
		want    string
	}{
		"bad JSON":         {"{\n]", []string{"-program", "-"}, "stdin:2: invalid character ']'"},
		"unknown kind":     {`{"things":[["mutex","m"]]}`, []string{"-program", "-"}, `things[0]: "mutex" is none of queue`},
		"unknown step":     {`{"things":[["lock","k"]],"plan":[["fork","a"]]}`, []string{"-program", "-"}, `plan[0]: "fork" is none of start`},
		"no such file":     {"", []string{"-program", "nowhere.json"}, "nowhere.json"},
		"no such scenario": {"", []string{"-scenario", "nothing"}, "nothing"},
		"live in a pipe":   {"", []string{"-live"}, "-live needs a terminal"},
		"live and plain":   {"", []string{"-live", "-plain"}, "-live goes on by itself"},
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
