package ipc_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/ipc"
	"underhood/ipc/internal/fakepeers"
	"underhood/ipc/internal/laws"
)

// made is what an error must not come with.
func made[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}

// Each kind has the same laws in every form. A form makes several handles of one
// thing, as several processes would have: of what is of one process only, the same one
// several times.
type form[H any] struct {
	name string
	make func(t *testing.T, handles int) []H
}

func local[H any](make func() H) form[H] {
	return form[H]{"in process", func(_ *testing.T, n int) []H {
		h, all := make(), []H(nil)
		for range n {
			all = append(all, h)
		}
		return all
	}}
}

func inMemory[H interface{ Detach() error }](create func() (H, error), attach func(context.Context, ipc.Source) (H, error)) form[H] {
	return form[H]{"shared memory", func(t *testing.T, n int) []H {
		if runtime.GOOS != "linux" {
			t.Skip("needs Linux")
		}
		if raceEnabled {
			t.Skip("the race detector does not see what is in shared memory; the heap has the same protocol")
		}
		first := made(create())(t)
		all := []H{first}
		file := made(ipc.File(first))(t)
		defer func() { require.NoError(t, file.Close()) }()
		for len(all) < n {
			all = append(all, made(attach(t.Context(), ipc.FromFile(file)))(t))
		}
		t.Cleanup(func() {
			for _, h := range all {
				require.NoError(t, h.Detach())
			}
		})
		return all
	}}
}

// onHeap is the protocol of shared memory over memory that the race detector sees.
func onHeap[H any, P any](create func(n int) ([]H, P)) form[H] {
	return form[H]{"heap", func(_ *testing.T, n int) []H { all, _ := create(n); return all }}
}

func queues() []form[ipc.Queue[int]] {
	return []form[ipc.Queue[int]]{
		local(func() ipc.Queue[int] { return ipc.NewQueue[int](3) }),
		onHeap(func(n int) ([]ipc.Queue[int], []*fakepeers.Peer) { return ipc.HeapQueues(3, n) }),
		inMemory(
			func() (ipc.Queue[int], error) { return ipc.CreateQueue[int](3, nil) },
			func(ctx context.Context, s ipc.Source) (ipc.Queue[int], error) {
				return ipc.AttachQueue[int](ctx, s, nil)
			}),
		{"shared memory, by gob", inMemory(
			func() (ipc.Queue[int], error) { return ipc.CreateQueue(3, ipc.Gob[int](64)) },
			func(ctx context.Context, s ipc.Source) (ipc.Queue[int], error) {
				return ipc.AttachQueue(ctx, s, ipc.Gob[int](64))
			}).make},
	}
}

// soon is a context that ends while a call waits.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func over(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func TestQueueLaws(t *testing.T) {
	for _, f := range queues() {
		t.Run(f.name, func(t *testing.T) { laws.Queue(t, laws.Near, f.make) })
	}
}

