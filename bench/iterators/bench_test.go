package iterators_test

import (
	"testing"

	"underhood/bench/harness"
	"underhood/bench/iterators"
)

// BenchmarkCases runs the library's part of each case, for the profiler:
//
//	go test ./iterators -run - -bench Cases/groupby -cpuprofile cpu.out
//
// To compare, use the command.
func BenchmarkCases(b *testing.B) {
	topic := iterators.Topic()
	for _, c := range topic.Cases {
		b.Run(c.Name, func(b *testing.B) {
			run, err := topic.Works["underhood"][c.Name](harness.Params{Size: c.Size})
			if err != nil {
				b.Fatal(err)
			}
			var ns int64
			for b.Loop() {
				s, err := run.Sample()
				if err != nil {
					b.Fatal(err)
				}
				ns += s.NS
			}
			b.ReportMetric(float64(ns)/float64(b.N), "timed-ns/op")
		})
	}
}
