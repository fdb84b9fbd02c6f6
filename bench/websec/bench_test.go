package websec_test

import (
	"testing"

	"underhood/bench/harness"
	"underhood/bench/websec"
)

// BenchmarkCases runs the library's part of each case, for the profiler:
//
//	go test ./websec -run - -bench Cases/csrf_token -cpuprofile cpu.out
//
// To compare, use the command.
func BenchmarkCases(b *testing.B) {
	topic := websec.Topic()
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
			b.ReportMetric(float64(ns)/float64(b.N)/float64(c.Size), "timed-ns/request")
			if run.Close != nil {
				run.Close()
			}
		})
	}
}
