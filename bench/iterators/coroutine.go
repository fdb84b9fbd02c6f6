package iterators

import (
	"iter"
	"slices"

	"underhood/bench/harness"
)

// pullWorks ask by iter.Pull.
func pullWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"map_filter_sum_call": number(pullSum),
		"zip":                 pair(pullZip),
		"tee":                 number(pullTee),
		"send":                times(pullSend),
		"first_item":          times(pullFirst),
	}
}

//go:noinline
func pullSum(items []int) int {
	next, stop := iter.Pull(naiveMapFilter(items))
	defer stop()
	sum := 0
	for v, ok := next(); ok; v, ok = next() {
		sum += v
	}
	return sum
}

//go:noinline
func pullZip(a, b []int) int {
	nextA, stopA := iter.Pull(slices.Values(a))
	defer stopA()
	nextB, stopB := iter.Pull(slices.Values(b))
	defer stopB()
	sum := 0
	for {
		x, ok := nextA()
		if !ok {
			return sum
		}
		y, ok := nextB()
		if !ok {
			return sum
		}
		sum += x * y
	}
}

// pullTee has a queue for what the second consumer has not had.
//
//go:noinline
func pullTee(items []int) int {
	next, stop := iter.Pull(slices.Values(items))
	defer stop()
	n := 0
	var queue []int
	for v, ok := next(); ok; v, ok = next() {
		queue = append(queue, v)
		w := queue[0]
		queue = queue[:copy(queue, queue[1:])]
		if v == w {
			n++
		}
	}
	return n
}

// pullSend carries a value in by a variable that both sides see.
//
//go:noinline
func pullSend(n int) int {
	in := 0
	next, stop := iter.Pull(func(yield func(int) bool) {
		sum := 0
		for yield(sum) {
			sum += in
		}
	})
	defer stop()
	sum, ok := next()
	for i := 0; i < n && ok; i++ {
		in = i
		sum, ok = next()
	}
	return sum
}

//go:noinline
func pullFirst(n int) int {
	sum := 0
	for i := range n {
		next, stop := iter.Pull(naiveFilter(naiveMap(naiveCount(i), affine), even))
		v, _ := next()
		stop()
		sum += v
	}
	return sum
}

// channelWorks have a goroutine a stage.
func channelWorks() map[string]harness.Work {
	return map[string]harness.Work{
		"map_filter_sum_call": number(channelSum),
		"zip":                 pair(channelZip),
	}
}

// channelRoom is how many items a channel holds.
const channelRoom = 128

func channelOf(items []int) <-chan int {
	c := make(chan int, channelRoom)
	go func() {
		defer close(c)
		for _, v := range items {
			c <- v
		}
	}()
	return c
}

//go:noinline
func channelSum(items []int) int {
	mapped, filtered := make(chan int, channelRoom), make(chan int, channelRoom)
	source := channelOf(items)
	go func() {
		defer close(mapped)
		for v := range source {
			mapped <- affine(v)
		}
	}()
	go func() {
		defer close(filtered)
		for v := range mapped {
			if even(v) {
				filtered <- v
			}
		}
	}()
	sum := 0
	for v := range filtered {
		sum += v
	}
	return sum
}

//go:noinline
func channelZip(a, b []int) int {
	as, bs := channelOf(a), channelOf(b)
	sum := 0
	for x := range as {
		sum += x * <-bs
	}
	return sum
}
