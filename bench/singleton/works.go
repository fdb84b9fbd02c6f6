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

func (h holder) get(p harness.Params) (harness.Run, error) {
	gets := h.make()
	gets(1)
	return harness.Run{Sample: func() (harness.Sample, error) {
		sum := 0
		s := harness.Measure(func() { sum = gets(p.Size) })
		s.Answer = fmt.Sprint(sum)
		return s, nil
	}}, nil
}

func (h holder) contended(p harness.Params) (harness.Run, error) {
	gets := h.make()
	gets(1)
	return harness.Run{Sample: func() (harness.Sample, error) {
		var sums [goroutines]int
		s := harness.Measure(func() {
			var group sync.WaitGroup
			for i := range sums {
				group.Go(func() { sums[i] = gets(p.Size / goroutines) })
			}
			group.Wait()
		})
		sum := 0
		for _, n := range sums {
			sum += n
		}
		s.Answer = fmt.Sprint(sum)
		return s, nil
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
