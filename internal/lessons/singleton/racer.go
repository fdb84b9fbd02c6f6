package lesson

import (
	"bytes"
	"context"
	"runtime"
	"strconv"
)

// A racer is one of the goroutines that ask for the instance. It is a new goroutine
// at each ask.
type racer struct {
	name   string
	arg    string // what it asks with
	inside bool   // it has asked, and has no answer yet
	id     chan int
	ctx    context.Context
	cancel context.CancelCauseFunc
}

// An object is what is constructed.
type object struct {
	n      int
	by     *racer
	end    chan ending // lets its constructor return
	inside []*racer    // who waits for it, who constructs it first
}

// An ending is how a constructor ends: by error, by panic, or well.
type ending struct {
	err   error
	panic string
}

// told is what a racer tells the scheduler.
type told struct {
	kind   string // beatBegin, beatGot, beatError or beatPanicked; beatWait when it was seen to wait
	by     *racer
	object *object
	text   string
}

// goroutine is the number of the goroutine that calls it, as its stack is headed.
func goroutine() int {
	var head [64]byte
	n, _ := number(head[:runtime.Stack(head[:], false)])
	return n
}

// number reads "goroutine 7 [state]:" and gives the number and the state.
func number(head []byte) (n int, state []byte) {
	rest, _ := bytes.CutPrefix(head, []byte("goroutine "))
	digits, rest, _ := bytes.Cut(rest, []byte(" ["))
	n, _ = strconv.Atoi(string(digits)) // 0 is no goroutine
	state, _, _ = bytes.Cut(rest, []byte("]"))
	return n, state
}

// parked says that a goroutine stands still where the forms let one wait: at a lock,
// or in the select of a Lazy. Nothing in the forms tells of it, and to add a hook for
// this picture would change what is shown, so the runtime is asked.
func parked(id int) bool {
	stacks := make([]byte, 1<<16)
	n := runtime.Stack(stacks, true)
	for n == len(stacks) {
		stacks = make([]byte, 2*n)
		n = runtime.Stack(stacks, true)
	}
	for stack := range bytes.SplitSeq(stacks[:n], []byte("\n\n")) {
		if who, state := number(stack); who == id {
			return bytes.HasPrefix(state, []byte("sync.Mutex.Lock")) || bytes.HasPrefix(state, []byte("select"))
		}
	}
	return false
}
