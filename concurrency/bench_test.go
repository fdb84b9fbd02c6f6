package concurrency_test

import (
	"context"
	"io"
	"iter"
	"os"
	"testing"

	"underhood/concurrency"
	"underhood/internal/reexec"
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

// From the start of a unit that does nothing to its joined end.
func BenchmarkUnit(b *testing.B) {
	for _, kind := range concurrency.Kinds() {
		b.Run("impl="+kind.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				u, err := concurrency.Start(b.Context(), kind, pauses, 0)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := u.Join(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A task handed to a warm worker, and its answer: the limit is a byte through two
// pipes and back by a process that does nothing else.
func BenchmarkHandOver(b *testing.B) {
	b.Run("impl=pool", func(b *testing.B) {
		p, err := concurrency.NewProcessPool(pauses, concurrency.Workers(1))
		if err != nil {
			b.Fatal(err)
		}
		defer p.Close()
		b.ReportAllocs()
		for b.Loop() {
			task, err := p.Submit(b.Context(), 0)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := task.Join(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("impl=pipe", func(b *testing.B) {
		r, childW, err := os.Pipe()
		if err != nil {
			b.Fatal(err)
		}
		childR, w, err := os.Pipe()
		if err != nil {
			b.Fatal(err)
		}
		p, err := reexec.Start(b.Context(), mirror, reexec.Options{Give: map[string]*os.File{"in": childR, "out": childW}})
		if err != nil {
			b.Fatal(err)
		}
		var buf [1]byte
		for b.Loop() {
			if _, err := w.Write(buf[:]); err != nil {
				b.Fatal(err)
			}
			if _, err := r.Read(buf[:]); err != nil {
				b.Fatal(err)
			}
		}
		_ = w.Close()
		_ = r.Close()
		<-p.Exited()
	})
}

// mirror sends back what comes.
var mirror = reexec.Register("mirror", func(_ context.Context, c *reexec.Child) error {
	in, err := c.File("in")
	if err != nil {
		return err
	}
	out, err := c.File("out")
	if err != nil {
		return err
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{out}, struct{ io.Reader }{in}, make([]byte, 1))
	return err
})
