package lesson

import (
	"runtime"
	"testing"

	"underhood/internal/lessons/goldens"
)

// needsProcesses skips where processes cannot share what they share here.
func needsProcesses(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("processes share memory in this way on Linux")
	}
}

// TestScenarioGolden tells every scenario in plain lines and in pictures' words: with
// real processes, and always the same.
func TestScenarioGolden(t *testing.T) {
	needsProcesses(t)
	goldens.Scenarios(t, "ipc", Scenarios(), Choose)
}

// TestScenarioFiles: every file is listed, so none is forgotten.
func TestScenarioFiles(t *testing.T) {
	_, missing := Find("nothing")
	goldens.Listed(t, files, len(scenarios), missing)
}
