package underhood_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// release is a version's heading; the second group is when it came out.
var release = regexp.MustCompile(`^## \[(\d+\.\d+\.\d+)\] - (.+)$`)

// changelogSlips finds what Keep a Changelog 1.1 does not know in CHANGELOG.md:
// [Unreleased] comes first, then versions, newest first, each with its day or
// the word unreleased; in them, sections by kind of change, none of them empty.
func changelogSlips(house tree) []string {
	const name = "CHANGELOG.md"
	text, ok := house[name]
	if !ok {
		return []string{name + ": missing"}
	}
	var slips []string
	slip := func(n int, format string, args ...any) {
		slips = append(slips, fmt.Sprintf("%s:%d: ", name, n+1)+fmt.Sprintf(format, args...))
	}
	all := strings.Split(text, "\n")
	if all[0] != "# Changelog" {
		slip(0, "the title is # Changelog")
	}

	kinds := []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
	var before []int // the version above
	versions, open, entries := 0, -1, 0
	closeSection := func() {
		if open >= 0 && entries == 0 {
			slip(open, "a section with nothing in it")
		}
		open, entries = -1, 0
	}
	for n, line := range all {
		switch {
		case strings.HasPrefix(line, "## "):
			closeSection()
			versions++
			m := release.FindStringSubmatch(line)
			switch {
			case versions == 1 && line != "## [Unreleased]":
				slip(n, "the first heading is ## [Unreleased]")
			case versions > 1 && m == nil:
				slip(n, "a version's heading is ## [1.2.3] - 2006-01-02, or - unreleased")
			case m != nil:
				if _, err := time.Parse(time.DateOnly, m[2]); err != nil && m[2] != "unreleased" {
					slip(n, "%q is neither a day nor the word unreleased", m[2])
				}
				v := numbers(m[1])
				if before != nil && slices.Compare(v, before) >= 0 {
					slip(n, "version %s is not older than the one above it", m[1])
				}
				before = v
			}
		case strings.HasPrefix(line, "### "):
			closeSection()
			open = n
			if kind := strings.TrimPrefix(line, "### "); !slices.Contains(kinds, kind) {
				slip(n, "%q is not one of %s", kind, strings.Join(kinds, ", "))
			}
		case strings.HasPrefix(line, "- "):
			entries++
			if open < 0 {
				slip(n, "an entry outside of a section")
			}
		}
	}
	closeSection()
	if versions == 0 {
		slip(0, "no ## [Unreleased]")
	}
	return slips
}

// numbers splits a version that [release] has matched.
func numbers(version string) []int {
	var v []int
	for part := range strings.SplitSeq(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil
		}
		v = append(v, n)
	}
	return v
}

func TestChangelogSlips(t *testing.T) {
	good := "# Changelog\n\n## [Unreleased]\n\n## [0.10.0] - unreleased\n\n### Added\n\n- ipc\n\n## [0.9.0] - 2026-02-28\n\n### Fixed\n\n- gc\n"
	tests := []struct{ name, text, want string }{
		{"good", good, ""},
		{"title", "# Changes\n\n## [Unreleased]\n", "1: the title is # Changelog"},
		{"empty", "# Changelog\n", "1: no ## [Unreleased]"},
		{"unreleased first", "# Changelog\n\n## [0.1.0] - unreleased\n", "3: the first heading is ## [Unreleased]"},
		{"heading", good + "## 0.1.0\n", "16: a version's heading is ## [1.2.3] - 2006-01-02, or - unreleased"},
		{"day", good + "## [0.1.0] - 2026-02-30\n", `16: "2026-02-30" is neither a day nor the word unreleased`},
		{"order", good + "## [0.9.1] - 2026-01-01\n", "16: version 0.9.1 is not older than the one above it"},
		{"kind", good + "### New\n\n- x\n", `16: "New" is not one of Added, Changed, Deprecated, Removed, Fixed, Security`},
		{"nothing in it", good + "### Added\n", "16: a section with nothing in it"},
		{"no section", "# Changelog\n\n## [Unreleased]\n\n- x\n", "5: an entry outside of a section"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := changelogSlips(tree{"CHANGELOG.md": tt.text})
			if tt.want == "" {
				require.Empty(t, got)
				return
			}
			require.Equal(t, []string{"CHANGELOG.md:" + tt.want}, got)
		})
	}
	require.Equal(t, []string{"CHANGELOG.md: missing"}, changelogSlips(tree{}))
}
