package websec

import (
	"slices"
	"strings"
)

// runByFrameworks knows the attributes that Vue, Alpine, Angular, AngularJS, htmx,
// hyperscript and Knockout evaluate.
func runByFrameworks(name string) bool {
	if hasAnyPrefix(name, "@", ":", "#", "*", "(", "[", "v-", "x-", "_") {
		return true
	}
	// AngularJS reads ng:click, ng_click and data-ng-click as ng-click, and htmx knows both
	// hx-on and data-hx-on.
	name = strings.TrimPrefix(strings.NewReplacer(":", "-", "_", "-").Replace(name), "data-")
	return name == "bind" || name == "script" ||
		hasAnyPrefix(name, "ng-", "hx-on", "hx-vals", "hx-vars", "hx-headers", "hx-request", "hx-trigger")
}

// loadsMarkup knows the attributes of htmx that have a URL whose page becomes part of
// this one.
func loadsMarkup(name string) bool {
	return slices.Contains([]string{"hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"}, strings.TrimPrefix(name, "data-"))
}

func hasAnyPrefix(name string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}
