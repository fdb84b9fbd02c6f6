package gc

import (
	"context"
	_ "embed"
	"errors"
	"os"
	"os/exec"

	"underhood/bench/harness"
	"underhood/bench/nohook"
)

// twin is the worker in Python.
//
//go:embed twin.py
var twin string

// pythonVersion is the version whose rules the library follows.
const pythonVersion = "3.11"

func contestants() []harness.Contestant {
	return []harness.Contestant{
		{
			Name: "underhood", Role: harness.RoleOurs, Command: itself("underhood"),
			What: "package gc, default heap",
		},
		{
			Name: "underhood/again", Role: harness.RoleAgain, Command: itself("underhood"),
			What: "the same, a second time: the noise",
		},
		{
			Name: "underhood/mark-sweep", Role: harness.RoleVariant, Command: itself("underhood/mark-sweep"),
			What: "package gc, collecting by MarkSweep instead of Collect(2)",
		},
		{
			Name: "underhood/trial", Role: harness.RoleVariant, Command: itself("underhood/trial"),
			What: "package gc, WithCollector(Trial): CPython's collector and order",
		},
		{
			Name: "underhood/incremental", Role: harness.RoleVariant, Command: itself("underhood/incremental"),
			What: "package gc, WithCollector(Incremental)",
		},
		{
			Name: "underhood/blocks", Role: harness.RoleVariant, Command: itself("underhood/blocks"),
			What: "package gc/pool, by Alloc and Free instead of a Slab",
		},
		{
			Name: "no-hook", Role: harness.RoleLimit, Command: nohook.Command("gc", "no-hook"),
			What: "package gc built from the same sources with every test for a hook replaced by false",
		},
		{
			Name: "python", Role: harness.RolePython, Command: python,
			What: "CPython, a class with `__slots__`, gc.collect(); other objects frozen",
		},
		{
			Name: "pypy", Role: harness.RoleOther, Thorough: true, Command: pypy,
			What: "PyPy, the same script",
		},
		{
			Name: "go", Role: harness.RoleRival, Command: itself("go"),
			What: "Go's own heap and runtime.GC, which uses all cores",
		},
		{
			Name: "modernc", Role: harness.RoleRival, Command: itself("modernc"),
			What: "modernc.org/memory v1.12.1, a malloc: every node freed by hand",
		},
	}
}

// itself runs this program again as a worker. The test binary does too; its
// TestMain looks at the same arguments.
func itself(name string, env ...string) func(context.Context) (harness.Command, error) {
	return func(context.Context) (harness.Command, error) {
		exe, err := os.Executable()
		return harness.Command{Args: []string{exe, "worker", "gc", name}, Env: env}, err
	}
}

func python(ctx context.Context) (harness.Command, error) {
	exe, err := harness.FindPython(ctx, pythonVersion)
	if errors.Is(err, harness.ErrPython) {
		return harness.Command{}, &harness.SkipError{Reason: "no CPython " + pythonVersion + " on the path"}
	}
	return harness.Command{Args: []string{exe, "-I", "-c", twin}}, err
}

func pypy(context.Context) (harness.Command, error) {
	exe, err := exec.LookPath("pypy3")
	if err != nil {
		return harness.Command{}, &harness.SkipError{Reason: "pypy3 is not installed"}
	}
	return harness.Command{Args: []string{exe, "-I", "-c", twin}}, nil
}
