package gc

import (
	"errors"
	"fmt"
	"runtime"

	"underhood/bench/harness"
	heap "underhood/gc"
)

// longestStep looks for the longest allocation in a heap with p.Size live objects
// that collects in steps. The heap has been larger before, so that no table grows
// on the clock.
func longestStep(p harness.Params) (harness.Run, error) {
	return harness.Run{Sample: func() (harness.Sample, error) {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		h := heap.New(heap.WithCollector(heap.Incremental))
		check(h.DecRef(buildChain(h, p.Size*3/2)))
		live := buildChain(h, p.Size)
		collections := h.Stats()[2].Collections
		longest := int64(0)
		s := harness.Measure(func() {
			for h.Stats()[2].Collections < collections+3 {
				start := threadTime()
				x := must(h.NewInstance(1))
				longest = max(longest, threadTime()-start)
				check(h.Give(x, 0, x)) // garbage
			}
		})
		if h.Stats()[2].Collected == 0 {
			return s, errors.New("nothing was collected")
		}
		s.NS, s.CPUNS = longest, longest
		s.Answer = fmt.Sprint("live ", must(h.Get(live, 0)) != heap.Nil)
		return s, h.Close()
	}}, nil
}
