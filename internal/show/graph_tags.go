package show

import (
	"maps"
	"slices"
	"strings"
)

// groupTags is what a box says of the groups: the label, or one letter of it
// that no other group has.
func (g Graph) groupTags(style boxStyle) map[string]string {
	labels := g.groupLabels()
	if !style.letters {
		return labels
	}
	tags := map[string]string{}
	used := map[rune]bool{}
	for _, id := range slices.Sorted(maps.Keys(labels)) {
		if labels[id] == "" {
			continue
		}
		for _, r := range labels[id] + "0123456789*" {
			if !used[r] && r != ' ' || r == '*' {
				used[r], tags[id] = true, string(r)
				break
			}
		}
	}
	return tags
}

// legend explains letters, "" when there are none.
func (g Graph) legend(style boxStyle, tags map[string]string) string {
	if !style.letters || !g.headed() {
		return ""
	}
	labels := g.groupLabels()
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(tags)) {
		parts = append(parts, tags[id]+" = "+labels[id])
	}
	return strings.Join(parts, "   ")
}
