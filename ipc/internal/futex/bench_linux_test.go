package futex

import (
	"context"
	"sync/atomic"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"underhood/ipc/internal/spin"
)

// waits are the ways to wait until a word is no longer what it was.
var waits = map[string]func(Cond){
	// The least that can be: FUTEX_WAIT on one word, which nothing can cancel.
	"limit": func(c Cond) {
		_, _, _ = unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(c.Addr)), opWait, uintptr(c.Value), 0, 0, 0)
	},
	"direct":      func(c Cond) { _ = Wait(context.Background(), c) },
	"cancellable": func(c Cond) { _ = Wait(cancellable, c) },
	"parked":      func(c Cond) { _ = threads.park(context.Background(), []Cond{c}) },
}

var cancellable, _ = context.WithCancel(context.Background())

func init() {
	for name, wait := range waits {
		children["echo "+name] = func() { echo(inherited(4), wait, false) }
		children["echo spin+"+name] = func() { echo(inherited(4), wait, true) }
	}
}

// A mailbox is a word that one side sets and the other waits for, and how many
// sleep on it, so that to set it is a system call only when somebody does.
type mailbox struct{ word, sleepers *uint32 }

func (m mailbox) set(value uint32) {
	atomic.StoreUint32(m.word, value)
	if atomic.LoadUint32(m.sleepers) != 0 {
		Wake(m.word, 1)
	}
}

// await waits until the word is no longer old.
func (m mailbox) await(old uint32, look *spin.Spin, wait func(Cond)) {
	if look != nil && look.Until(func() bool { return atomic.LoadUint32(m.word) != old }) {
		return
	}
	atomic.AddUint32(m.sleepers, 1)
	for atomic.LoadUint32(m.word) == old {
		wait(Cond{m.word, old})
	}
	atomic.AddUint32(m.sleepers, ^uint32(0))
}

const stop = 1<<32 - 1

// echo answers what comes in the first mailbox by the same in the second.
func echo(words []*uint32, wait func(Cond), spins bool) {
	in, out := mailbox{words[0], words[1]}, mailbox{words[2], words[3]}
	var look *spin.Spin
	if spins {
		look = new(spin.Spin)
	}
	for n := uint32(0); ; n++ {
		in.await(n, look, wait)
		if atomic.LoadUint32(in.word) == stop {
			return
		}
		out.set(n + 1)
	}
}

func BenchmarkRoundTrip(b *testing.B) {
	for _, name := range []string{"limit", "direct", "cancellable", "parked"} {
		for _, spins := range []bool{false, true} {
			wait, role := waits[name], name
			if spins {
				role = "spin+" + name
			}
			run := func(b *testing.B, words []*uint32) {
				out, in := mailbox{words[0], words[1]}, mailbox{words[2], words[3]}
				var look *spin.Spin
				if spins {
					look = new(spin.Spin)
				}
				b.ReportAllocs()
				n := uint32(0)
				for b.Loop() {
					out.set(n + 1)
					in.await(n, look, wait)
					n++
				}
				out.set(stop)
			}
			b.Run("impl="+role+"/processes=2", func(b *testing.B) {
				f, words := sharedWords(b, 4)
				start(b, "echo "+role, f)
				run(b, words)
			})
			b.Run("impl="+role+"/processes=1", func(b *testing.B) {
				_, words := sharedWords(b, 4)
				done := make(chan struct{})
				go func() {
					defer close(done)
					echo(words, wait, spins)
				}()
				run(b, words)
				<-done
			})
		}
	}
}

func BenchmarkWakeNobody(b *testing.B) {
	_, words := sharedWords(b, 1)
	for b.Loop() {
		Wake(words[0], 1)
	}
}
