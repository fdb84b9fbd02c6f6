package roster_test

import (
	"fmt"
	"unsafe"

	"underhood/ipc/internal/roster"
)

// Two processes of a test share a table; one of them dies.
func ExampleJoinAs() {
	words := make([]uint64, roster.Size/8) // shared memory, really
	table := unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), roster.Size)

	victim := roster.NewFake()
	a, err := roster.JoinAs(roster.NewFake(), table, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer a.Leave()
	b, err := roster.JoinAs(victim, table, nil)
	if err != nil {
		fmt.Println(err)
		return
	}

	fmt.Println(a.Alive(b.Index()), a.Dead(b.Index()))
	victim.Kill()
	fmt.Println(a.Alive(b.Index()), a.Dead(b.Index()))
	a.Reap(func(peer int) { fmt.Println("give back what", peer, "held") })
	fmt.Println(a.Alive(b.Index()), a.Dead(b.Index()))
	// Output:
	// true false
	// false true
	// give back what 1 held
	// false false
}
