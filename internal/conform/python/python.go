// Package python is how tests ask the real Python.
package python

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// CPython311 finds a CPython 3.11, which words messages as the records do. Without one
// the test is skipped: the recorded answers have been compared all the same.
func CPython311(t *testing.T) (command string) {
	t.Helper()
	for _, command := range []string{"python3.11", "python3"} {
		out, err := exec.CommandContext(t.Context(), command, "-c",
			"import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])").Output()
		if err == nil && strings.TrimSpace(string(out)) == "cpython 3.11" {
			return command
		}
	}
	t.Skip("no CPython 3.11 here to ask; its answers are on record")
	return ""
}

// Run has Python read in and returns what it prints. Nothing is left beside its scripts.
func Run(t *testing.T, in []byte, command string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command, args...)
	cmd.Stdin = bytes.NewReader(in)
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", args[0], err, &complaint)
	}
	return out
}
