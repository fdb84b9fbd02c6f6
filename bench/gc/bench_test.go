package gc_test

import (
	"testing"

	"underhood/bench/gc"
	"underhood/bench/harness"
)

// BenchmarkCases runs the library's part of each case, for the profiler:
//
//	go test ./gc -run - -bench Cases/live_tree -cpuprofile cpu.out
//	go tool pprof -top -tagfocus phase=timed cpu.out
//
// ns/op includes the building; to compare, use the command.
func BenchmarkCases(b *testing.B) {
	topic := gc.Topic()
	for _, c := range topic.Cases {
		b.Run(c.Name, func(b *testing.B) {
			run, err := topic.Works["underhood"][c.Name](harness.Params{Size: c.Size, Seed: 1, Quick: true})
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
