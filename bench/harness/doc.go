// Package harness measures contestants against each other and says by what
// ratio one is faster, and how far that can be trusted.
//
// # How it measures
//
// Every contestant is a process of its own, a worker, that speaks one JSON
// object a line on its standard input and output: so no contestant pays for the
// memory of another, an interpreter's start is not measured, and whatever hangs
// can be killed. Go contestants are this same program run again as a worker;
// Python ones are a script.
//
// A case is measured in rounds. In each round every contestant gives one sample,
// the order turning by one each time, so that a busy minute of the machine hits
// all of them and none is always the first after another. What counts is the
// ratio of medians. The library takes part twice: the ratio of the two ("A/A")
// would be 1 on a quiet machine, and shows the noise.
//
// With a sample comes an answer, such as the number of objects freed. A case in
// which two answers differ is not reported at all.
//
// # Files
//
//	case.go      what a topic consists of
//	protocol.go  what a worker is asked and what it answers
//	serve.go     the worker's side, for contestants in Go
//	measure.go   the clock, and what Go allocated meanwhile
//	worker.go    the other side: start, ask, kill
//	run.go       the rounds
//	stats.go     medians, spread
//	result.go    from samples to ratios
//	json.go table.go markdown.go chart.go progress.go   what is shown
//	python.go    finding an interpreter
package harness
