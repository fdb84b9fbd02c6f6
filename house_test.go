package underhood_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestHouse keeps the rules that hold for the whole tree. Each rule lives in a
// file of its own, rule_<name>_test.go, beside the test that shows it failing.
func TestHouse(t *testing.T) {
	house := readTree(t, os.DirFS("."))
	rules := []struct {
		name  string
		check func(tree) []string
	}{
		{"source files have at most 400 lines", overlong},
		{"examples have about 60 lines", longExamples},
		{"packages are named by a noun of their field", vagueNames},
		{"tests do not sleep", sleeps},
		{"links in the documents lead somewhere", deadLinks},
		{"the changelog keeps its form", changelogSlips},
		{"no path or host of one machine is written down", machineTraces},
		{"text is the only signal: no emoji", emoji},
	}
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			report(t, rule.check(house))
		})
	}
	t.Run("packages import what their place allows", func(t *testing.T) {
		module := modulePath(t, house)
		for _, goos := range []string{"linux", "darwin", "windows"} {
			report(t, strayImports(module, listPackages(t, goos), house))
		}
	})
}

// report fails the test with one line a slip.
func report(t *testing.T, slips []string) {
	t.Helper()
	for _, slip := range slips {
		t.Error(slip)
	}
}

// A tree is the text of every file by its slash-separated name. Binary files
// are there with no text: they can be linked to, not read.
type tree map[string]string

// readTree reads everything a contributor could commit.
func readTree(t *testing.T, fsys fs.FS) tree {
	t.Helper()
	house := tree{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch d.Name() {
		case ".git", "bin", "coverage", "node_modules":
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil // a worktree's .git is a file
		}
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if bytes.IndexByte(text, 0) >= 0 {
			text = nil
		}
		house[name] = string(text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return house
}

// names returns the names that end in one of the endings, in order. What is
// under testdata is data, even when it is Go or Markdown.
func (house tree) names(endings ...string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(house)) {
		if strings.HasPrefix(name, "testdata/") || strings.Contains(name, "/testdata/") {
			continue
		}
		if slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(name, e) }) {
			names = append(names, name)
		}
	}
	return names
}

// has reports whether the tree has a file or folder of this name.
func (house tree) has(name string) bool {
	if _, ok := house[name]; ok || name == "." {
		return true
	}
	for file := range house {
		if strings.HasPrefix(file, name+"/") {
			return true
		}
	}
	return false
}

// modulePath reads the module path, which `make rename` may have moved.
func modulePath(t *testing.T, house tree) string {
	t.Helper()
	for line := range strings.Lines(house["go.mod"]) {
		if path, ok := strings.CutPrefix(strings.TrimSpace(line), "module "); ok {
			return path
		}
	}
	t.Fatal("go.mod has no module line")
	return ""
}
