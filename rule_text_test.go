package underhood_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	// homes are folders that exist on somebody's machine and nowhere else.
	homes = regexp.MustCompile(`(^|[^\w./]|//)/(root|work|(home|Users)/\w+)/\w`)
	// hosts are where packages happen to come from. A registry is a setting of
	// the machine; written down here it would break every mirror.
	hosts = regexp.MustCompile(`\b(proxy\.golang|sum\.golang|registry\.npmjs|deb\.debian|pypi)\.org\b`)
	// pictographs are drawn as emoji by default, or asked to be by U+FE0F.
	pictographs = regexp.MustCompile(`[\x{1F000}-\x{1FAFF}\x{FE0F}\x{2705}\x{274C}\x{2728}\x{2B50}\x{26A1}\x{2753}-\x{2757}\x{2795}-\x{2797}]`)
)

// machineTraces finds what only the machine it was written on understands.
func machineTraces(house tree) []string {
	names := slices.Sorted(maps.Keys(house)) // recorded answers too
	slips := matches(house, names, homes, "a path of one machine: make it relative")
	return append(slips, matches(house, names, hosts, "the host of a registry: leave it to the machine's settings")...)
}

// emoji finds pictures where words should be: a terminal may not have them, and
// a screen reader spells them out. Tests that need one write it as an escape.
func emoji(house tree) []string {
	names := house.names(".go", ".md", ".sh", ".yml", ".html", "Makefile", ".ci/run")
	return matches(house, names, pictographs, "an emoji: say it in words")
}

// matches returns one slip for each line of the named files that pattern matches.
func matches(house tree, names []string, pattern *regexp.Regexp, rule string) []string {
	var slips []string
	for _, name := range names {
		n := 0
		for line := range strings.Lines(house[name]) {
			n++
			if found := pattern.FindString(line); found != "" {
				slips = append(slips, fmt.Sprintf("%s:%d: %q is %s", name, n, strings.TrimSpace(found), rule))
			}
		}
	}
	return slips
}

func TestMachineTraces(t *testing.T) {
	// In pieces, so that this file keeps the rule it tests.
	house := tree{
		"README.md":             "Run it.\nSee " + "/ro" + "ot/notes.md\n",
		"gc/doc.go":             "see file://" + "/ho" + "me/ann/notes",
		"gc/testdata/log.jsonl": `{"file": "` + "/ho" + `me/ann/x.py"}`,
		"e2e/package-lock.json": "https://" + "registry.npm" + "js.org/axe",
		"web/route.go":          `mux.Handle("/home/", h) // not example.org/work/x, not testdata/root/x`,
	}
	require.Equal(t, []string{
		`README.md:2: "` + "/ro" + `ot/n" is a path of one machine: make it relative`,
		`gc/doc.go:1: "//` + "/ho" + `me/ann/n" is a path of one machine: make it relative`,
		`gc/testdata/log.jsonl:1: "\"` + "/ho" + `me/ann/x" is a path of one machine: make it relative`,
		`e2e/package-lock.json:1: "` + "registry.npm" + `js.org" is the host of a registry: leave it to the machine's settings`,
	}, machineTraces(house))
}

func TestEmoji(t *testing.T) {
	house := tree{
		"README.md":           "Fast \U0001F680\nand safe \u26A0\uFE0F\nplain \u2192 \u2713 \u25CF\n",
		"gc/testdata/x.jsonl": "\U0001F680",
	}
	require.Equal(t, []string{
		"README.md:1: \"\U0001F680\" is an emoji: say it in words",
		"README.md:2: \"\ufe0f\" is an emoji: say it in words",
	}, emoji(house))
}
