package goldens

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"underhood/internal/show"
)

// Play runs an example as a user would, its streams no terminal, and returns its exit
// status and what it wrote to standard output and standard error.
func Play(t *testing.T, app show.App, stdin string, args ...string) (status int, out, errs string) {
	t.Helper()
	in, err := os.Open(os.DevNull)
	if stdin != "" {
		file := filepath.Join(t.TempDir(), "stdin")
		must(t, os.WriteFile(file, []byte(stdin), 0o600))
		in, err = os.Open(file)
	}
	must(t, err)
	t.Cleanup(func() { must(t, in.Close()) })
	var o, e bytes.Buffer
	status = show.Run(t.Context(), app, args, in, &o, &e)
	return status, o.String(), e.String()
}

// Picture compares the picture in docs with what the example draws today.
func Picture(t *testing.T, app show.App) {
	t.Helper()
	file := "docs/" + app.Name + ".svg"
	want, err := os.ReadFile(filepath.Join("..", "..", file))
	must(t, err)
	status, out, errs := Play(t, app, "", "-svg", "-")
	if status != 0 || out != string(want) {
		t.Fatalf("%s is not what the example draws: make pictures\n%s", file, errs)
	}
}
