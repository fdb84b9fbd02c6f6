package underhood_test

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

var (
	// links are the targets of [text](target), [name]: target, and of the HTML
	// that a README needs for pictures. The target is the one group that matched.
	links = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)|^\s{0,3}\[[^\]]+\]:\s+(\S+)|\b(?:src|href|srcset)="([^"\s]+)`)
	// elsewhere are targets that only the network could check.
	elsewhere = regexp.MustCompile(`^([a-z][a-z0-9+.-]*:|//)`)
	codeSpan  = regexp.MustCompile("`[^`]*`")
	heading   = regexp.MustCompile(`^#{1,6}\s+(.*?)\s*#*\s*$`)
	linkText  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	anchorID  = regexp.MustCompile(`\b(?:id|name)="([^"]+)"`)
)

// deadLinks finds links in Markdown to files, folders and headings of this tree
// that are not there.
func deadLinks(house tree) []string {
	var slips []string
	for _, name := range house.names(".md") {
		for n, line := range proseLines(house[name]) {
			for _, m := range links.FindAllStringSubmatch(codeSpan.ReplaceAllString(line, ""), -1) {
				target := m[1] + m[2] + m[3]
				if why := deadLink(house, name, target); why != "" {
					slips = append(slips, fmt.Sprintf("%s:%d: link to %s: %s", name, n+1, target, why))
				}
			}
		}
	}
	return slips
}

// deadLink returns why a link from a file leads nowhere, or "".
func deadLink(house tree, from, target string) string {
	if elsewhere.MatchString(target) {
		return ""
	}
	file, anchor, _ := strings.Cut(target, "#")
	file, err := url.PathUnescape(file)
	if err != nil {
		return err.Error()
	}
	if strings.HasPrefix(file, "/") {
		return "a link inside the tree is relative"
	}
	to := from
	if file != "" {
		to = path.Join(path.Dir(from), file)
	}
	if !house.has(to) {
		return "no such file or folder"
	}
	if anchor != "" && strings.HasSuffix(to, ".md") && !anchors(house[to])[anchor] {
		return "no such heading"
	}
	return ""
}

// proseLines splits Markdown into lines and blanks those in fenced code.
func proseLines(text string) []string {
	all := strings.Split(text, "\n")
	fence := ""
	for i, line := range all {
		mark := strings.TrimSpace(line)
		switch {
		case fence == "" && (strings.HasPrefix(mark, "```") || strings.HasPrefix(mark, "~~~")):
			fence = mark[:3]
		case fence != "" && strings.HasPrefix(mark, fence):
			fence = ""
		case fence == "":
			continue
		}
		all[i] = ""
	}
	return all
}

// anchors returns the names that links can put after #, made from headings the
// way code hosts do: lower case, punctuation gone, spaces as dashes, and a
// number after a name that was taken.
func anchors(text string) map[string]bool {
	found := map[string]bool{}
	for _, line := range proseLines(text) {
		for _, m := range anchorID.FindAllStringSubmatch(line, -1) {
			found[m[1]] = true
		}
		m := heading.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, linkText.ReplaceAllString(m[1], "$1"))
		unique := name
		for n := 1; found[unique]; n++ {
			unique = fmt.Sprintf("%s-%d", name, n)
		}
		found[unique] = true
	}
	return found
}

func TestDeadLinks(t *testing.T) {
	house := tree{
		"gc/heap.go":       "",
		"docs/a picture.x": "",
		"CONTRIBUTING.md":  "# How to help\n## `make` it, [twice](gc)\n## Tests\n## Tests\n<a id=\"here\"></a>\n",
		"README.md": strings.Join([]string{
			"[code](gc/heap.go) [folder](gc) [folder](gc/) [web](https://example.org/x) [mail](mailto:a@example.org)",
			"[h](CONTRIBUTING.md#how-to-help) [m](CONTRIBUTING.md#make-it-twice) [t](CONTRIBUTING.md#tests-1) [i](CONTRIBUTING.md#here)",
			"![picture](docs/a%20picture.x) [`code`](gc/heap.go \"a title\") `[span](no.md)`",
			"[gone](gc/gone.go) and [named]",
			"[named]: no/such.md",
			"<img src=\"gone.svg\"> [abs](/gc/heap.go)",
			"```", "[in code](gone.md)", "```",
			"[heading](CONTRIBUTING.md#nowhere) [self](#nowhere)",
		}, "\n"),
		"gc/README.md":          "[up](../README.md) [down](README.md#x)",
		"gc/testdata/README.md": "[data](gone.md)",
	}
	require.Equal(t, []string{
		"README.md:4: link to gc/gone.go: no such file or folder",
		"README.md:5: link to no/such.md: no such file or folder",
		"README.md:6: link to gone.svg: no such file or folder",
		"README.md:6: link to /gc/heap.go: a link inside the tree is relative",
		"README.md:10: link to CONTRIBUTING.md#nowhere: no such heading",
		"README.md:10: link to #nowhere: no such heading",
		"gc/README.md:1: link to README.md#x: no such heading",
	}, deadLinks(house))
}
