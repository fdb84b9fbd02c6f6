package harness

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// pythonProbe prints the version, where the interpreter really is (a version
// manager's shim would be one process more) and how many nanoseconds a small
// loop takes.
const pythonProbe = `
import sys, time
def f():
    t = time.perf_counter_ns()
    for i in range(300000): (i, i)
    return time.perf_counter_ns() - t
print("%d.%d" % sys.version_info[:2], sys.executable, min(f() for _ in range(5)), sep="\n")`

// ErrPython says that there is no such interpreter.
var ErrPython = errors.New("bench: no interpreter")

// FindPython looks on the path for CPython of the wanted version, such as
// "3.11". The same version may be there more than once, built with and without
// optimisation; the fastest is the fair one, so each runs a short loop.
func FindPython(ctx context.Context, version string) (string, error) {
	best, bestNS := "", 0
	for _, name := range everyPath("python"+version, "python3") {
		out, err := exec.CommandContext(ctx, name, "-c", pythonProbe).Output()
		f := strings.Split(strings.TrimSpace(string(out)), "\n")
		if err != nil || len(f) != 3 || f[0] != version {
			continue
		}
		ns, err := strconv.Atoi(f[2])
		if err == nil && (best == "" || ns < bestNS) {
			best, bestNS = f[1], ns
		}
	}
	if best == "" {
		return "", ErrPython
	}
	return best, nil
}

// everyPath gives the files of those names in all folders of the path, where
// [exec.LookPath] stops at the first.
func everyPath(names ...string) []string {
	var found []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		for _, name := range names {
			if file, err := exec.LookPath(filepath.Join(dir, name)); err == nil && dir != "" {
				found = append(found, file)
			}
		}
	}
	return found
}
