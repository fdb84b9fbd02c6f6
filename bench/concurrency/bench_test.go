package concurrency_test

import (
	"os"
	"testing"

	"underhood/bench/concurrency"
	"underhood/bench/harness"
	units "underhood/concurrency"
)

// TestMain lets the test binary be the other process.
func TestMain(m *testing.M) {
	units.Init()
	os.Exit(m.Run())
}

// BenchmarkCases runs the library's part of each case, for the profiler:
//
//	go test ./concurrency -run - -bench Cases/loop_switch -cpuprofile cpu.out
//
// To compare, use the command.
func BenchmarkCases(b *testing.B) {
	topic := concurrency.Topic()
	for _, c := range topic.Cases {
		b.Run(c.Name, func(b *testing.B) {
			run, err := topic.Works["underhood"][c.Name](harness.Params{Size: c.Size, Quick: true})
			if err != nil {
				b.Fatal(err)
			}
			if run.Close != nil {
				defer run.Close()
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
