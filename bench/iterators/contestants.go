package iterators

import (
	"context"
	_ "embed"
	"errors"
	"os"

	"underhood/bench/harness"
)

// twin is the worker in Python.
//
//go:embed twin.py
var twin string

// pythonVersion is the version the goals speak of.
const pythonVersion = "3.11"

func contestants() []harness.Contestant {
	all := []harness.Contestant{
		{
			Name: "underhood", Role: harness.RoleOurs,
			What: "package iterators; for zip, groupby and tee package pull over slices",
		},
		{
			Name: "underhood/again", Role: harness.RoleAgain,
			What: "the same, a second time: the noise",
		},
		{
			Name: "underhood/nested", Role: harness.RoleVariant,
			What: "Map of Map instead of Map with Then",
		},
		{
			Name: "underhood/sequence", Role: harness.RoleVariant,
			What: "package iterators over any iter.Seq, by a coroutine",
		},
		{
			Name: "underhood/source", Role: harness.RoleVariant,
			What: "package pull; tee from a function that is asked, not from a slice",
		},
		{
			Name: "underhood/reuse", Role: harness.RoleVariant,
			What: "the forms that give one slice again and again",
		},
		{
			Name: "underhood/value", Role: harness.RoleVariant,
			What: "tuples by value: Product3",
		},
		{
			Name: "underhood/kept", Role: harness.RoleVariant,
			What: "all tuples kept by slices.Collect, as Python keeps them",
		},
		{
			Name: "underhood/handle", Role: harness.RoleVariant,
			What: "YieldFrom a generator a node instead of YieldFromFunc",
		},
		{
			Name: "hand", Role: harness.RoleLimit,
			What: "loops and recursion without a library",
		},
		{
			Name: "callback", Role: harness.RoleLimit,
			What: "recursion that hands the loop's body down",
		},
		{
			Name: "naive", Role: harness.RoleLimit,
			What: "the plainest iter.Seq adapters; where they are inlined, without type parameters",
		},
		{
			Name: "lo", Role: harness.RoleRival,
			What: "github.com/samber/lo/it v1.53.0; its GroupBy builds a map, its tuples are structs",
		},
		{
			Name: "go-functional", Role: harness.RoleRival,
			What: "github.com/BooleanCat/go-functional/v2 v2.5.1",
		},
		{
			Name: "pull", Role: harness.RoleOther,
			What: "iter.Pull by hand",
		},
		{
			Name: "channel", Role: harness.RoleOther,
			What: "a goroutine a stage, channels with room for 128",
		},
		{
			Name: "python", Role: harness.RolePython, Command: python,
			What: "CPython, itertools; collector off",
		},
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
		return harness.Command{Args: []string{exe, "worker", "iterators", name}}, err
	}
}

func python(ctx context.Context) (harness.Command, error) {
	exe, err := harness.FindPython(ctx, pythonVersion)
	if errors.Is(err, harness.ErrPython) {
		return harness.Command{}, &harness.SkipError{Reason: "no CPython " + pythonVersion + " on the path"}
	}
	return harness.Command{Args: []string{exe, "-I", "-c", twin}}, err
}
