package metaclass_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/dop251/goja"
	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"

	"underhood/metaclass"
)

// The examples are the task of COMPARE.md: a class that knows which classes have been
// derived from it, and has a method that asks the derived one.

func Example_underhood() {
	w, kinds := metaclass.New(), []string{}
	shape, _ := w.Class("Shape",
		metaclass.Def(metaclass.Func1("__init_subclass__", func(cls metaclass.Value) (metaclass.Value, error) {
			c, err := metaclass.As[*metaclass.Class](cls)
			if err == nil {
				kinds = append(kinds, c.Name())
			}
			return metaclass.None, err
		})),
		metaclass.Def(metaclass.Func1("describe", func(self metaclass.Value) (metaclass.Value, error) {
			area, err := metaclass.Get[int](self, "area")
			return fmt.Sprint("area ", area), err
		})))
	square, _ := w.Class("Square", metaclass.Bases(shape), metaclass.Attr("side", 1),
		metaclass.Attr("area", metaclass.NewProperty(metaclass.Func1("area", func(self metaclass.Value) (metaclass.Value, error) {
			side, err := metaclass.Get[int](self, "side")
			return side * side, err
		}), nil, nil)))
	o, _ := square.New()
	_ = w.SetAttr(o, "side", 3)
	said, err := w.CallMethod(o, "describe")
	fmt.Println(kinds[0]+":", said, err)
	// Output: Square: area 9 <nil>
}

func Example_goja() {
	vm := goja.New()
	fmt.Println(vm.RunString(`
		const kinds = []
		class Shape {
			describe() { return "area " + this.area }
		}
		class Square extends Shape {
			static { kinds.push(this.name) } // nobody tells Shape
			constructor(side) { super(); this.side = side }
			get area() { return this.side * this.side }
		}
		kinds + ": " + new Square(3).describe()
	`))
	// Output: Square: area 9 <nil>
}

func Example_lua() {
	l := lua.NewState()
	defer l.Close()
	err := l.DoString(`
		local kinds, Shape = {}, {}
		function Shape:describe() return "area " .. self:area() end
		function Shape.extend(name) -- a convention: every program has its own
			table.insert(kinds, name)
			local class = setmetatable({}, { __index = Shape })
			class.__index = class
			return class
		end
		local Square = Shape.extend("Square")
		function Square:area() return self.side * self.side end
		print(table.concat(kinds) .. ": " .. setmetatable({ side = 3 }, Square):describe())
	`)
	fmt.Println(err)
	// Output:
	// Square: area 9
	// <nil>
}

func Example_starlark() {
	thread := &starlark.Thread{Print: func(_ *starlark.Thread, s string) { fmt.Println(s) }}
	globals := starlark.StringDict{"struct": starlark.NewBuiltin("struct", starlarkstruct.Make)}
	_, err := starlark.ExecFileOptions(new(syntax.FileOptions), thread, "shapes.star", `
kinds = []
def describe(shape):
    return "area %d" % shape.area()
def square(side): # there are no classes: a function that makes a struct
    return struct(area = lambda: side * side)
kinds.append("Square")
print(kinds[0] + ": " + describe(square(3)))
`, globals)
	fmt.Println(err)
	// Output:
	// Square: area 9
	// <nil>
}

// TestCompared: the code in COMPARE.md is the code that is run here.
func TestCompared(t *testing.T) {
	page, err := os.ReadFile("../../COMPARE.md")
	require.NoError(t, err)
	file, err := os.ReadFile("compare_test.go")
	require.NoError(t, err)
	for _, name := range []string{"Example_underhood", "Example_goja", "Example_lua", "Example_starlark"} {
		_, body, found := strings.Cut(string(file), "func "+name+"() {\n")
		require.True(t, found)
		body, _, _ = strings.Cut(body, "\t// Output:")
		body = strings.ReplaceAll(strings.TrimPrefix(body, "\t"), "\n\t", "\n")
		require.True(t, strings.Contains(string(page), body), "COMPARE.md has not the code of %s", name)
	}
}
