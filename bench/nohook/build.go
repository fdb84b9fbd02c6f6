package nohook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"underhood/bench/harness"
)

// ErrHooks says that the package has no test for a hook to take out.
var ErrHooks = errors.New("bench: no test for a hook found")

// Command gives a command that builds the benchmark without the hooks of the
// package of that name and runs it as the worker of a topic. The build is kept
// in the user's cache folder and made again when the sources have changed.
func Command(pkg, contestant string) func(context.Context) (harness.Command, error) {
	return func(ctx context.Context) (harness.Command, error) {
		goTool, err := exec.LookPath("go")
		if err != nil {
			return harness.Command{}, &harness.SkipError{Reason: "it is built with the go command, which is not on the path"}
		}
		exe, err := build(ctx, goTool, pkg)
		return harness.Command{Args: []string{exe, "worker", pkg, contestant}}, err
	}
}

// build compiles the benchmark with the stripped sources laid over the real ones.
func build(ctx context.Context, goTool, pkg string) (string, error) {
	out, err := exec.CommandContext(ctx, goTool, "list", "-f", "{{.Dir}}", "underhood/"+pkg).Output()
	if err != nil {
		return "", &harness.SkipError{Reason: "the go command does not find the sources: run it in the bench folder"}
	}
	folder, err := cache(pkg)
	if err != nil {
		return "", err
	}
	overlay, err := lay(strings.TrimSpace(string(out)), folder)
	if err != nil {
		return "", err
	}
	// Another run may have the program open: build beside it, then take its place.
	exe := filepath.Join(folder, "bench-without-hook.exe")
	fresh := fmt.Sprintf("%s.%d", exe, os.Getpid())
	if said, err := exec.CommandContext(ctx, goTool, "build", "-overlay", overlay, "-o", fresh, "underhood/bench").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building without the hook: %w\n%s", err, said)
	}
	return exe, os.Rename(fresh, exe)
}

func cache(pkg string) (string, error) {
	root, err := os.UserCacheDir()
	if err != nil {
		root = os.TempDir()
	}
	folder := filepath.Join(root, "underhood-bench", pkg)
	return folder, os.MkdirAll(folder, 0o755)
}

// lay writes the stripped sources of dir, and the file that tells the go command
// to take them, into folder.
func lay(dir, folder string) (overlay string, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return "", err
	}
	replace, found := map[string]string{}, 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		stripped, n, err := Strip(file, string(text))
		if err != nil {
			return "", err
		}
		found += n
		if n == 0 {
			continue
		}
		to := filepath.Join(folder, filepath.Base(file))
		if err := os.WriteFile(to, []byte(stripped), 0o644); err != nil {
			return "", err
		}
		replace[file] = to
	}
	if found == 0 {
		return "", fmt.Errorf("%w in %s", ErrHooks, filepath.Base(dir))
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(folder, "overlay.json")
	return overlay, os.WriteFile(overlay, text, 0o644)
}
