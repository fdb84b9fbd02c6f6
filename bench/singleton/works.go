package singleton

import (
	"fmt"
	"maps"
	"sync"

	"underhood/bench/harness"
)

const goroutines = 8

// works are the cases of a holder. The registry of types is what the library does
// in of_type, and only there.
func (h holder) works() map[string]harness.Work {
	if h.byType {
		return map[string]harness.Work{"of_type": h.get}
	}
	works := map[string]harness.Work{"get": h.get}
	if !h.alone {
		works["get_contended"] = h.contended
	}
	if !h.eager {
		works["first_get"] = h.first
	}
	return works
}

// ours are the library's: Lazy, and Of for types.
func ours() map[string]harness.Work {
	all := holders()
	works := all["underhood"].works()
	maps.Copy(works, all["underhood/of"].works())
	return works
}

// slowness is what the gets of a slow holder are divided by, and its figures
// multiplied by.
const slowness = 40

// made is how many of n gets a holder makes.
func (h holder) made(n int) int {
	if h.slow {
		return max(1, n/slowness)
	}
	return n
}

// forAll makes of the sample of fewer gets that of n: every get costs the same, the
// first was before. So a row is what n gets take, whoever made them.
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

func (h holder) get(p harness.Params) (harness.Run, error) {
	gets, made := h.make(), h.made(p.Size)
	gets(1)
	return harness.Run{Sample: func() (harness.Sample, error) {
		sum := 0
		s := harness.Measure(func() { sum = gets(made) })
		return forAll(s, sum, p.Size, made), nil
	}}, nil
}

func (h holder) contended(p harness.Params) (harness.Run, error) {
	gets, each := h.make(), p.Size/goroutines
	made := h.made(each)
	gets(1)
	return harness.Run{Sample: func() (harness.Sample, error) {
		var sums [goroutines]int
		s := harness.Measure(func() {
			var group sync.WaitGroup
			for i := range sums {
				group.Go(func() { sums[i] = gets(made) })
			}
			group.Wait()
		})
		sum := 0
		for _, n := range sums {
			sum += n
		}
		return forAll(s, sum, each, made), nil
	}}, nil
}

func (h holder) first(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		sum := 0
		s := harness.Measure(func() {
			for range p.Size {
				sum += h.make()(1)
			}
		})
		s.Answer = fmt.Sprint(sum)
		return s, nil
	}}, nil
}
