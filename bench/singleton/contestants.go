package singleton

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"

	"underhood/bench/harness"
)

// twin is the worker in Python.
//
//go:embed twin.py
var twin string

// pythonVersion is the version the other topics speak of.
const pythonVersion = "3.11"

// fewer says how the contestants that take long are measured.
var fewer = fmt.Sprintf("; makes 1/%d of the gets, its figures times %[1]d", slowness)

func contestants() []harness.Contestant {
	all := []harness.Contestant{
		{Name: "underhood", Role: harness.RoleOurs, What: "Lazy.Get; OfIn for of_type"},
		{Name: "underhood/again", Role: harness.RoleAgain, What: "the same, a second time: the noise"},
		{Name: "underhood/guard", Role: harness.RoleVariant, What: "Guard.New"},
		{Name: "underhood/holder", Role: harness.RoleVariant, What: "Holder.Call"},
		{Name: "OnceValues", Role: harness.RoleLimit, What: "sync.OnceValues"},
		{Name: "sync.Map", Role: harness.RoleLimit, What: "a sync.Map keyed by reflect.Type"},
		{Name: "package variable", Role: harness.RoleOther, What: "a variable of the package"},
		{Name: "atomic.Pointer", Role: harness.RoleOther, What: "an atomic.Pointer that is set"},
		{Name: "OnceValue", Role: harness.RoleOther, What: "sync.OnceValue"},
		{Name: "sync.Once", Role: harness.RoleOther, What: "sync.Once and a variable"},
		{Name: "mutex", Role: harness.RoleOther, What: "sync.Mutex around a look and a construction"},
		{Name: "RWMutex", Role: harness.RoleOther, What: "sync.RWMutex, read"},
		{Name: "singleflight", Role: harness.RoleOther, What: "golang.org/x/sync/singleflight, which keeps nothing" + fewer},
		{Name: "do", Role: harness.RoleRival, What: "github.com/samber/do/v2 v2.0.0, by type" + fewer},
		{Name: "do/named", Role: harness.RoleRival, What: "the same, by name: InvokeNamed" + fewer},
		{Name: "dig", Role: harness.RoleRival, What: "go.uber.org/dig v1.19.0; not safe for eight goroutines" + fewer},
		{Name: "python", Role: harness.RolePython, Command: python("metaclass"), What: "CPython, a metaclass without a lock"},
	}
	for _, way := range []string{"global", "new", "function", "class"} {
		all = append(all, harness.Contestant{
			Name: "python/" + way, Role: harness.RoleOther, Command: python(way), What: "CPython, another way: " + way,
		})
	}
	for i := range all {
		if all[i].Command == nil {
			all[i].Command = itself(all[i].Name)
		}
	}
	return all
}

// itself runs this program again as a worker. The test binary does too; its
// TestMain looks at the same arguments.
func itself(name string) func(context.Context) (harness.Command, error) {
	if name == "underhood/again" {
		name = "underhood"
	}
	return func(context.Context) (harness.Command, error) {
		exe, err := os.Executable()
		return harness.Command{Args: []string{exe, "worker", "singleton", name}}, err
	}
}

func python(way string) func(context.Context) (harness.Command, error) {
	return func(ctx context.Context) (harness.Command, error) {
		exe, err := harness.FindPython(ctx, pythonVersion)
		if errors.Is(err, harness.ErrPython) {
			return harness.Command{}, &harness.SkipError{Reason: "no CPython " + pythonVersion + " on the path"}
		}
		return harness.Command{Args: []string{exe, "-I", "-c", twin, way}}, err
	}
}
