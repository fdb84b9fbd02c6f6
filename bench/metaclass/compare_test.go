package metaclass_test

import (
	"fmt"

	"github.com/dop251/goja"
	lua "github.com/yuin/gopher-lua"
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"
)

// The examples are the task of COMPARE.md: a class that knows which classes have been
// derived from it, and has a method that asks the derived one.

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
