package guardian

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// This is for amd64, since an arm64 without LSE never gets through a compare and
// swap one instruction at a time.

// The words of the stepped child: what it holds from the beginning, what it takes
// and releases, and two by which it and its parent tell each other how far they are.
const (
	stepKept  = 2
	stepTaken = stepKept
	stepStart = 3
	stepMark  = 4
	stepWords = 5
)

// How far the stepped child is.
const (
	idle = iota
	taking
	putting
	finished
)

func init() {
	children["is stepped"] = func() {
		runtime.LockOSThread()
		debug.SetGCPercent(-1) // nothing but the program runs on this thread
		words := inherited(0, stepWords)
		list, err := register()
		must(err)
		me := Waiters | uint32(unix.Gettid())
		for i := range stepKept {
			list.take(words.word(i), 0, me)
		}
		fmt.Println(unix.Gettid(), address(list.head), address(words.word(0)))
		for words.load(stepStart) == 0 {
		}
		atomic.StoreUint32(words.word(stepMark), taking)
		list.take(words.word(stepTaken), 0, me)
		atomic.StoreUint32(words.word(stepMark), putting)
		list.put(words.word(stepTaken), 0)
		atomic.StoreUint32(words.word(stepMark), finished)
		untilKilled()
	}
}

// A stepped is a child whose guardian's work is executed one instruction at a time.
type stepped struct {
	*child
	words         table
	thread        int
	head, address uintptr // in the child
}

func beginStepped(t *testing.T) *stepped {
	t.Helper()
	if slow > 1 {
		t.Skip("the race detector puts too many instructions of its own between ours")
	}
	s := &stepped{words: newTable(t, stepWords)}
	t.Setenv("GODEBUG", "asyncpreemptoff=1")
	s.child = begin(t, "is stepped", s.words)
	_, err := fmt.Fscan(s.out, &s.thread, &s.head, &s.address)
	require.NoError(t, err)
	if err := unix.PtraceAttach(s.thread); err != nil {
		t.Skipf("cannot trace a child: %v", err)
	}
	t.Cleanup(s.kill)
	s.stopped()
	atomic.StoreUint32(s.words.word(stepStart), 1)
	for s.mark() == idle {
		s.step()
	}
	return s
}

// kill also takes note of the traced thread's end, without which the process stays
// a zombie.
func (s *stepped) kill() {
	_ = s.cmd.Process.Kill()
	for {
		var status unix.WaitStatus
		if _, err := unix.Wait4(s.thread, &status, unix.WALL, nil); err != nil || !status.Stopped() {
			break
		}
	}
	s.child.kill()
}

func (s *stepped) mark() uint32 { return s.words.load(stepMark) }

// stopped waits until the thread has stopped, and returns by what signal.
func (s *stepped) stopped() unix.Signal {
	s.tb.Helper()
	var status unix.WaitStatus
	_, err := unix.Wait4(s.thread, &status, unix.WALL, nil)
	require.NoError(s.tb, err)
	require.True(s.tb, status.Stopped(), "%#x", status)
	return status.StopSignal()
}

// step executes one instruction; signals of the runtime to the thread are dropped.
func (s *stepped) step() {
	s.tb.Helper()
	require.NoError(s.tb, unix.PtraceSingleStep(s.thread))
	s.stopped()
}

// memory copies the child's list head, and the entries of its first words, by one
// system call: if stepping were slow the child's runtime would take the goroutine
// off its thread, and put some ten thousand instructions between ours.
func (s *stepped) memory() (h head, entries [stepStart]uintptr) {
	s.tb.Helper()
	local := []unix.Iovec{{Base: (*byte)(unsafe.Pointer(&h))}, {Base: (*byte)(unsafe.Pointer(&entries))}}
	local[0].SetLen(int(unsafe.Sizeof(h)))
	local[1].SetLen(int(unsafe.Sizeof(entries)))
	remote := []unix.RemoteIovec{
		{Base: s.head, Len: int(unsafe.Sizeof(h))},
		{Base: s.address - uintptr(Offset()), Len: int(unsafe.Sizeof(entries))},
	}
	_, err := unix.ProcessVMReadv(s.cmd.Process.Pid, local, remote, 0)
	require.NoError(s.tb, err)
	return h, entries
}

// told returns which words the kernel would mark if the process died now. It
// follows exit_robust_list of kernel/futex/core.c.
func (s *stepped) told() (marked [stepStart]bool) {
	s.tb.Helper()
	h, entries := s.memory()
	index := func(entry uintptr) int {
		i := (entry + h.offset - s.address) / 8
		require.Less(s.tb, i, uintptr(stepStart), "no entry of ours")
		return int(i)
	}
	mark := func(i int) {
		marked[i] = s.words.load(i)&Thread == uint32(s.thread)
	}
	limit := 2048
	for entry := h.first; entry != s.head; entry = entries[index(entry)] {
		if entry != h.pending {
			mark(index(entry))
		}
		limit--
		require.Positive(s.tb, limit, "the list has no end")
	}
	if h.pending != 0 {
		mark(index(h.pending))
	}
	return marked
}

// At each instruction of taking and of releasing a word, all that is held would be
// marked.
func TestEveryInstruction(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	s := beginStepped(t)
	steps, held := 0, 0
	for ; s.mark() != finished; steps++ {
		told := s.told()
		for i := range stepStart {
			names := s.words.load(i)&Thread == uint32(s.thread)
			require.Equal(t, names, told[i], "word %d after %d instructions", i, steps)
			if names && i == stepTaken {
				held++
			}
		}
		s.step()
	}
	t.Logf("the list was right after each of %d instructions; the word was held after %d of them", steps, held)
	require.Positive(t, held)
	require.Less(t, held, steps)
}

// The kernel agrees, when the process is killed there.
func TestKillAfterInstructions(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	rounds := 20
	if os.Getenv("UNDERHOOD_FULL") != "" {
		rounds = 500
	}
	marked := 0
	for range rounds {
		s := beginStepped(t)
		for range rand.IntN(400) {
			if s.mark() == finished {
				break
			}
			s.step()
		}
		told := s.told()
		s.kill()
		for i := range stepStart {
			want := uint32(0)
			if told[i] {
				want = Died
				marked++
			}
			require.Equal(t, want, s.words.load(i))
		}
	}
	t.Logf("%d kills, %d words marked", rounds, marked)
}
