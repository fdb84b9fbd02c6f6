package concurrency_test

import (
	"iter"
	"testing"

	"underhood/concurrency"
)

var kept int

// adder hands out the sum of what it was sent.
func adder(y *concurrency.Yielder[int, int]) (int, error) {
	sum := 0
	for {
		in, err := y.Yield(sum)
		if err != nil {
			return sum, err
		}
		sum += in
	}
}

// One resume: the limit is a bare iter.Pull, beside it a pair of channels.
func BenchmarkResume(b *testing.B) {
	b.Run("impl=pull", func(b *testing.B) {
		next, stop := iter.Pull(func(yield func(int) bool) {
			for i := 0; yield(i); i++ {
			}
		})
		defer stop()
		next()
		b.ReportAllocs()
		for b.Loop() {
			kept, _ = next()
		}
	})
	b.Run("impl=coroutine", func(b *testing.B) {
		c := concurrency.NewCoroutine(adder)
		defer func() { _ = c.Close() }()
		_, _ = c.Resume()
		b.ReportAllocs()
		for b.Loop() {
			kept, _ = c.Resume()
		}
	})
	b.Run("impl=send", func(b *testing.B) {
		c := concurrency.NewCoroutine(adder)
		defer func() { _ = c.Close() }()
		_, _ = c.Resume()
		b.ReportAllocs()
		for b.Loop() {
			kept, _ = c.Send(1)
		}
	})
	b.Run("impl=channels", func(b *testing.B) {
		in, out := make(chan int), make(chan int)
		defer close(in)
		go func() {
			for v := range in {
				out <- v
			}
		}()
		for b.Loop() {
			in <- 1
			kept = <-out
		}
	})
}
