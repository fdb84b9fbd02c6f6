package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRealStream runs the go command on a module with every kind of result.
func TestRealStream(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "go.mod", "module m\n\ngo 1.26\n")
	write(t, dir, "m_test.go", `package m

import "testing"

func TestPass(t *testing.T) { t.Log("quiet") }
func TestSkip(t *testing.T) { t.Skip("no server: set M_DSN") }
func TestFail(t *testing.T) { t.Run("deep", func(t *testing.T) { t.Error("loud") }) }
`)
	notes := filepath.Join(t.TempDir(), "notes")

	out, ok := play(t, dir, notes, "-run=Pass|Skip", "-shuffle=7")
	if !ok {
		t.Errorf("passing tests were reported as failed:\n%s", out)
	}
	if strings.Contains(out, "quiet") || strings.Contains(out, "shuffle") || !strings.Contains(out, "ok  \tm\t") {
		t.Errorf("want the package's line and nothing of its passing tests, got:\n%s", out)
	}

	out, ok = play(t, dir, notes, "-shuffle=7")
	if ok || !strings.Contains(out, "loud") || !strings.Contains(out, "-test.shuffle 7") {
		t.Errorf("ok = %t; want false, and the failure's output and order in:\n%s", ok, out)
	}

	var summary strings.Builder
	if _, err := run(nil, &summary, "", notes, true); err != nil {
		t.Fatal(err)
	}
	want := "Skipped, and why:\n  m TestSkip (step, step): no server: set M_DSN\n\n2 passed, 2 failed, 2 skipped\n"
	if summary.String() != want {
		t.Errorf("summary:\ngot  %q\nwant %q", summary.String(), want)
	}

	write(t, dir, "m_test.go", "package m\n\nvar x int = \"not a number\"\n")
	out, ok = play(t, dir, notes)
	if ok || !strings.Contains(out, "not a number") {
		t.Errorf("ok = %t; want false, and the compiler's words in:\n%s", ok, out)
	}

	write(t, dir, "m_test.go", "package m\n\nimport (\"os\"; \"testing\")\n\nfunc TestDies(t *testing.T) { println(\"last words\"); os.Exit(3) }\n")
	out, ok = play(t, dir, notes)
	if ok || !strings.Contains(out, "last words") {
		t.Errorf("ok = %t; want false, and the dead process's output in:\n%s", ok, out)
	}
}

func TestStreams(t *testing.T) {
	tests := []struct {
		name, in string
		ok       bool
	}{
		{"nothing at all", "", false},
		{"not JSON", "go: cannot find main module\n", false},
		{"no test files", `{"Action":"skip","Package":"m"}`, true},
		{"a failed package", `{"Action":"fail","Package":"m"}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			ok, err := run(strings.NewReader(tt.in), &out, "step", "", false)
			if err != nil || ok != tt.ok {
				t.Errorf("ok = %t, %v; want %t", ok, err, tt.ok)
			}
		})
	}
}

// play runs the tests in dir and shows their stream to the program.
func play(t *testing.T, dir, notes string, args ...string) (string, bool) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Dir = dir
	stream, _ := cmd.Output() // go test fails where the test module does
	var out strings.Builder
	ok, err := run(strings.NewReader(string(stream)), &out, "step", notes, false)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), ok
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
