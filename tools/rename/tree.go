package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

// errPath reports a module path that the go command would not take.
var errPath = errors.New("not a module path")

// pathShape is the part of the go command's rules that a typing slip breaks:
// elements of letters, digits and -._~, none of them empty or ended by a dot.
var pathShape = regexp.MustCompile(`^[A-Za-z0-9_~-][A-Za-z0-9._~-]*(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$`)

// renameTree moves the module in root to the path to and returns the names of
// the files it changed, relative to root. Nothing is written before every file
// has been read and rewritten in memory; the root go.mod is written last, so
// an interrupted run can be repeated.
func renameTree(root, to string) ([]string, error) {
	if !pathShape.MatchString(to) || strings.HasSuffix(to, ".") || strings.Contains(to, "./") {
		return nil, fmt.Errorf("%w: %q", errPath, to)
	}
	rootMod := filepath.Join(root, "go.mod")
	mod, err := os.ReadFile(rootMod)
	if err != nil {
		return nil, err
	}
	from, err := modulePath(mod)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", rootMod, err)
	}
	if from == to {
		return nil, nil
	}

	edits, err := plan(root, mover{from, to})
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range edits { // plan puts the root go.mod last
		if err := os.WriteFile(filepath.Join(root, e.name), e.text, e.mode); err != nil {
			return names, err
		}
		names = append(names, e.name)
	}
	return names, nil
}

// edit is one file as it will be.
type edit struct {
	name string
	text []byte
	mode fs.FileMode
}

// plan reads every text file under root and returns those that the move changes.
func plan(root string, m mover) ([]edit, error) {
	var edits, last []edit
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if path != root && skipped(d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || skipped(d.Name()) {
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		old, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text, err := m.file(name, old)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if bytes.Equal(text, old) {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		e := edit{name, text, info.Mode().Perm()}
		if name == "go.mod" {
			last = append(last, e)
		} else {
			edits = append(edits, e)
		}
		return nil
	})
	return append(edits, last...), err
}

// skipped reports whether a file or folder of this name stays as it is: version
// control, built commands, installed packages, checksums, which never name the
// module they belong to, and this program's own tests, which are about paths.
func skipped(name string) bool {
	switch name {
	case ".git", "bin", "coverage", "node_modules", "go.sum", "rename_test.go":
		return true
	}
	return false
}

// file returns a file's text after the move. Binary files come back as they are.
func (m mover) file(name string, old []byte) ([]byte, error) {
	if bytes.IndexByte(old, 0) >= 0 || !utf8.Valid(old) {
		return old, nil
	}
	text := string(old)
	switch {
	case filepath.Base(name) == "go.mod":
		text = m.mod(text)
	default:
		text = m.prose(text)
	}
	if filepath.Ext(name) == ".go" && text != string(old) {
		// A new path sorts elsewhere among the imports.
		return format.Source([]byte(text))
	}
	return []byte(text), nil
}
