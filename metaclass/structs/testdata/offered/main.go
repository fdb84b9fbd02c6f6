// Command offered registers whatever methods there are.
package main

import (
	"fmt"

	"underhood/metaclass"
	"underhood/metaclass/structs"
	"underhood/metaclass/structs/methodset"
)

// Thing has two methods that nothing names.
type Thing struct{ N int }

// Used is registered as one of all.
func (t *Thing) Used() int { return t.N }

// Unused is, too.
func (t *Thing) Unused() int { return -t.N }

func main() {
	class, err := structs.Register[Thing](metaclass.New(), methodset.Of[Thing]())
	if err != nil {
		panic(err)
	}
	thing, err := class.New(7)
	if err != nil {
		panic(err)
	}
	fmt.Println(class.World().CallMethod(thing, "Used"))
}
