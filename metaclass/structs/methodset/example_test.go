package methodset_test

import (
	"fmt"

	"underhood/metaclass"
	"underhood/metaclass/structs"
	"underhood/metaclass/structs/methodset"
)

// Lamp has methods of usual signatures, and one of an unusual one.
type Lamp struct{ Level int }

// On tells whether it burns.
func (l *Lamp) On() bool { return l.Level > 0 }

// Dim takes light away.
func (l *Lamp) Dim(by int) int { l.Level -= by; return l.Level }

// Blink sets levels one after the other.
func (l *Lamp) Blink(levels ...int) {
	for _, l.Level = range levels {
	}
}

func ExampleOf() {
	var report structs.Report
	lamp, err := structs.Register[Lamp](metaclass.New(), methodset.Of[Lamp](), structs.ReportTo(&report))
	if err != nil {
		panic(err)
	}
	l, err := lamp.New(7)
	if err != nil {
		panic(err)
	}
	fmt.Println(l.(*metaclass.Object).Call("Dim", 7))
	fmt.Println(l.(*metaclass.Object).Call("On"))
	fmt.Print(report)
	// Output:
	// 0 <nil>
	// false <nil>
	// field  Level int: typed
	// method Blink func(...int): reflected (variadic)
	// method Dim func(int) int: typed
	// method On func() bool: typed
}
