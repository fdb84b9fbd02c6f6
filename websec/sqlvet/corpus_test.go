package sqlvet_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"underhood/websec/sqlvet"
)

// TestCorpus: what has to be found is found, and nothing else, at the line that says so.
func TestCorpus(t *testing.T) {
	analysistest.Run(reports{t}, analysistest.TestData(), sqlvet.Analyzer, "./src/...", "./unseen/...")
}

// reports lets through what is said of reports. The facts that packages tell each other
// are seen in package across, by what they do.
type reports struct{ *testing.T }

func (r reports) Errorf(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !strings.Contains(text, "unexpected fact:") {
		r.Error(text)
	}
}
