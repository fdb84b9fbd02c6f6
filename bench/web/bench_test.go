package web_test

import (
	"testing"

	"underhood/bench/harness"
	"underhood/bench/web"
)

// BenchmarkCases runs the library's part of each case, for the profiler:
//
//	go test ./web -run - -bench Cases/stored_session -cpuprofile cpu.out
//
// To compare, use the command. throughput needs a process beside this one.
func BenchmarkCases(b *testing.B) {
	topic := web.Topic()
	for _, c := range topic.Cases {
		if c.Name == "throughput" {
			continue
		}
		b.Run(c.Name, func(b *testing.B) {
			run, err := topic.Works["underhood"][c.Name](harness.Params{Size: c.Size})
			if err != nil {
				b.Fatal(err)
			}
			var ns, allocs int64
			for b.Loop() {
				s, err := run.Sample()
				if err != nil {
					b.Fatal(err)
				}
				ns += s.NS
				allocs += *s.Allocs
			}
			b.ReportMetric(float64(ns)/float64(b.N)/float64(c.Size), "timed-ns/request")
			b.ReportMetric(float64(allocs)/float64(b.N)/float64(c.Size), "timed-allocs/request")
		})
	}
}
