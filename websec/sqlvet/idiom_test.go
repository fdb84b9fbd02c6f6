package sqlvet_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// An idiom is a piece of the corpus, from its comment to the next one's.
type idiom struct {
	name  string
	safe  bool
	wants map[int]bool // lines that have to be reported
}

// A place is a line of a file of the corpus.
type place struct {
	file string
	line int
}

// readIdioms reads the corpus and says which idiom each line is of.
func readIdioms(t *testing.T) (all []*idiom, at map[place]*idiom) {
	t.Helper()
	files, err := filepath.Glob("testdata/src/*/*.go")
	require.NoError(t, err)
	at = map[place]*idiom{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var current *idiom
		for i, line := range strings.Split(string(text), "\n") {
			bad, isBad := strings.CutPrefix(line, "// idiom: ")
			good, isSafe := strings.CutPrefix(line, "// safe: ")
			if isBad || isSafe {
				current = &idiom{name: bad, safe: isSafe, wants: map[int]bool{}}
				if isSafe {
					current.name = good
				}
				all = append(all, current)
			}
			if current == nil {
				continue
			}
			at[place{filepath.Base(filepath.Dir(file)) + "/" + filepath.Base(file), i + 1}] = current
			if strings.Contains(line, "// want ") {
				current.wants[i+1] = true
			}
		}
	}
	return all, at
}

// TestIdioms keeps the corpus what it says it is.
func TestIdioms(t *testing.T) {
	all, _ := readIdioms(t)
	bad, safe, names := 0, 0, map[string]bool{}
	for _, i := range all {
		require.False(t, names[i.name], "%q is there twice", i.name)
		names[i.name] = true
		if i.safe {
			safe++
			require.Empty(t, i.wants, i.name)
		} else {
			bad++
			require.NotEmpty(t, i.wants, i.name)
		}
	}
	t.Logf("%d idioms to be found, %d safe", bad, safe)
	require.GreaterOrEqual(t, bad, 45)
	require.GreaterOrEqual(t, safe, 25)
}

// TestGosec counts what gosec finds of the same corpus, for the table in doc.go. It needs
// the command; no other version than the table's is compared with it.
func TestGosec(t *testing.T) {
	gosec, err := exec.LookPath("gosec")
	if err != nil {
		t.Skip("gosec is not installed: go install github.com/securego/gosec/v2/cmd/gosec@v2.30.0")
	}
	cmd := exec.Command(gosec, "-quiet", "-no-fail", "-fmt=json", "-include=G201,G202,G701", "./src/...")
	cmd.Dir = "testdata"
	out, err := cmd.Output()
	require.NoError(t, err)
	var report struct {
		Issues []struct {
			File, Line string
		}
	}
	require.NoError(t, json.Unmarshal(out, &report))
	all, at := readIdioms(t)
	found, alarmed := map[*idiom]bool{}, map[*idiom]bool{}
	for _, issue := range report.Issues {
		first, _, _ := strings.Cut(issue.Line, "-")
		line, err := strconv.Atoi(first)
		require.NoError(t, err)
		i := at[place{filepath.Base(filepath.Dir(issue.File)) + "/" + filepath.Base(issue.File), line}]
		switch {
		case i == nil:
		case i.safe:
			alarmed[i] = true
		default:
			found[i] = true // anywhere in the idiom counts
		}
	}
	bad, safe := 0, 0
	for _, i := range all {
		switch {
		case i.safe:
			safe++
		default:
			bad++
		}
		if !i.safe && !found[i] {
			t.Logf("missed: %s", i.name)
		}
		if alarmed[i] {
			t.Logf("false alarm: %s", i.name)
		}
	}
	t.Logf("gosec finds %d of %d, with false alarms on %d of %d", len(found), bad, len(alarmed), safe)
	require.NotZero(t, len(found), "it looked at nothing")
}
