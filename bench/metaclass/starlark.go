package metaclass

import (
	_ "embed"
	"errors"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"

	"underhood/bench/harness"
)

//go:embed twin.star
var starlarkTwin string

// starlarkWorks run the loops in the interpreter.
func starlarkWorks() map[string]harness.Work {
	works := map[string]harness.Work{}
	for _, name := range []string{"attr_get", "method_site", "getattr_hook", "go_method"} {
		works[name] = oneIn(10, func() (loop, error) {
			c := new(Counter)
			globals, err := runStarlark(c)
			if err != nil {
				return nil, err
			}
			thread := new(starlark.Thread)
			return func(n int) int {
				c.Total = 0
				return starlarkInt(must(starlark.Call(thread, globals[name], starlark.Tuple{starlark.MakeInt(n)}, nil)))
			}, nil
		})
	}
	return works
}

func runStarlark(c *Counter) (starlark.StringDict, error) {
	return starlark.ExecFileOptions(new(syntax.FileOptions), new(starlark.Thread), "twin.star", starlarkTwin, starlark.StringDict{
		"struct": starlark.NewBuiltin("struct", starlarkstruct.Make), "hooked": answers{}, "counter": starlarkCounter{c: c},
	})
}

func starlarkInt(v starlark.Value) int { return must(starlark.AsInt32(v)) }

// opaque is what a value has to say of itself that nobody asks here.
type opaque struct{}

func (opaque) String() string        { return "value" }
func (opaque) Type() string          { return "value" }
func (opaque) Freeze()               {}
func (opaque) Truth() starlark.Bool  { return true }
func (opaque) Hash() (uint32, error) { return 0, nil }
func (opaque) AttrNames() []string   { return nil }

// answers has every attribute.
type answers struct{ opaque }

func (answers) Attr(string) (starlark.Value, error) { return starlark.MakeInt(each), nil }

// starlarkCounter has a Go method, found by name and bound.
type starlarkCounter struct {
	opaque
	c *Counter
}

// starlarkAdd is made once, and bound each time, as the language's own types do.
var starlarkAdd = starlark.NewBuiltin("Add", func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var n int
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &n); err != nil {
		return nil, err
	}
	s, ok := b.Receiver().(starlarkCounter)
	if !ok {
		return nil, errors.New("bench: no counter")
	}
	return starlark.MakeInt(s.c.Add(n)), nil
})

func (s starlarkCounter) Attr(name string) (starlark.Value, error) {
	if name == "Add" {
		return starlarkAdd.BindReceiver(s), nil
	}
	return nil, nil
}

// starlarkHostWorks have Go ask a value of the interpreter, as ours are asked.
func starlarkHostWorks() map[string]harness.Work {
	host := func(work func(thread *starlark.Thread, o starlark.HasAttrs) int) harness.Work {
		return oneIn(10, func() (loop, error) {
			globals, err := runStarlark(new(Counter))
			if err != nil {
				return nil, err
			}
			o, ok := globals["point"].(starlark.HasAttrs)
			if !ok {
				return nil, errors.New("bench: no point")
			}
			thread := new(starlark.Thread)
			return func(n int) (sum int) {
				for range n {
					sum += work(thread, o)
				}
				return sum
			}, nil
		})
	}
	return map[string]harness.Work{
		"attr_get": host(func(_ *starlark.Thread, o starlark.HasAttrs) int { return starlarkInt(must(o.Attr("x"))) }),
		"method_site": host(func(thread *starlark.Thread, o starlark.HasAttrs) int {
			return starlarkInt(must(starlark.Call(thread, must(o.Attr("m")), nil, nil)))
		}),
	}
}
