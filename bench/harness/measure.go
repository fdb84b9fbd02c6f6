package harness

import (
	"context"
	"runtime"
	"runtime/pprof"
	"time"
)

// timed marks what is on the clock in a profile: pprof -tagfocus phase=timed.
var timed = pprof.Labels("phase", "timed")

// Measure runs work once on the clock. Before it starts, Go's heap is collected,
// so that work does not pay for what came before; whatever Go's collector does
// during work is part of it.
//
// work is called through a variable the compiler cannot see through, so it is
// never inlined here; what it computes should go into the answer, which keeps it
// from being optimised away.
func Measure(work func()) Sample { return MeasureAfter(func() {}, work) }

// MeasureAfter is Measure with something to do right before the clock starts.
func MeasureAfter(prepare, work func()) Sample {
	var before, after runtime.MemStats
	runtime.GC()
	prepare()
	runtime.ReadMemStats(&before)
	cpu, start := cpuTime(), time.Now()
	pprof.Do(context.Background(), timed, func(context.Context) { work() })
	ns := time.Since(start).Nanoseconds()
	cpu = cpuTime() - cpu
	runtime.ReadMemStats(&after)
	// What reading the statistics allocates, if anything, is in the figures.
	allocs := int64(after.Mallocs - before.Mallocs)
	bytes := int64(after.TotalAlloc - before.TotalAlloc)
	return Sample{NS: ns, CPUNS: cpu, Allocs: &allocs, Bytes: &bytes, PauseNS: int64(after.PauseTotalNs - before.PauseTotalNs)}
}

// Keep keeps v alive, as [runtime.KeepAlive] does, up to the call.
//
//go:noinline
func Keep(v any) { runtime.KeepAlive(v) }