func TestSemaphoreLaws(t *testing.T) {
	forms := []form[ipc.Semaphore]{
		local(func() ipc.Semaphore { return ipc.NewSemaphore(3) }),
		onHeap(func(n int) ([]ipc.Semaphore, []*fakepeers.Peer) { return ipc.HeapSemaphores(3, n) }),
		inMemory(func() (ipc.Semaphore, error) { return ipc.CreateSemaphore(3) }, ipc.AttachSemaphore),
	}
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			ctx := t.Context()
			t.Run("no more than there are", func(t *testing.T) {
				s := f.make(t, 2)
				require.Equal(t, 3, s[1].Size())
				require.NoError(t, s[0].Acquire(over(t), 2), "they are free: the context does not matter")
				require.False(t, s[1].TryAcquire(2))
				require.True(t, s[0].TryAcquire(1))
				require.ErrorIs(t, s[1].Acquire(soon(t), 1), context.DeadlineExceeded)
				require.NoError(t, s[0].Release(3))
				require.NoError(t, s[1].Acquire(ctx, 3))
				require.NoError(t, s[1].Release(3))
			})
			t.Run("what cannot be is an error", func(t *testing.T) {
				s := f.make(t, 2)
				for _, n := range []int{-1, 0, 4} {
					require.ErrorIs(t, s[0].Acquire(ctx, n), ipc.ErrPermits)
					require.False(t, s[0].TryAcquire(n))
					require.ErrorIs(t, s[0].Release(n), ipc.ErrPermits)
				}
				require.NoError(t, s[0].Acquire(ctx, 2))
				require.ErrorIs(t, s[0].Release(3), ipc.ErrPermits)
				require.NoError(t, s[0].Release(2))
				require.ErrorIs(t, s[0].Release(1), ipc.ErrPermits)
			})
			t.Run("who wants many is not overtaken", func(t *testing.T) {
				s := f.make(t, 3)
				require.NoError(t, s[0].Acquire(ctx, 1))
				big := make(chan error)
				go func() { big <- s[1].Acquire(ctx, 3) }()
				require.Eventually(t, func() bool {
					if s[2].TryAcquire(1) { // not in line yet
						require.NoError(t, s[2].Release(1))
						return false
					}
					return true
				}, time.Minute, time.Microsecond)
				small := make(chan error)
				go func() { small <- s[2].Acquire(ctx, 1) }()
				require.NoError(t, s[0].Release(1))
				require.NoError(t, <-big)
				require.NoError(t, s[1].Release(3))
				require.NoError(t, <-small)
				require.NoError(t, s[2].Release(1))
			})
			t.Run("closing wakes all who wait", func(t *testing.T) {
				s := f.make(t, 2)
				require.NoError(t, s[0].Acquire(ctx, 3))
				errs := make(chan error)
				for i := range 4 {
					go func() { errs <- s[i%2].Acquire(ctx, 1+i%3) }()
				}
				require.NoError(t, s[1].Close())
				require.NoError(t, s[0].Close())
				for range 4 {
					require.ErrorIs(t, <-errs, ipc.ErrClosed)
				}
				require.ErrorIs(t, s[0].Acquire(ctx, 1), ipc.ErrClosed)
				require.False(t, s[1].TryAcquire(1))
				require.NoError(t, s[0].Release(3))
			})
			t.Run("never too many", func(t *testing.T) {
				s := f.make(t, 3)
				var mu sync.Mutex
				have := 0
				add := func(n int) {
					mu.Lock()
					defer mu.Unlock()
					have += n
					require.LessOrEqual(t, have, 3)
				}
				var group sync.WaitGroup
				for g := range 6 {
					group.Go(func() {
						for i := range 200 {
							n := 1 + (g+i)%3
							require.NoError(t, s[g%3].Acquire(ctx, n))
							add(n)
							add(-n)
							require.NoError(t, s[g%3].Release(n))
						}
					})
				}
				group.Wait()
			})
		})
	}
}

func locks() []form[ipc.Lock] {
	return []form[ipc.Lock]{
		local(ipc.NewLock),
		onHeap(ipc.HeapLocks),
		inMemory(ipc.CreateLock, ipc.AttachLock),
		{"condition, in process", local(func() ipc.Lock { return ipc.NewCondition() }).make},
		{"condition, shared memory", inMemory(
			func() (ipc.Lock, error) { return ipc.CreateCondition() },
			func(ctx context.Context, s ipc.Source) (ipc.Lock, error) { return ipc.AttachCondition(ctx, s) }).make},
	}
}

func TestLockLaws(t *testing.T) {
	for _, f := range locks() {
		t.Run(f.name, func(t *testing.T) {
			ctx := t.Context()
			t.Run("one at a time", func(t *testing.T) {
				l := f.make(t, 2)
				h := made(l[0].Lock(over(t)))(t)
				for _, other := range l {
					_, err := other.TryLock()
					require.ErrorIs(t, err, ipc.ErrLocked)
					_, err = other.Lock(soon(t))
					require.ErrorIs(t, err, context.DeadlineExceeded)
				}
				_, died := h.OwnerDied()
				require.False(t, died)
				require.NoError(t, h.Consistent())
				got := make(chan ipc.Hold)
				go func() { h, _ := l[1].Lock(ctx); got <- h }()
				require.NoError(t, h.Unlock())
				require.ErrorIs(t, h.Unlock(), ipc.ErrNotLocked)
				require.ErrorIs(t, h.Consistent(), ipc.ErrNotLocked)
				next := <-got
				require.ErrorIs(t, h.Unlock(), ipc.ErrNotLocked, "an old hold is not the new one")
				require.NoError(t, next.Unlock())
				require.NoError(t, made(l[0].TryLock())(t).Unlock())
				require.ErrorIs(t, ipc.Hold{}.Unlock(), ipc.ErrNotLocked)
				require.ErrorIs(t, ipc.Hold{}.Consistent(), ipc.ErrNotLocked)
			})
			t.Run("nothing is lost between two", func(t *testing.T) {
				l := f.make(t, 3)
				n := 0
				var group sync.WaitGroup
				for g := range 6 {
					group.Go(func() {
						for range 300 {
							h, err := l[g%3].Lock(ctx)
							require.NoError(t, err)
							n++
							require.NoError(t, h.Unlock())
						}
					})
				}
				group.Wait()
				require.Equal(t, 1800, n)
			})
			t.Run("closing wakes all who wait", func(t *testing.T) {
				l := f.make(t, 2)
				h := made(l[0].Lock(ctx))(t)
				errs := make(chan error)
				for i := range 4 {
					go func() { _, err := l[i%2].Lock(ctx); errs <- err }()
				}
				require.NoError(t, l[0].Close())
				require.NoError(t, l[1].Close())
				for range 4 {
					require.ErrorIs(t, <-errs, ipc.ErrClosed)
				}
				_, err := l[1].TryLock()
				require.ErrorIs(t, err, ipc.ErrClosed)
				require.NoError(t, h.Unlock())
				_, err = l[1].TryLock()
				require.ErrorIs(t, err, ipc.ErrClosed, "also when nobody has it")
				_, err = l[0].Lock(ctx)
				require.ErrorIs(t, err, ipc.ErrClosed)
			})
		})
	}
}

