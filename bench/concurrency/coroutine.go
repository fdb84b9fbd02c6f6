package concurrency

import (
	"iter"

	"underhood/concurrency"
)

// numbers is a coroutine that gives 0, 1, 2, … for as long as it is asked.
func numbers() *concurrency.Coroutine[int, int, int] {
	return concurrency.NewCoroutine(func(y *concurrency.Yielder[int, int]) (int, error) {
		for i := 0; ; i++ {
			if _, err := y.Yield(i); err != nil {
				return i, err
			}
		}
	})
}

// A sum gone wrong by an error is found by its answer, so none is looked at here.

//go:noinline
func resume(c *concurrency.Coroutine[int, int, int]) int {
	v, _ := c.Resume()
	return v
}

func ourResume(n int) (sum int) {
	c := numbers()
	defer func() { _ = c.Close() }()
	for range n {
		sum += resume(c)
	}
	return sum
}

func ourResumeInline(n int) (sum int) {
	c := numbers()
	defer func() { _ = c.Close() }()
	for range n {
		v, _ := c.Resume()
		sum += v
	}
	return sum
}

func ourSend(n int) int {
	c := concurrency.NewCoroutine(func(y *concurrency.Yielder[int, int]) (int, error) {
		sum := 0
		for {
			in, err := y.Yield(sum)
			if err != nil {
				return sum, err
			}
			sum += in
		}
	})
	defer func() { _ = c.Close() }()
	sum, _ := c.Resume()
	for i := range n {
		sum, _ = c.Send(i)
	}
	return sum
}

func ourCoroutines(n int) (sum int) {
	for i := range n {
		c := concurrency.NewCoroutine(func(y *concurrency.Yielder[int, int]) (int, error) { return y.Yield(i) })
		v, _ := c.Resume()
		sum += v
		if _, err := c.Resume(); err != concurrency.ErrEnded {
			return -1
		}
	}
	return sum
}

func pullNumbers() (next func() (int, bool), stop func()) {
	return iter.Pull(func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	})
}

//go:noinline
func pull(next func() (int, bool)) int {
	v, _ := next()
	return v
}

func pullResume(n int) (sum int) {
	next, stop := pullNumbers()
	defer stop()
	for range n {
		sum += pull(next)
	}
	return sum
}

func pullResumeInline(n int) (sum int) {
	next, stop := pullNumbers()
	defer stop()
	for range n {
		v, _ := next()
		sum += v
	}
	return sum
}

func pullSend(n int) int {
	in := 0
	next, stop := iter.Pull(func(yield func(int) bool) {
		sum := 0
		for yield(sum) {
			sum += in
		}
	})
	defer stop()
	sum, _ := next()
	for i := range n {
		in = i
		sum, _ = next()
	}
	return sum
}

func pullCoroutines(n int) (sum int) {
	for i := range n {
		next, stop := iter.Pull(func(yield func(int) bool) { yield(i) })
		v, _ := next()
		sum += v
		if _, ok := next(); ok {
			return -1
		}
		stop()
	}
	return sum
}

// channelPair is a goroutine that answers each ask, until asks is closed.
func channelPair(answer func(in int) int) (asks chan<- int, answers <-chan int) {
	in, out := make(chan int), make(chan int)
	go func() {
		for v := range in {
			out <- answer(v)
		}
	}()
	return in, out
}

func channelNumbers() (asks chan<- int, answers <-chan int) {
	i := -1
	return channelPair(func(int) int { i++; return i })
}

//go:noinline
func ask(asks chan<- int, answers <-chan int) int {
	asks <- 0
	return <-answers
}

func channelResume(n int) (sum int) {
	asks, answers := channelNumbers()
	defer close(asks)
	for range n {
		sum += ask(asks, answers)
	}
	return sum
}

func channelResumeInline(n int) (sum int) {
	asks, answers := channelNumbers()
	defer close(asks)
	for range n {
		asks <- 0
		sum += <-answers
	}
	return sum
}

func channelSend(n int) (sum int) {
	total := 0
	asks, answers := channelPair(func(in int) int { total += in; return total })
	defer close(asks)
	for i := range n {
		asks <- i
		sum = <-answers
	}
	return sum
}

func channelCoroutines(n int) (sum int) {
	for i := range n {
		out := make(chan int)
		go func() {
			out <- i
			close(out)
		}()
		sum += <-out
		if _, ok := <-out; ok {
			return -1
		}
	}
	return sum
}
