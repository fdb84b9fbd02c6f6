package orm_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMisuse compiles what must not compile: each line of testdata/misuse that is wrong
// has an error, and the messages are those of the golden file, so that they stay
// readable.
func TestMisuse(t *testing.T) {
	out, err := exec.Command("go", "build", "-gcflags=-e", "./testdata/misuse").CombinedOutput()
	require.Error(t, err, "misuse compiles")
	position := regexp.MustCompile(`misuse\.go:\d+:\d+: `)
	source, err := os.ReadFile("testdata/misuse/misuse.go")
	require.NoError(t, err)
	lines := strings.Split(string(source), "\n")
	var got strings.Builder
	for line := range strings.SplitSeq(strings.ReplaceAll(string(out), `\`, "/"), "\n") {
		at := position.FindString(line)
		if at == "" {
			if strings.HasPrefix(line, "\t") {
				got.WriteString("\t\t" + strings.TrimSpace(line) + "\n")
			}
			continue
		}
		n := 0
		for _, d := range strings.TrimPrefix(at, "misuse.go:") {
			if d < '0' || d > '9' {
				break
			}
			n = n*10 + int(d-'0')
		}
		got.WriteString(strings.TrimSpace(lines[n-1]) + "\n\t" + line[strings.Index(line, at)+len(at):] + "\n")
	}
	golden(t, filepath.Join("testdata", "misuse.golden"), got.String())
}
