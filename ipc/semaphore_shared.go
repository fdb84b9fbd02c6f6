package ipc

import (
	"context"
	"fmt"
	"math/bits"
	"runtime"
	"unsafe"

	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/words"
)

// semaphoreWords are what processes share of a semaphore. The truth is who has how
// many permits and who waits for how many since when; the rest is derived from that.
type semaphoreWords struct {
	size   words.U32
	closed words.U32
	free   words.U32
	_      uint32
	line   words.U64 // which processes wait, a bit each
	away   words.U64 // those of them that did not wake when it was their turn
	next   words.U64 // number of the next that has to wait
	peers  [monitor.MaxPeers]struct {
		held, want words.U32
		number     words.U64
	}
}

const semaphoreSize = monitor.Size + int(unsafe.Sizeof(semaphoreWords{}))

type sharedSemaphore struct {
	shared
	*semaphoreWords
	turn chan struct{} // the goroutine of this process that waits in the line
}

// openSemaphore is the semaphore in memory; a fresh one is given its size.
func openSemaphore(memory []byte, peers monitor.Peers, at *seat, size int) *sharedSemaphore {
	s := &sharedSemaphore{
		semaphoreWords: (*semaphoreWords)(unsafe.Pointer(&memory[monitor.Size])), // aligned as monitor.New wants it
		turn:           make(chan struct{}, 1),
	}
	s.shared.me, s.seat = peers.Index(), at
	s.m = monitor.New(memory, peers, s)
	if size > 0 {
		s.size.Set(uint32(size))
		s.Recover()
	}
	return s
}

func (s *sharedSemaphore) Acquire(ctx context.Context, n int) error {
	if s.detached.Load() || !s.m.Enter() {
		return s.acquire(ctx, n)
	}
	if n < 1 || s.closed.Load() != 0 || s.detached.Load() || !s.take(n) {
		s.m.Exit()
		return s.acquire(ctx, n)
	}
	s.m.Exit()
	runtime.KeepAlive(s) // and with it the memory
	return nil
}

// acquire is Acquire when there is more to it.
func (s *sharedSemaphore) acquire(ctx context.Context, n int) error {
	if err := countPermits(n, s.Size()); err != nil {
		return err
	}
	if err := s.lock(ctx); err != nil {
		return err
	}
	switch {
	case s.closed.Load() != 0:
		s.unlock()
		return ErrClosed
	case s.take(n):
		s.unlock()
		return nil
	}
	s.unlock()
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-s.turn }()
	return s.wait(ctx, n)
}

// take gets n permits if they are free and no process waits, with the lock.
func (s *sharedSemaphore) take(n int) bool {
	if s.line.Load() != 0 && s.present() != 0 || int(s.free.Load()) < n || len(s.turn) > 0 {
		return false
	}
	s.peers[s.me].held.Add(n)
	s.free.Add(-n)
	return true
}

// wait stands in the line of processes until it is the first and n permits are free.
func (s *sharedSemaphore) wait(ctx context.Context, n int) error {
	if err := s.lock(ctx); err != nil {
		return err
	}
	mine := &s.peers[s.me]
	mine.number.Set(s.next.Load())
	s.next.Set(mine.number.Load() + 1)
	mine.want.Set(uint32(n))
	s.line.Set(s.line.Load() | 1<<s.me)
	s.unlock()

	err := s.await(ctx, 0, func() bool {
		return s.closed.Load() != 0 || int(s.free.Load()) >= n && s.first(s.present()|1<<s.me) == s.me
	})
	if err != nil {
		s.m.Do(s.leaveLine)
		return err
	}
	defer s.unlock()
	if s.closed.Load() != 0 {
		s.leaveLine()
		return ErrClosed
	}
	mine.held.Add(n)
	s.free.Add(-n)
	s.leaveLine()
	return nil
}

// leaveLine lets the next have a look, with the lock.
func (s *sharedSemaphore) leaveLine() {
	s.peers[s.me].want.Set(0)
	s.line.Set(s.line.Load() &^ (1 << s.me))
	s.signal()
}

// present is the line without those who were told and did not wake. They may be stopped:
// nobody waits for them then. Who sleeps again has looked since, and is back at its place.
func (s *sharedSemaphore) present() uint64 {
	return s.line.Load() &^ (s.away.Load() &^ s.m.Waiting(0))
}

// first is the process of a line that has waited longest.
func (s *sharedSemaphore) first(line uint64) int {
	first, least := -1, ^uint64(0)
	for ; line != 0; line &= line - 1 {
		peer := bits.TrailingZeros64(line)
		if number := s.peers[peer].number.Load(); number < least {
			first, least = peer, number
		}
	}
	return first
}

// signal lets the first in line have a look, if there is enough for it.
func (s *sharedSemaphore) signal() {
	line := s.present()
	if line == 0 {
		return
	}
	if peer := s.first(line); s.free.Load() >= s.peers[peer].want.Load() {
		s.away.Set(s.away.Load() &^ (1 << peer))
		s.m.SignalTo(0, peer)
	}
}

// Missed lets the next have a look instead of one that may be stopped.
func (s *sharedSemaphore) Missed(_, peer int) {
	s.away.Set(s.away.Load() | 1<<peer)
	s.signal()
}

func (s *sharedSemaphore) TryAcquire(n int) bool {
	if n < 1 || n > s.Size() || s.lock(context.Background()) != nil {
		return false
	}
	defer s.unlock()
	return s.closed.Load() == 0 && (s.take(n) || s.m.Settle() && s.take(n))
}

func (s *sharedSemaphore) Release(n int) error {
	mine := &s.peers[s.me]
	if !s.detached.Load() && s.m.Enter() {
		if quick := n >= 1 && n <= int(mine.held.Load()) && s.line.Load() == 0 && !s.detached.Load(); quick {
			mine.held.Add(-n)
			s.free.Add(n)
			s.m.Exit()
			runtime.KeepAlive(s)
			return nil
		}
		s.m.Exit()
	}
	if err := s.lock(context.Background()); err != nil {
		return err
	}
	if held := int(mine.held.Load()); n < 1 || n > held {
		s.unlock()
		return fmt.Errorf("%w: %d to release, %d are held", ErrPermits, n, held)
	}
	mine.held.Add(-n)
	s.free.Add(n)
	s.signal()
	s.unlock()
	return nil
}

func (s *sharedSemaphore) Size() int { return int(s.size.Load()) }

func (s *sharedSemaphore) Close() error {
	if err := s.lock(context.Background()); err != nil {
		return err
	}
	s.closed.Set(1)
	s.m.Broadcast(0)
	s.unlock()
	return nil
}

func (s *sharedSemaphore) Detach() error { return s.detach(func() { s.Bury(s.me) }) }

// Recover counts anew what is free and who waits.
func (s *sharedSemaphore) Recover() {
	free, line := int64(s.size.Load()), uint64(0)
	for i := range s.peers {
		free -= int64(s.peers[i].held.Load())
		if s.peers[i].want.Load() > 0 {
			line |= 1 << i
		}
	}
	s.free.Set(uint32(max(free, 0)))
	s.line.Set(line)
	s.away.Set(s.away.Load() & line)
}

// Bury gives the permits of a dead process back.
func (s *sharedSemaphore) Bury(peer int) {
	s.peers[peer].held.Set(0)
	s.peers[peer].want.Set(0)
	s.Recover()
}
