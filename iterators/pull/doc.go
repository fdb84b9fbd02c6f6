// Package pull is itertools for sequences that can be asked.
//
// An [iter.Seq] pushes: it calls the loop's body for each item, and nobody can
// interrupt it to ask another sequence. Going through two of them side by side
// takes a coroutine ([iter.Pull]), which costs fifty times what a slice's next item
// does. Python's iterators are the other way round: whoever wants an item asks, and
// asking is cheap. A [Source] is a sequence with both faces, for the functions that
// need to ask: [Zip], [Tee], [GroupBy], [Merge], [Islice], and all that feed them.
//
//	a, b := pull.Slice(names), pull.Map(pull.Count(1, 1), square)
//	for p := range pull.Zip(a, b).All() { … p.First … p.Second … }
//
// # Which of the two packages
//
// Where one sequence goes through a chain of stages, package iterators is all it
// takes: its functions work on plain sequences. Where several are advanced in turn,
// say what they are made of with [Slice], [Range], [Count], [Map] and the others,
// and stay here until the loop: [Source.All] leads out. [From] leads in from any
// sequence, at the price of a coroutine when it is asked. Names and the order of
// arguments are the same in both.
//
// # How it works
//
// A source starts a pass: a function that gives the next item. An adapter's pass
// keeps the passes of its inputs, as CPython's iterator objects do, and the state
// they keep: each is a transcription of its object in Modules/itertoolsmodule.c,
// down to which of them are over for good after an error, and which ask again.
// Where it is quicker and cannot be told apart, a source is pushed instead, and
// slices are walked by index.
//
//	    ask ─▶ Zip ─▶ Map ─▶ Slice       one call a stage, no goroutine
//	item ◀──── Zip ◀── Map ◀── Slice
//
// # Invariants
//
//   - An item is taken from a source only when CPython's iterator would take it
//     (TestConformRecorded and TestConformLive of package iterators: what each
//     source gives and is asked for, and the order, equal CPython's).
//   - Ranging and asking give the same (TestFaces).
//   - A pass that runs to its end, is stopped, or is dropped leaves no goroutine
//     (TestNothingLeft).
package pull
