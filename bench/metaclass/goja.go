package metaclass

import (
	_ "embed"

	"github.com/dop251/goja"

	"underhood/bench/harness"
)

//go:embed twin.js
var gojaTwin string

// gojaParts are the cases of the script, and which part of the operations they do.
var gojaParts = map[string]int{
	"attr_get": 10, "attr_set": 10, "instantiate": 20, "method_site": 10, "super": 10, "getattr_hook": 20, "property": 10, "isinstance": 10, "isinstance_deep": 20,
	"isinstance_miss": 20, "class_create": 1, "depth16": 20, "read_after_writes": 10, "go_method": 40,
}

// gojaWorks run the loops in the interpreter.
func gojaWorks() map[string]harness.Work {
	works := map[string]harness.Work{}
	for name, part := range gojaParts {
		works[name] = oneIn(part, func() (loop, error) { return gojaLoop(name, gojaStruct) })
	}
	return works
}

// gojaNative is the Go method behind a function in goja's own form, written by hand.
func gojaNativeWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"go_method": oneIn(10, func() (loop, error) { return gojaLoop("go_method", gojaFunction) }),
	}
}

// gojaStruct gives the interpreter the struct, whose methods it finds by reflection.
func gojaStruct(vm *goja.Runtime, c *Counter) (goja.Value, error) { return vm.ToValue(c), nil }

func gojaFunction(vm *goja.Runtime, c *Counter) (goja.Value, error) {
	o := vm.NewObject()
	err := o.Set("Add", func(call goja.FunctionCall) goja.Value {
		return vm.ToValue(c.Add(int(call.Argument(0).ToInteger())))
	})
	return o, err
}

// newGoja is an interpreter that has run the script.
func newGoja(counter func(*goja.Runtime, *Counter) (goja.Value, error)) (*goja.Runtime, *Counter, error) {
	vm, c := goja.New(), new(Counter)
	o, err := counter(vm, c)
	if err != nil {
		return nil, nil, err
	}
	if err := vm.Set("counter", o); err != nil {
		return nil, nil, err
	}
	_, err = vm.RunScript("twin.js", gojaTwin)
	return vm, c, err
}

// gojaLoop is the function of the script that a case is named after.
func gojaLoop(name string, counter func(*goja.Runtime, *Counter) (goja.Value, error)) (loop, error) {
	vm, c, err := newGoja(counter)
	if err != nil {
		return nil, err
	}
	call := func(name string, n int) int {
		f, ok := goja.AssertFunction(vm.Get(name))
		if !ok {
			panic("no function " + name)
		}
		return int(must(f(goja.Undefined(), vm.ToValue(n))).ToInteger())
	}
	switch name {
	case "super":
		name = "super_" // a reserved word
	case "read_after_writes":
		call("write", writes)
	}
	return func(n int) int {
		c.Total = 0
		return call(name, n)
	}, nil
}

// gojaHostWorks have Go ask an object of the interpreter, as ours are asked.
func gojaHostWorks() map[string]harness.Work {
	get := func(object, name string) harness.Work {
		return oneIn(10, func() (loop, error) {
			o, err := gojaObject(object)
			return func(n int) (sum int) {
				for range n {
					sum += int(o.Get(name).ToInteger())
				}
				return sum
			}, err
		})
	}
	return map[string]harness.Work{
		"attr_get": get("point", "x"), "getattr_hook": get("hooked", "missing"), "property": get("point", "p"), "depth16": get("deep", "k"),
		"method_site": oneIn(10, func() (loop, error) {
			o, err := gojaObject("point")
			return func(n int) (sum int) {
				for range n {
					m, _ := goja.AssertFunction(o.Get("m"))
					sum += int(must(m(o)).ToInteger())
				}
				return sum
			}, err
		}),
	}
}

func gojaObject(name string) (*goja.Object, error) {
	vm, _, err := newGoja(gojaStruct)
	if err != nil {
		return nil, err
	}
	v, err := vm.RunString(name)
	if err != nil {
		return nil, err
	}
	return v.ToObject(vm), nil
}
