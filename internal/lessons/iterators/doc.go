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
// how much each source was asked for and in which order.
package lesson
