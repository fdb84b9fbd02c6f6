package orm_test

import (
	"strings"
	"testing"

	"underhood/bench/harness"
	"underhood/bench/orm"
)

// BenchmarkCases runs the library's part of each case, for the profiler:
//
//	go test ./orm -run - -bench Cases/sqlite_get -cpuprofile cpu.out
//
// To compare, use the command.
func BenchmarkCases(b *testing.B) {
	topic := orm.Topic()
	for _, c := range topic.Cases {
		work := topic.Works["underhood"][c.Name]
		if work == nil || strings.HasSuffix(c.Name, "stream1m") { // takes seconds to fill
			continue
		}
		b.Run(c.Name, func(b *testing.B) {
			run, err := work(harness.Params{Size: c.Size, Quick: true})
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
			b.ReportMetric(float64(ns)/float64(b.N), "timed-ns/op")
		})
	}
}
