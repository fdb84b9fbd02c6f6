package metaclass

import (
	_ "embed"

	lua "github.com/yuin/gopher-lua"

	"underhood/bench/harness"
)

//go:embed twin.lua
var luaTwin string

var luaParts = map[string]int{
	"attr_get": 10, "attr_set": 10, "instantiate": 20, "method_site": 10, "super": 10, "getattr_hook": 20, "property": 20, "isinstance": 20, "isinstance_deep": 100,
	"isinstance_miss": 100, "class_create": 1, "depth16": 20, "read_after_writes": 10, "go_method": 10,
}

// luaWorks run the loops in the interpreter.
func luaWorks() map[string]harness.Work {
	works := map[string]harness.Work{}
	for name, part := range luaParts {
		works[name] = oneIn(part, func() (loop, error) {
			l, c, err := newLua()
			if err != nil {
				return nil, err
			}
			if name == "read_after_writes" {
				luaCall(l, "write", writes)
			}
			return func(n int) int {
				c.Total = 0
				return luaCall(l, name, n)
			}, nil
		})
	}
	return works
}

// newLua is an interpreter that has run the script. A Go method is called through a
// function that is written by hand, as there is no other way.
func newLua() (*lua.LState, *Counter, error) {
	l, c := lua.NewState(), new(Counter)
	class := l.NewTypeMetatable("Counter")
	l.SetField(class, "__index", l.SetFuncs(l.NewTable(), map[string]lua.LGFunction{
		"Add": func(l *lua.LState) int {
			c, ok := l.CheckUserData(1).Value.(*Counter)
			if !ok {
				l.ArgError(1, "no counter")
			}
			l.Push(lua.LNumber(c.Add(l.CheckInt(2))))
			return 1
		},
	}))
	o := l.NewUserData()
	o.Value = c
	l.SetMetatable(o, class)
	l.SetGlobal("counter", o)
	return l, c, l.DoString(luaTwin)
}

func luaCall(l *lua.LState, name string, n int) int {
	if err := l.CallByParam(lua.P{Fn: l.GetGlobal(name), NRet: 1, Protect: true}, lua.LNumber(n)); err != nil {
		panic(err)
	}
	defer l.Pop(1)
	return int(lua.LVAsNumber(l.Get(-1)))
}

// luaHostWorks have Go ask an object of the interpreter, as ours are asked.
func luaHostWorks() map[string]harness.Work {
	get := func(object, name string) harness.Work {
		return oneIn(10, func() (loop, error) {
			l, _, err := newLua()
			if err != nil {
				return nil, err
			}
			o := l.GetGlobal(object)
			return func(n int) (sum int) {
				for range n {
					sum += int(lua.LVAsNumber(l.GetField(o, name)))
				}
				return sum
			}, nil
		})
	}
	return map[string]harness.Work{
		"attr_get": get("point", "x"), "getattr_hook": get("hooked", "missing"), "property": get("property_of", "p"), "depth16": get("deep", "k"),
		"method_site": oneIn(10, func() (loop, error) {
			l, _, err := newLua()
			if err != nil {
				return nil, err
			}
			o := l.GetGlobal("point")
			return func(n int) (sum int) {
				for range n {
					if err := l.CallByParam(lua.P{Fn: l.GetField(o, "m"), NRet: 1}, o); err != nil {
						panic(err)
					}
					sum += int(lua.LVAsNumber(l.Get(-1)))
					l.Pop(1)
				}
				return sum
			}, nil
		}),
	}
}
