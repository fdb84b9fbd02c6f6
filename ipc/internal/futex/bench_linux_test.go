package futex

import (
	"context"
	"sync/atomic"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

func init() {
	for name, wait := range waits {
		children["echo "+name] = func() { echo(inherited(2), wait) }
	}
}

// waits are the ways to wait until a word is no longer what it was.
var waits = map[string]func(*Spin, Cond){
	"direct": func(_ *Spin, c Cond) { _ = Wait(context.Background(), c) },
	"parked": func(_ *Spin, c Cond) { _ = threads.park(context.Background(), []Cond{c}) },
	// The least that can be: FUTEX_WAIT on one word, which nothing can cancel.
	"limit": func(_ *Spin, c Cond) {
		_, _, _ = unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(c.Addr)), 0, uintptr(c.Value), 0, 0, 0)
	},
	"cancel": func(_ *Spin, c Cond) { _ = Wait(cancellable, c) },
	"hybrid": func(s *Spin, c Cond) {
		if !s.Until(func() bool { return atomic.LoadUint32(c.Addr) != c.Value }) {
			_ = Wait(context.Background(), c)
		}
	},
}

var cancellable, _ = context.WithCancel(context.Background())

// await waits for a word to take a value.
func await(addr *uint32, value uint32, s *Spin, wait func(*Spin, Cond)) {
	for {
		seen := atomic.LoadUint32(addr)
		if seen == value {
			return
		}
		wait(s, Cond{addr, seen})
	}
}

func set(addr *uint32, value uint32) {
	atomic.StoreUint32(addr, value)
	Wake(addr, 1)
}

// echo answers each number on the first word by the same on the second, to 0.
func echo(words []*uint32, wait func(*Spin, Cond)) {
	var s Spin
	for n := uint32(1); ; n++ {
		await(words[0], n, &s, wait)
		set(words[1], n)
	}
}

func BenchmarkRoundTrip(b *testing.B) {
	for name, wait := range waits {
		b.Run("impl="+name+"/processes=2", func(b *testing.B) {
			f, words := sharedWords(b, 2)
			start(b, "echo "+name, f)
			var s Spin
			n := uint32(0)
			for b.Loop() {
				n++
				set(words[0], n)
				await(words[1], n, &s, wait)
			}
		})
		b.Run("impl="+name+"/processes=1", func(b *testing.B) {
			_, words := sharedWords(b, 2)
			done := make(chan struct{})
			go func() {
				defer close(done)
				var s Spin
				for n := uint32(1); atomic.LoadUint32(words[0]) != stop; n++ {
					seen := atomic.LoadUint32(words[0])
					for seen != n && seen != stop {
						wait(&s, Cond{words[0], seen})
						seen = atomic.LoadUint32(words[0])
					}
					set(words[1], n)
				}
			}()
			var s Spin
			n := uint32(0)
			for b.Loop() {
				n++
				set(words[0], n)
				await(words[1], n, &s, wait)
			}
			set(words[0], stop)
			<-done
		})
	}
}

const stop = 1<<32 - 1

func BenchmarkWakeNobody(b *testing.B) {
	_, words := sharedWords(b, 1)
	for b.Loop() {
		Wake(words[0], 1)
	}
}