func TestConditionLaws(t *testing.T) {
	forms := []form[ipc.Condition]{
		local(ipc.NewCondition),
		onHeap(ipc.HeapConditions),
		inMemory(ipc.CreateCondition, ipc.AttachCondition),
	}
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			ctx := t.Context()
			// waiters starts some that wait, and returns when they do.
			waiters := func(t *testing.T, c []ipc.Condition, n int) <-chan error {
				woken := make(chan error, n)
				for i := range n {
					waits := make(chan struct{})
					go func() {
						h, err := c[i%len(c)].Lock(ctx)
						if err == nil {
							close(waits)
							h, err = c[i%len(c)].Wait(ctx, h)
						}
						if err == nil {
							err = h.Unlock()
						}
						woken <- err
					}()
					<-waits
					require.NoError(t, made(c[0].Lock(ctx))(t).Unlock(), "it has given the lock back")
				}
				return woken
			}
			t.Run("a signal wakes one", func(t *testing.T) {
				c := f.make(t, 2)
				woken := waiters(t, c, 3)
				for range 3 {
					require.NoError(t, c[0].Signal())
					require.NoError(t, <-woken)
				}
				require.NoError(t, c[0].Signal(), "to nobody")
				h := made(c[1].Lock(ctx))(t)
				h, err := c[1].Wait(soon(t), h)
				require.ErrorIs(t, err, context.DeadlineExceeded, "a signal to nobody is not kept")
				require.NoError(t, h.Unlock(), "it has the lock again")
			})
			t.Run("a broadcast wakes all", func(t *testing.T) {
				c := f.make(t, 2)
				woken := waiters(t, c, 5)
				require.NoError(t, c[1].Broadcast())
				for range 5 {
					require.NoError(t, <-woken)
				}
			})
			t.Run("who gives up eats no signal", func(t *testing.T) {
				c := f.make(t, 2)
				h := made(c[0].Lock(ctx))(t)
				h, err := c[0].Wait(soon(t), h)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.NoError(t, h.Unlock())
				woken := waiters(t, c[1:], 1)
				require.NoError(t, c[0].Signal())
				require.NoError(t, <-woken)
			})
			t.Run("… also beside another that waits", func(t *testing.T) {
				for round := range 60 {
					c := f.make(t, 2)
					woken := waiters(t, c[round%2:], 1)
					h := made(c[0].Lock(ctx))(t)
					leaves, leave := context.WithCancel(ctx)
					left := make(chan error)
					go func() {
						h, err := c[0].Wait(leaves, h)
						if err == nil {
							err = c[0].Signal() // it was meant for one of the two
						}
						left <- errors.Join(err, h.Unlock())
					}()
					h = made(c[0].Lock(ctx))(t)
					require.NoError(t, c[0].Signal())
					leave()
					require.NoError(t, h.Unlock())
					if err := <-left; err != nil {
						require.ErrorIs(t, err, context.Canceled)
					}
					require.NoError(t, <-woken)
				}
			})
			t.Run("only with the lock", func(t *testing.T) {
				c := f.make(t, 2)
				other := made(ipc.NewLock().Lock(ctx))(t)
				_, err := c[0].Wait(ctx, other)
				require.ErrorIs(t, err, ipc.ErrNotLocked)
				require.NoError(t, other.Unlock(), "it was let alone")
				_, err = c[0].Wait(ctx, ipc.Hold{})
				require.ErrorIs(t, err, ipc.ErrNotLocked)
				h := made(c[0].Lock(ctx))(t)
				require.NoError(t, h.Unlock())
				_, err = c[0].Wait(ctx, h)
				require.ErrorIs(t, err, ipc.ErrNotLocked)
			})
		})
	}
}

