package metaclass

import "underhood/bench/harness"

// operations is how many a row is about.
const operations = 400_000

// pairs is the number of pairs a ratio to a near limit is taken from.
const pairs = 15

// Topic gives the cases and contestants of package metaclass.
func Topic() *harness.Topic {
	return &harness.Topic{
		Name:  "metaclass",
		Title: "metaclass: classes made at run time",
		About: "Package metaclass beside CPython, whose rules it follows, and four interpreters written in Go. No figure is about the turns of a loop: an interpreter's loop does eight operations a turn.",
		// First what has a goal: a quick run on a busy machine may not come to the rest.
		Cases: []harness.Case{
			{
				Name: "attr_get", Cost: .1, Unit: "run", Size: operations, SmallSize: 800,
				What: "400,000 times an attribute that the object has of its own, one of two.",
			},
			{
				Name: "method_site", Cost: .1, Unit: "run", Size: operations, SmallSize: 800,
				What: "400,000 calls of a method of the object's class, without arguments, which gives a number.",
			},
			{
				Name: "super", Cost: .1, Unit: "run", Size: operations, SmallSize: 800,
				What: "400,000 times, from within a method, the same method of the base class by super. gopher-lua and yaegi name the base instead.",
			},
			{
				Name: "getattr_hook", Cost: .2, Unit: "run", Size: operations, SmallSize: 800,
				What: "400,000 attributes that are nowhere, answered by __getattr__. goja: a Proxy; gopher-lua: __index; starlark: a Go value's Attr.",
			},
			{
				Name: "property", Cost: .1, Unit: "run", Size: operations, SmallSize: 800,
				What: "400,000 times a property whose getter gives a number. gopher-lua: by __index and a table of getters.",
			},
			{
				Name: "isinstance", Cost: .1, Unit: "run", Size: operations, SmallSize: 800,
				What: "400,000 times whether an object is of its own class. gopher-lua, which has no such thing: a function that follows metatables.",
			},
			{
				Name: "class_create", Cost: .1, Unit: "run", Size: 2000, SmallSize: 8,
				What: "2,000 classes with one base and three functions are made from a dict, and one function of each is looked up. No collector comes to its turn: Python's is off, and for Go's it is too little.",
			},
			{
				Name: "depth16", Cost: .1, Unit: "run", Size: operations, SmallSize: 800, Rounds: pairs, Limit: "depth 1", Paired: true,
				What: "400,000 times an attribute of the class 16 bases above the object's. The limit is the library with one base.",
			},
			{
				Name: "go_method", Cost: .1, Unit: "run", Size: operations, SmallSize: 800,
				What: "400,000 calls of a method of a Go struct by its name, with a number, which gives the sum so far. Python: a method of its own that does the same.",
			},
			{
				Name: "read_after_writes", Cost: .1, Unit: "run", Size: operations, SmallSize: 800, Rounds: pairs, Limit: "before", Paired: true,
				What: "400,000 times an attribute of the object's class, which has been written 100,000 times and read in between. The limit is the library without those writes.",
			},
			{
				Name: "two_readers", Cost: .1, Unit: "run", Size: operations, SmallSize: 800, Rounds: pairs, Limit: "one reader", Paired: true,
				What: "attr_get by two goroutines at once, 400,000 times each. The limit is one of them alone; by CPU time, which counts both, twice that is no loss. Python: two threads.",
			},
			{
				Name: "isinstance_deep", Cost: .1, Unit: "run", Size: operations, SmallSize: 800,
				What: "The same of a class 16 bases above.",
			},
			{
				Name: "isinstance_miss", Cost: .1, Unit: "run", Size: operations, SmallSize: 800,
				What: "The same of a class that has nothing to do with it.",
			},
			{
				Name: "attr_set", Cost: .1, Unit: "run", Size: operations, SmallSize: 800,
				What: "400,000 times an attribute that the object has is given a number.",
			},
			{
				Name: "instantiate", Cost: .1, Unit: "run", Size: 50_000, SmallSize: 800,
				What: "50,000 objects with an __init__ that sets two attributes, of which one is read.",
			},
		},
		Contestants: contestants(),
		Works: map[string]map[string]harness.Work{
			"underhood":       works(),
			"underhood/name":  nameWorks(),
			"depth 1":         depthWorks(),
			"before":          beforeWorks(),
			"one reader":      readerWorks(),
			"interface":       interfaceWorks(),
			"map":             mapWorks(),
			"reflect":         reflectWorks(),
			"goja":            gojaWorks(),
			"goja/host":       gojaHostWorks(),
			"goja/native":     gojaNativeWorks(),
			"gopher-lua":      luaWorks(),
			"gopher-lua/host": luaHostWorks(),
			"starlark":        starlarkWorks(),
			"starlark/host":   starlarkHostWorks(),
			"expr":            exprWorks(),
			"yaegi":           yaegiWorks(),
		},
	}
}
