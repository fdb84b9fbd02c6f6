// Package reexec runs a function of this program in a process of its own.
//
//	var square = reexec.Register("square", func(ctx context.Context, c *reexec.Child) error {
//		var n int
//		if err := c.Args(&n); err != nil {
//			return err
//		}
//		_, err := fmt.Println(n * n)
//		return err
//	})
//
//	func main() {
//		reexec.Init() // a child goes no further than this
//		p, err := reexec.Start(ctx, square, reexec.Options{Args: 12})
//		…
//		state, err := p.Wait(ctx)
//		…
//	}
//
// # How it works
//
// Go cannot fork: a copy of one thread of a program with many is not a program.
// So the child is this program started anew, and all it knows comes through four
// doors: the name of a registered function, arguments as JSON, files, and the
// usual three streams. [Init] is the hook: where an environment variable says
// that the process is a child, it runs the function and exits.
//
// Two pipes join the two. The child reads its arguments from the first and goes
// on reading. Nothing more ever comes, but when the parent ends, by whatever
// cause, the kernel closes the other end and the child sees the end of the file:
// no child outlives its parent. The one exception is a child that is stopped (SIGSTOP,
// a debugger): it sees nothing, and stays until it is continued, and then exits
// (TestStoppedChildOutlives). Linux could send SIGKILL, which a stopped process
// heeds, at the parent's death (PR_SET_PDEATHSIG), but means the death of the
// thread that started the child (golang/go#27505): a Go program ends threads as it
// likes, and one kept for this alone would have to make each start.
//
// Through the second pipe the child says that it came as far as Init, then the
// text of the error that its function returned, and there the Go runtime repeats
// what it writes to standard error when it crashes, so that a panic of any
// goroutine reaches [State] as text.
//
// # The program that runs itself for ever
//
// A program that starts itself and forgets the hook would start itself again and
// again. Start refuses in a process that has not called Init, and says more when
// that process is itself a child. Call Init before anything else in main, and in
// TestMain.
//
// # Files
//
// A file is a description in the kernel, shared by all who hold it, and one flag
// of the description says whether reading waits in the kernel. [os.StartProcess]
// clears that flag, for parent and child alike, of every file it passes, and the
// parent's deadlines stop working. Start passes duplicates that os does not know
// as its own, so the flag stays as it is. The three standard streams are passed
// as os does, because other programs expect them to wait.
//
// Windows hands over handles in place of descriptors. That part is built and
// vetted, but has not been run by the tests of this module.
package reexec

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// envKey tells a process that it is a child: a nonce, two descriptors, a name.
const envKey = "UNDERHOOD_REEXEC"

var (
	// ErrUnknown is returned by Start for a name that nothing is registered under.
	ErrUnknown = errors.New("reexec: no function of this name is registered")
	// ErrNoInit is returned by Start in a process that has not called Init, and
	// by [State.Err] for a child that ended without calling it.
	ErrNoInit = errors.New("reexec: the program did not call Init, which must come first in main and in TestMain")
	// ErrParentGone is the cause of a child's context when its parent has ended.
	ErrParentGone = errors.New("reexec: the parent process has ended")
)

// Main is a function to run in a child. Its context ends when the parent does.
// The child exits with 0 when it returns nil, with 1 and the error's text in
// [State.Failure] when it returns an error or calls [runtime.Goexit], and with 2
// and [State.Panic] when it panics. It runs on the main goroutine.
type Main func(ctx context.Context, c *Child) error

var (
	registry   = map[string]Main{}
	registryMu sync.Mutex
	// initialised is set by Init, in parents and children.
	initialised atomic.Bool
)

// Register makes a function known under a name, the same in parent and child as
// both are the same program. Call it from init or from a package variable. It
// returns the name, to be given to Start. It is safe for concurrent use.
//
// # Panics
//
// It panics if the name is empty or taken, holds a zero byte, or if main is nil.
func Register(name string, main Main) string {
	switch {
	case name == "":
		panic("reexec: Register of an empty name")
	case strings.ContainsRune(name, 0):
		panic(fmt.Sprintf("reexec: Register of %q: a zero byte cannot travel in the environment", name))
	case main == nil:
		panic(fmt.Sprintf("reexec: Register of %q: nil function", name))
	}
	registryMu.Lock()
	defer registryMu.Unlock()
	if registry[name] != nil {
		panic(fmt.Sprintf("reexec: Register of %q: the name is taken", name))
	}
	registry[name] = main
	return name
}

// find returns a registered function, or ErrUnknown with the names there are.
func find(name string) (Main, error) {
	registryMu.Lock()
	defer registryMu.Unlock()
	if main := registry[name]; main != nil {
		return main, nil
	}
	return nil, fmt.Errorf("%w: %q; known are %q", ErrUnknown, name, slices.Sorted(maps.Keys(registry)))
}

// Init makes a child of a process that Start has started: it runs the function
// and exits, without returning. In every other process it returns at once. Call
// it first in main and in TestMain, before flags are read, files opened or
// goroutines started; a second call does nothing.
func Init() {
	if initialised.Swap(true) {
		return
	}
	if value, ok := os.LookupEnv(envKey); ok {
		// A grandchild that is another program must not take itself for ours.
		// An error here would be one of the key, which is a constant.
		_ = os.Unsetenv(envKey)
		os.Exit(enter(value))
	}
}

// initCheck returns why this process may not start children, if it may not.
func initCheck() error {
	if initialised.Load() {
		return nil
	}
	if value, ok := os.LookupEnv(envKey); ok {
		_, _, _, name, _ := parseEnv(value)
		return fmt.Errorf("%w: this process was started to run %q and ran main instead", ErrNoInit, name)
	}
	return ErrNoInit
}
