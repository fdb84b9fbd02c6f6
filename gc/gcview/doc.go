// Package gcview shows a program's own heap of package gc in the browser, while the
// program runs: what is alive, by kind and label; generations and pauses; why an object
// lives, what refers to it and to what it refers, as a graph; what holds most; the
// events as they happen. Each page is there as JSON, too.
//
// # The idea
//
// A heap has one owner, a goroutine, and no lock. A request comes on another goroutine
// and so must not look. It leaves a question at a desk and waits. The owner answers
// where that suits it: with a picture of the moment that holds nothing of the heap's.
//
//	browser ── GET ──► request ── question ──► desk ◄── Poll ── owner ──► heap
//	        ◄─ page ──         ◄── answer ───       ────────►
//
// The owner never waits for a request. A request waits for the owner, for 2 seconds
// ([WithWait]); then it answers 503 and says that the owner has not come.
//
// # Use it
//
//	v := gcview.New()
//	h := gc.New(gc.WithHook(v.Record)) // the hook is for the events alone
//	v.Attach(h)                        // from the goroutine that owns h
//	go http.Serve(loopback, v)         // or mount it with http.StripPrefix
//	for step() {
//		v.Poll()                       // one atomic load when nobody asks
//	}
//
// The owner answers at three places: in [View.Poll]; when a collection ends, of which
// the view is an observer; and in [View.Stay], for a program at its end.
//
// # Cost
//
// A page costs the owner one to three walks through the heap, those of [gc.Heap.Census],
// [gc.Heap.Referrers] and [gc.Heap.Why], or the dominators of [gc.Heap.Retained]. Requests
// that ask the same while it waits share an answer, and after an answer Poll rests for nine times as
// long as it took. So those who look have a tenth of the owner's time at most, however
// many they are, and one answer is the longest stop: it grows with the heap nearly in proportion,
// whatever its shape and labels, to about a second at a million objects. Once begun it is not
// cut short, even if nobody waits for it any more. What a page shows is bounded, not what a
// walk needs meanwhile: 8 bytes an object as a rule, what Retained takes, and some 400 bytes for
// each different label.
//
// # Invariants
//
//   - A request touches no heap (TestOwnerAndBrowsersTogether, under the race detector).
//   - A request ends, whatever the owner does: it never answers (TestOwnerNeverAnswers), closes
//     the heap (TestHeapClosed), has no heap (TestDetached). What nobody waits for leaves the desk.
//   - Pages, JSON and streams are bounded, however large the heap (TestMillionObjects,
//     TestManyLabels, TestStreamSkips).
//   - Nothing a program names can become markup or script (TestMarkupInLabels).
//
// # Who may look
//
// The pages only read, by GET. They load nothing from elsewhere and work without
// JavaScript, which only adds the running list of events. They show labels and names,
// which may be private, and ask nobody for a password. To serve them on the loopback
// interface alone, or behind something that asks, is the caller's duty; on a machine
// that others use, and against pages that have their own names point to 127.0.0.1 (DNS
// rebinding), check the Host header in front.
//
// # Watch it
//
//	go run ./examples/gc -serve 127.0.0.1:8080
//
// # Sources
//
// CPython's gc.get_objects, gc.get_referrers and gc.get_stats; the objgraph package for
// Python; Go's net/http/pprof, whose way of being mounted this follows; the WHATWG HTML
// standard, server-sent events; Content Security Policy Level 3.
package gcview
