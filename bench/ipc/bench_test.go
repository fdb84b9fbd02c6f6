package ipc_test

import (
	"os"
	"testing"

	"underhood/bench/harness"
	"underhood/bench/ipc"
	processes "underhood/ipc"
)

// TestMain lets the test binary be the other process.
func TestMain(m *testing.M) {
	processes.Init()
	os.Exit(m.Run())
}

// BenchmarkCases runs the library's part of each case, for the profiler, which sees this
// half of it:
//
//	go test ./ipc -run - -bench Cases/oneway_64B -cpuprofile cpu.out
//
// To compare, use the command.
func BenchmarkCases(b *testing.B) {
	topic := ipc.Topic()
	for _, c := range topic.Cases {
		b.Run(c.Name, func(b *testing.B) {
			run, err := topic.Works["underhood"][c.Name](harness.Params{Size: c.Size})
			if err != nil {
				b.Fatal(err)
			}
			defer run.Close()
			var ns int64
			for b.Loop() {
				s, err := run.Sample()
				if err != nil {
					b.Fatal(err)
				}
				ns += s.NS
			}
			b.ReportMetric(float64(ns)/float64(b.N*c.Size), "timed-ns/one")
		})
	}
}
