// Package goldens holds what the tests of all lessons do with their scenarios: tell each
// from its beginning to its end, and compare that with the files of a former run.
package goldens

import (
	"bytes"
	"context"
	"embed"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"underhood/internal/show"
)

var update = flag.Bool("update", false, "write the golden files again")

// Compare compares got with a file under testdata/golden, or writes it.
func Compare(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if !bytes.Equal(want, got) {
		line, is, was := differ(string(got), string(want))
		t.Fatalf("%s, line %d; -update writes it again\n is %q\nwas %q", file, line, is, was)
	}
}

// differ finds the first line in which two texts differ.
func differ(got, want string) (line int, is, was string) {
	for line = 1; ; line++ {
		var more, most bool
		is, got, more = strings.Cut(got, "\n")
		was, want, most = strings.Cut(want, "\n")
		if is != was || !more || !most {
			return line, is, was
		}
	}
}

// Tell compares a tape in plain lines and in pictures' words.
func Tell(t *testing.T, name string, tape show.Tape) {
	t.Helper()
	var out bytes.Buffer
	for step := 1; step <= tape.Len(); step++ {
		fmt.Fprintln(&out, tape.Line(step))
	}
	Compare(t, name+".txt", out.Bytes())

	out.Reset()
	for step := 0; step <= tape.Len(); step++ {
		fmt.Fprintf(&out, "-- step %d\n%s\n", step, show.Text(tape.Scene(step)))
	}
	Compare(t, name+".scenes.txt", out.Bytes())
}

// Scenarios tells every scenario of a topic, as its example chooses it.
func Scenarios(t *testing.T, topic string, all []show.Scenario, choose func(context.Context, show.Choice) (show.Tape, error)) {
	t.Helper()
	for _, sc := range all {
		t.Run(sc.Name, func(t *testing.T) {
			tape, err := choose(context.Background(), show.Choice{Scenario: sc.Name})
			must(t, err)
			if want := topic + ": " + sc.Name; tape.Title() != want {
				t.Errorf("the title is %q, not %q", tape.Title(), want)
			}
			if sc.Poster > tape.Len() {
				t.Errorf("step %d is to be drawn, of %d", sc.Poster, tape.Len())
			}
			Tell(t, sc.Name, tape)
		})
	}
}

// Listed compares the files of scenarios with how many are listed, so that none is
// forgotten. missing is what looking for the scenario "nothing" gives.
func Listed(t *testing.T, files embed.FS, listed int, missing error) {
	t.Helper()
	entries, err := files.ReadDir("scenarios")
	must(t, err)
	if len(entries) != listed {
		t.Errorf("%d files, %d are listed", len(entries), listed)
	}
	if missing == nil || !strings.Contains(missing.Error(), `no scenario "nothing"`) {
		t.Errorf("looking for the scenario nothing: %v", missing)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
