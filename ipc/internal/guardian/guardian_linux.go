package guardian

import (
	"fmt"
	"reflect"
	"runtime"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"

	"underhood/ipc/internal/futex"
)

// maxWords is how many words one guardian holds. The kernel follows a list for
// 2,048 entries and then gives up; the rest is room for doubt.
const maxWords = 2000

// A guardian is a thread that holds words.
type guardian struct {
	list   *list
	thread uint32
	jobs   chan func()
	words  int // held; guarded by the house's mu
}

// A house is the guardians of the process.
type house struct {
	mu        sync.Mutex
	guardians []*guardian
	by        map[*uint32]*guardian // who holds a word, or is about to
}

var process = house{by: map[*uint32]*guardian{}}

// Hold takes a word of shared memory whose value is old: it becomes [Waiters] and
// a thread's number, until [Release] or the end of the process. It returns false
// when the word has another value, or this process holds it already.
//
// accept, unless nil, is called when the word is taken, on the guardian's thread:
// what it stores is stored before the guardian dies or not at all, whereas the
// caller may live on for an instant after it. When it returns false the word gets
// old back, and Hold returns false. It must be short and must not panic or call
// this package.
//
// The word lies in the first [Offset] bytes of memory that [Map] made, or that is
// laid out like it, and that memory stays mapped until Release. Hold returns
// [ErrWord] for an address that is not a multiple of 8, and the system's error when
// there can be no guardian. It takes two switches of threads. It is safe for
// concurrent use.
func Hold(word *uint32, old uint32, accept func() bool) (bool, error) {
	if at := uintptr(unsafe.Pointer(word)); at == 0 || at%8 != 0 {
		return false, fmt.Errorf("%w: address %#x is nil or not a multiple of 8", ErrWord, at)
	}
	g, err := process.room(word)
	if g == nil || err != nil {
		return false, err
	}
	held := false
	g.do(func() {
		if held = g.list.take(word, old, Waiters|g.thread); held && accept != nil && !accept() {
			g.list.put(word, old)
			held = false
		}
	})
	if !held {
		process.forget(word)
	}
	return held, nil
}

// Release gives a word that this process holds its next value, and wakes all who
// sleep on it. retire, unless nil, is called before, on the guardian's thread; see
// accept in [Hold]. It is safe for concurrent use.
//
// # Panics
//
// It panics if this process does not hold the word.
func Release(word *uint32, value uint32, retire func()) {
	process.mu.Lock()
	g := process.by[word]
	process.mu.Unlock()
	if g == nil {
		panic("guardian.Release: this process does not hold the word")
	}
	g.do(func() {
		if retire != nil {
			retire()
		}
		g.list.put(word, value)
	})
	process.forget(word)
	futex.Wake(word, futex.All)
}

// room finds a guardian for one more word, or starts one. It returns nil for a
// word that has one.
func (h *house) room(word *uint32) (*guardian, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by[word] != nil {
		return nil, nil
	}
	var g *guardian
	for _, g = range h.guardians {
		if g.words < maxWords {
			break
		}
	}
	if g == nil || g.words == maxWords {
		var err error
		if g, err = start(); err != nil {
			return nil, err
		}
		h.guardians = append(h.guardians, g)
	}
	g.words++
	h.by[word] = g
	return g, nil
}

func (h *house) forget(word *uint32) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.by[word].words--
	delete(h.by, word)
}

// holdsIn reports whether a word in some memory is held.
func (h *house) holdsIn(start uintptr, size int) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for word := range h.by {
		if uintptr(unsafe.Pointer(word))-start < uintptr(size) {
			return true
		}
	}
	return false
}

// start starts a guardian on a thread of its own.
func start() (*guardian, error) {
	if err := enlist(); err != nil {
		return nil, err
	}
	g := &guardian{jobs: make(chan func())}
	begun := make(chan error)
	go g.begin(begun)
	return g, <-begun
}

// begin finds a thread. It is not the main thread, which C code may have given a
// robust list of its own before Go ran.
func (g *guardian) begin(begun chan<- error) {
	runtime.LockOSThread()
	if unix.Gettid() == unix.Getpid() {
		other := make(chan error)
		go g.begin(other)
		err := <-other // this goroutine keeps the main thread until that one has another
		runtime.UnlockOSThread()
		begun <- err
		return
	}
	g.run(begun)
}

// run is the guardian. It never ends, and its thread does nothing else.
func (g *guardian) run(begun chan<- error) {
	list, err := register()
	g.list, g.thread = list, uint32(unix.Gettid())
	begun <- err
	if err != nil {
		return
	}
	for job := range g.jobs {
		job()
	}
}

// do has the guardian's thread run a job, and waits for it.
func (g *guardian) do(job func()) {
	done := make(chan struct{})
	g.jobs <- func() {
		defer close(done)
		job()
	}
	<-done
}

// TopFunction is where the goroutines of guardians are, which never end: a test
// that looks for leaks ignores them by goleak.IgnoreTopFunction.
func TopFunction() string {
	return runtime.FuncForPC(reflect.ValueOf((*guardian).run).Pointer()).Name()
}
