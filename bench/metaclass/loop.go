package metaclass

import (
	"fmt"

	"underhood/bench/harness"
)

// A loop does a case's operation n times, n a multiple of unrolled, and gives the sum
// of what came out.
type loop func(n int) (sum int)

// each is what every operation of every case gives.
const each = 3

// unrolled is how often a line of a script is repeated within its loop.
const unrolled = 8

// writes is how often a class is written before read_after_writes.
const writes = 100_000

// oneIn measures a loop that takes so long that it does only a part of the operations.
// Its figures are multiplied: a row is what all operations take, whoever did them.
func oneIn(part int, prepare func() (loop, error)) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		run, err := prepare()
		if err != nil {
			return harness.Run{}, err
		}
		made := max(1, p.Size/part/unrolled) * unrolled
		run(unrolled) // what happens only once
		return harness.Run{Sample: func() (harness.Sample, error) {
			sum := 0
			s := harness.Measure(func() { sum = run(made) })
			return forAll(s, sum, p.Size, made), nil
		}}, nil
	}
}

// forAll makes of the sample of fewer operations that of n.
func forAll(s harness.Sample, sum, n, made int) harness.Sample {
	s.Answer = fmt.Sprint(int64(sum) * int64(n) / int64(made))
	if n == made {
		return s
	}
	for _, figure := range []*int64{&s.NS, &s.CPUNS, &s.PauseNS, s.Allocs, s.Bytes} {
		if figure != nil {
			*figure = int64(float64(*figure) * float64(n) / float64(made))
		}
	}
	return s
}

// must is for what fails only when the benchmark is wrong.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
