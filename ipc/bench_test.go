package ipc_test

import (
	"context"
	"testing"

	"underhood/ipc"
)

// What one thing costs when nobody else wants it; bench/ has the comparisons.

func BenchmarkSemaphore(b *testing.B) {
	ctx := context.Background()
	shared, _ := ipc.HeapSemaphores(4, 1)
	for _, s := range []struct {
		impl string
		ipc.Semaphore
	}{{"local", ipc.NewSemaphore(4)}, {"shared", shared[0]}} {
		b.Run("impl="+s.impl, func(b *testing.B) {
			for b.Loop() {
				if s.Acquire(ctx, 1) != nil || s.Release(1) != nil {
					b.Fatal("not acquired")
				}
			}
		})
	}
}

func BenchmarkLock(b *testing.B) {
	ctx := context.Background()
	shared, _ := ipc.HeapLocks(1)
	for _, l := range []struct {
		impl string
		ipc.Lock
	}{{"local", ipc.NewLock()}, {"shared", shared[0]}} {
		b.Run("impl="+l.impl, func(b *testing.B) {
			for b.Loop() {
				h, err := l.Lock.Lock(ctx)
				if err != nil || h.Unlock() != nil {
					b.Fatal("not locked")
				}
			}
		})
	}
}

func BenchmarkQueue(b *testing.B) {
	ctx := context.Background()
	shared, _ := ipc.HeapQueues(4, 1)
	for _, q := range []struct {
		impl string
		ipc.Queue[int]
	}{{"local", ipc.NewQueue[int](4)}, {"shared", shared[0]}} {
		b.Run("impl="+q.impl, func(b *testing.B) {
			for b.Loop() {
				if q.Put(ctx, 1) != nil {
					b.Fatal("not put")
				}
				if _, err := q.Get(ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPipe(b *testing.B) {
	ctx := context.Background()
	one, other, _ := ipc.HeapPipes()
	go func() {
		var m []byte
		for err := error(nil); err == nil; {
			if m, err = other.Receive(ctx, m); err == nil {
				err = other.Send(ctx, m)
			}
		}
	}()
	m := make([]byte, 8)
	for b.Loop() {
		if one.Send(ctx, m) != nil {
			b.Fatal("not sent")
		}
		var err error
		if m, err = one.Receive(ctx, m); err != nil {
			b.Fatal(err)
		}
	}
	_ = one.Close()
}
