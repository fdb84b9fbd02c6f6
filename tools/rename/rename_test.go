package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestProse(t *testing.T) {
	m := mover{"underhood", "example.org/x/underhood"}
	tests := []struct{ name, in, want string }{
		{"import", "import \"underhood/gc\"\n", "import \"example.org/x/underhood/gc\"\n"},
		{"named import", "\tmem \"underhood/gc/pool\"", "\tmem \"example.org/x/underhood/gc/pool\""},
		{"doc link", "// See [underhood/gc.Heap].", "// See [example.org/x/underhood/gc.Heap]."},
		{"pattern", "go vet underhood/...", "go vet example.org/x/underhood/..."},
		{
			"importer's instructions",
			"go mod edit -require=underhood@v0.0.0 -replace=underhood=../underhood",
			"go mod edit -require=example.org/x/underhood@v0.0.0 -replace=example.org/x/underhood=../underhood",
		},
		{"go get", "`go get underhood@latest`", "`go get example.org/x/underhood@latest`"},
		{"go doc", "go doc underhood", "go doc example.org/x/underhood"},
		{"setting", "module-path: underhood", "module-path: example.org/x/underhood"},
		{"the name", "underhood rebuilds Python. Why underhood?", "underhood rebuilds Python. Why underhood?"},
		{"package clause", "package underhood", "package underhood"},
		{"external tests", "package underhood_test", "package underhood_test"},
		{"a folder", "cd underhood/bench", "cd underhood/bench"},
		{"a relative path", "../underhood/gc", "../underhood/gc"},
		{"a longer path", "example.org/x/underhood/gc", "example.org/x/underhood/gc"},
		{"a longer word", "underhoods/gc runderhood/gc", "underhoods/gc runderhood/gc"},
		{"a tree listing", "underhood/\n  gc/", "underhood/\n  gc/"},
		{"the environment", "UNDERHOOD_FULL=1", "UNDERHOOD_FULL=1"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := m.prose(tt.in)
			if got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			if back := (mover{m.to, m.from}).prose(got); tt.name != "a longer path" && back != tt.in {
				t.Errorf("moved back: got %q, want %q", back, tt.in)
			}
		})
	}
}

func TestProseOfPathWithHost(t *testing.T) {
	m := mover{"example.org/x/underhood", "example.net/underhood"}
	in := "See example.org/x/underhood, https://example.org/x/underhood/issues, not sub.example.org/x/underhood."
	want := "See example.net/underhood, https://example.net/underhood/issues, not sub.example.org/x/underhood."
	if got := m.prose(in); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestMod(t *testing.T) {
	in := "module underhood/bench // measures underhood\n\nrequire underhood v0.0.0\n\nreplace underhood => ../../underhood\n"
	want := "module example.org/u/bench // measures underhood\n\nrequire example.org/u v0.0.0\n\nreplace example.org/u => ../../underhood\n"
	m := mover{"underhood", "example.org/u"}
	if got := m.mod(in); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestRefusesBadPaths(t *testing.T) {
	for _, to := range []string{"", "/", "a b", "/x", "x/", "x//y", "x\ny", "https://example.org/x", "../x", "x."} {
		if _, err := renameTree(".", to); !errors.Is(err, errPath) {
			t.Errorf("renameTree(%q): %v, want %v", to, err, errPath)
		}
	}
}

// TestThisTree moves a copy of this very tree and asks the go command about it.
func TestThisTree(t *testing.T) {
	const there = "moved.example/there/underhood"
	root := filepath.Join("..", "..")
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	here, err := modulePath(mod)
	if err != nil {
		t.Fatal(err)
	}
	before := readTree(t, root)
	dir := t.TempDir()
	for name, text := range before {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}

	changed, err := renameTree(dir, there)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(changed); n == 0 || changed[n-1] != "go.mod" {
		t.Errorf("the root go.mod was not the last file written: %q", changed)
	}
	for _, module := range []string{".", "tools"} {
		cmd := exec.Command("go", "vet", "./...")
		cmd.Dir = filepath.Join(dir, module)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go vet in %s after the move: %v\n%s", module, err, out)
		}
	}

	again, err := renameTree(dir, there)
	if err != nil || len(again) != 0 {
		t.Errorf("the second run changed %q, %v; want nothing", again, err)
	}

	if _, err := renameTree(dir, here); err != nil {
		t.Fatal(err)
	}
	after := readTree(t, dir)
	for name, text := range before {
		if after[name] != text {
			t.Errorf("%s is not as before after moving there and back", name)
		}
	}
}

// readTree returns what renameTree would look at, by name relative to root.
func readTree(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		// Checksums are not renamed, but the copy needs them to build.
		if path != root && skipped(d.Name()) && d.Name() != "go.sum" {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		files[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A path with a space, as one word or as two, must not half succeed.
func TestRunRefusesBadPaths(t *testing.T) {
	for want, args := range map[string][]string{
		`not a module path: "bad path"`: {"-to", "bad path"},
		`not a module path: ""`:         {},
		`unexpected ["path"]`:           {"-to", "bad", "path"},
		"flag provided but not defined": {"-too", "bad"},
	} {
		root := t.TempDir()
		mod := filepath.Join(root, "go.mod")
		if err := os.WriteFile(mod, []byte("module underhood\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		if got := run(append([]string{"-root", root}, args...), &stdout, &stderr); got != 2 {
			t.Errorf("%q: status %d, want 2", args, got)
		}
		if !strings.Contains(stderr.String(), want) || stdout.Len() > 0 {
			t.Errorf("%q: said %q and %q, want %q", args, &stdout, &stderr, want)
		}
		if text, err := os.ReadFile(mod); err != nil || string(text) != "module underhood\n" {
			t.Errorf("%q: go.mod is now %q, %v", args, text, err)
		}
	}
}
