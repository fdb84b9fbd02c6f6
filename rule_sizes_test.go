package underhood_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	maxLines        = 400 // a source file; past it, look for the seam
	maxExampleLines = 80  // examples/*/main.go, which aim at 60
)

// overlong finds source files that want to be two.
func overlong(house tree) []string {
	var slips []string
	for _, name := range house.names(".go") {
		if n := lines(house[name]); n > maxLines && !strings.HasSuffix(name, "_test.go") {
			slips = append(slips, fmt.Sprintf("%s: %d lines, %d at most: one mechanism a file, look for the seam", name, n, maxLines))
		}
	}
	return slips
}

// longExamples finds examples that no longer fit on one page.
func longExamples(house tree) []string {
	var slips []string
	for _, name := range house.names("/main.go") {
		if ok, _ := path.Match("examples/*/main.go", name); !ok {
			continue
		}
		if n := lines(house[name]); n > maxExampleLines {
			slips = append(slips, fmt.Sprintf("%s: %d lines, %d at most: move the work into internal/lessons", name, n, maxExampleLines))
		}
	}
	return slips
}

// vagueNames finds folders whose name says nothing about what is in them.
func vagueNames(house tree) []string {
	vague := []string{"base", "common", "helper", "helpers", "manager", "misc", "pkg", "shared", "util", "utils"}
	found := map[string]bool{}
	var slips []string
	for _, name := range house.names(".go") {
		dir := path.Dir(name)
		if slices.Contains(vague, path.Base(dir)) && !found[dir] {
			found[dir] = true
			slips = append(slips, fmt.Sprintf("%s: a package is named by the noun its user types", dir))
		}
	}
	return slips
}

func lines(text string) int { return strings.Count(text, "\n") }

func TestOverlong(t *testing.T) {
	house := tree{
		"gc/heap.go":           strings.Repeat("\n", maxLines+1),
		"gc/arena.go":          strings.Repeat("\n", maxLines),
		"gc/heap_test.go":      strings.Repeat("\n", 4*maxLines),
		"gc/testdata/heap.go":  strings.Repeat("\n", 4*maxLines),
		"tools/rename/tree.go": strings.Repeat("\n", 2*maxLines),
	}
	require.Equal(t, []string{
		"gc/heap.go: 401 lines, 400 at most: one mechanism a file, look for the seam",
		"tools/rename/tree.go: 800 lines, 400 at most: one mechanism a file, look for the seam",
	}, overlong(house))
}

func TestLongExamples(t *testing.T) {
	house := tree{
		"examples/gc/main.go":      strings.Repeat("\n", maxExampleLines+1),
		"examples/orm/main.go":     strings.Repeat("\n", maxExampleLines),
		"examples/tour/pages.go":   strings.Repeat("\n", 2*maxExampleLines),
		"internal/conform/main.go": strings.Repeat("\n", 2*maxExampleLines),
	}
	require.Equal(t, []string{
		"examples/gc/main.go: 81 lines, 80 at most: move the work into internal/lessons",
	}, longExamples(house))
}

func TestVagueNames(t *testing.T) {
	house := tree{"internal/util/a.go": "", "internal/util/b.go": "", "gc/common.go": "", "gc/pool/pool.go": ""}
	require.Equal(t, []string{"internal/util: a package is named by the noun its user types"}, vagueNames(house))
}
