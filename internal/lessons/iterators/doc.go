// Package lesson plays iterator programs: pipelines of itertools, tees, groups and
// generators, as the oracle of the topic describes them, with the real package
// iterators.
//
// A case is a JSON object. Its kind says what it is:
//
//	{"id":1, "kind":"pipeline", "sources":{"a":{"items":[1,2,3]}},
//	 "expr":["map", {"fn":"inc"}, ["src","a"]], "take":2, "sink":null}
//
// expr is a stage on other stages; sources are streams that can be read once, and
// count what they are asked for. The answer says what came out, how it ended, and
// how much each source was asked for and in which order. take is how many items the
// consumer wants (null: all); sink, such as ["sum"], consumes them into one value.
// The other kinds:
//
//	{"kind":"tee", "sources":…, "expr":…, "n":2, "plan":[0,0,1]}
//	{"kind":"groupby", "sources":…, "expr":…, "key":"odd", "plan":[["next"], ["item",0], ["drain",0]]}
//	{"kind":"generator", "body":[["yield",1], ["log","$r"]], "drive":[["next"], ["send",5], ["close"]]}
//	{"kind":"iterable", "iterables":{"l":[1,2]}, "plan":[["iter","a","l"], ["next","a"], ["for","l"]]}
//
// The last kind is played by the animation only. Every kind may have "text", lines
// that head the program where it is shown.
//
// # How a run is shown
//
// [Choose] plays a case with a watch between its stages (pull.Watch) or on its
// generator (iterators.WatchedBy) and keeps what they tell as a list of [Beat]. A
// [State], a [Body] or a [Protocol] is the fold of the first so many beats, and the
// picture is drawn from it alone. The watch changes no answer
// (TestWatchedRecorded).
package lesson
