// Command byhand registers one method of two.
package main

import (
	"fmt"

	"underhood/metaclass"
	"underhood/metaclass/structs"
)

// Thing has a method that nothing names.
type Thing struct{ N int }

// Used is registered.
func (t *Thing) Used() int { return t.N }

// Unused is not.
func (t *Thing) Unused() int { return -t.N }

func main() {
	class, err := structs.Register[Thing](metaclass.New(), structs.Method0((*Thing).Used))
	if err != nil {
		panic(err)
	}
	thing, err := class.New(7)
	if err != nil {
		panic(err)
	}
	fmt.Println(class.World().CallMethod(thing, "Used"))
}
