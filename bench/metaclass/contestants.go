package metaclass

import (
	"context"
	_ "embed"
	"errors"
	"os"
	"strings"

	"underhood/bench/harness"
)

// twin is the worker in Python.
//
//go:embed twin.py
var twin string

// fewer says how the contestants that take long are measured.
const fewer = "; does a part of the operations, its figures multiplied"

func contestants() []harness.Contestant {
	all := []harness.Contestant{
		{Name: "underhood", Role: harness.RoleOurs, What: "package metaclass, a Site for each place"},
		{Name: "underhood/again", Role: harness.RoleAgain, What: "the same, a second time: the noise"},
		{Name: "underhood/name", Role: harness.RoleVariant, What: "by name, without a Site"},
		{Name: "depth 1", Role: harness.RoleLimit, What: "package metaclass, one base above the object's class"},
		{Name: "before", Role: harness.RoleLimit, What: "package metaclass, before the class was written"},
		{Name: "one reader", Role: harness.RoleLimit, What: "package metaclass, one goroutine"},
		{Name: "interface", Role: harness.RoleOther, What: "Go: a call through an interface, a type assertion"},
		{Name: "map", Role: harness.RoleOther, What: "Go: a map by name"},
		{Name: "reflect", Role: harness.RoleOther, What: "Go: FieldByName, MethodByName and Call" + fewer},
		{Name: "goja", Role: harness.RoleRival, What: "github.com/dop251/goja, JavaScript; go_method: of a struct by ToValue" + fewer},
		{Name: "goja/native", Role: harness.RoleRival, What: "the same, the method behind a function written for goja by hand" + fewer},
		{Name: "goja/host", Role: harness.RoleRival, What: "goja's objects asked from Go" + fewer},
		{Name: "gopher-lua", Role: harness.RoleRival, What: "github.com/yuin/gopher-lua v1.1.2, metatables; go_method: behind a function written for it by hand" + fewer},
		{Name: "gopher-lua/host", Role: harness.RoleRival, What: "its tables asked from Go" + fewer},
		{Name: "starlark", Role: harness.RoleRival, What: "go.starlark.net, a struct with a function in it; hook and go_method: a Go type with an Attr written by hand" + fewer},
		{Name: "starlark/host", Role: harness.RoleRival, What: "its values asked from Go" + fewer},
		{Name: "expr", Role: harness.RoleRival, What: "github.com/expr-lang/expr v1.17.8, compiled for its environment; Go structs" + fewer},
		{Name: "yaegi", Role: harness.RoleRival, What: "github.com/traefik/yaegi v0.16.1, Go; types of its own, go_method: of a compiled struct" + fewer},
		{Name: "python", Role: harness.RolePython, Command: python("3.11"), What: "CPython; collector off"},
		{Name: "python/3.13", Role: harness.RoleOther, Command: python("3.13"), What: "the same in a later version"},
	}
	for i := range all {
		if all[i].Command == nil {
			all[i].Command = itself(strings.TrimSuffix(all[i].Name, "/again"))
		}
	}
	return all
}

// itself runs this program again as a worker. The test binary does too; its
// TestMain looks at the same arguments.
func itself(name string) func(context.Context) (harness.Command, error) {
	return func(context.Context) (harness.Command, error) {
		exe, err := os.Executable()
		return harness.Command{Args: []string{exe, "worker", "metaclass", name}}, err
	}
}

func python(version string) func(context.Context) (harness.Command, error) {
	return func(ctx context.Context) (harness.Command, error) {
		exe, err := harness.FindPython(ctx, version)
		if errors.Is(err, harness.ErrPython) {
			return harness.Command{}, &harness.SkipError{Reason: "no CPython " + version + " on the path"}
		}
		return harness.Command{Args: []string{exe, "-I", "-c", twin}}, err
	}
}