func TestEventLaws(t *testing.T) {
	forms := []form[ipc.Event]{local(ipc.NewEvent), onHeap(ipc.HeapEvents), inMemory(ipc.CreateEvent, ipc.AttachEvent)}
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			e := f.make(t, 2)
			ctx := t.Context()
			require.False(t, e[0].IsSet())
			require.ErrorIs(t, e[0].Wait(soon(t)), context.DeadlineExceeded)
			errs := make(chan error)
			for i := range 4 {
				go func() { errs <- e[i%2].Wait(ctx) }()
			}
			require.NoError(t, e[1].Set())
			for range 4 {
				require.NoError(t, <-errs)
			}
			require.NoError(t, e[0].Wait(over(t)), "it is set: the context does not matter")
			require.True(t, e[0].IsSet())
			require.NoError(t, e[0].Set(), "again")
			require.NoError(t, e[0].Clear())
			require.NoError(t, e[0].Clear(), "again")
			require.False(t, e[1].IsSet())
			require.ErrorIs(t, e[1].Wait(soon(t)), context.DeadlineExceeded)
			for i := range 4 {
				go func() { errs <- e[i%2].Wait(ctx) }()
			}
			require.NoError(t, e[0].Close())
			for range 4 {
				require.ErrorIs(t, <-errs, ipc.ErrClosed)
			}
		})
	}
}

func TestBarrierLaws(t *testing.T) {
	forms := []form[ipc.Barrier]{
		local(func() ipc.Barrier { return ipc.NewBarrier(3) }),
		onHeap(func(n int) ([]ipc.Barrier, []*fakepeers.Peer) { return ipc.HeapBarriers(3, n) }),
		inMemory(func() (ipc.Barrier, error) { return ipc.CreateBarrier(3) }, ipc.AttachBarrier),
	}
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			ctx := t.Context()
			// wait lets some come, and returns when they wait.
			wait := func(t *testing.T, b []ipc.Barrier, n int) <-chan error {
				errs := make(chan error, n)
				before := b[0].Waiting()
				for i := range n {
					go func() { _, err := b[i%len(b)].Wait(ctx); errs <- err }()
				}
				require.Eventually(t, func() bool { return b[0].Waiting() == before+n }, time.Minute, time.Microsecond)
				return errs
			}
			t.Run("all come together, again and again", func(t *testing.T) {
				b := f.make(t, 3)
				require.Equal(t, 3, b[0].Parties())
				var mu sync.Mutex
				places := map[int]int{}
				var group sync.WaitGroup
				for p := range 3 {
					group.Go(func() {
						for range 100 {
							place, err := b[p].Wait(ctx)
							require.NoError(t, err)
							mu.Lock()
							places[place]++
							mu.Unlock()
						}
					})
				}
				group.Wait()
				require.Equal(t, map[int]int{0: 100, 1: 100, 2: 100}, places)
			})
			t.Run("who gives up breaks it", func(t *testing.T) {
				b := f.make(t, 2)
				errs := wait(t, b, 1)
				_, err := b[1].Wait(soon(t))
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.ErrorIs(t, <-errs, ipc.ErrBroken)
				_, err = b[0].Wait(ctx)
				require.ErrorIs(t, err, ipc.ErrBroken)
				require.NoError(t, b[1].Reset())
				errs = wait(t, b, 2)
				_, err = b[0].Wait(ctx)
				require.NoError(t, err)
				require.NoError(t, <-errs)
				require.NoError(t, <-errs)
			})
			t.Run("abort and reset tell who waits", func(t *testing.T) {
				b := f.make(t, 2)
				errs := wait(t, b, 2)
				require.NoError(t, b[0].Abort())
				require.ErrorIs(t, <-errs, ipc.ErrBroken)
				require.ErrorIs(t, <-errs, ipc.ErrBroken)
				require.NoError(t, b[0].Reset())
				errs = wait(t, b, 2)
				require.NoError(t, b[0].Reset())
				require.ErrorIs(t, <-errs, ipc.ErrBroken)
				require.ErrorIs(t, <-errs, ipc.ErrBroken)
				require.Zero(t, b[1].Waiting())
			})
		})
	}
}

// What the tests look for until it is so; the time is that of a test that fails.
const (
	never = time.Minute
	tick  = time.Microsecond
)

func skipUnderRace(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector does not see what is in shared memory, and slows children down; the laws run on the heap")
	}
}
