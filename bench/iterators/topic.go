package iterators

import "underhood/bench/harness"

const million = 1_000_000

// pairs is the number of pairs a ratio to a near limit is taken from.
const pairs = 11

// Topic gives the cases and contestants of package iterators.
func Topic() *harness.Topic {
	return &harness.Topic{
		Name:  "iterators",
		Title: "iterators: itertools on iter.Seq",
		About: "Packages iterators and iterators/pull beside loops by hand, the popular libraries, iter.Pull, channels and CPython.",
		Cases: cases(),
		Works: map[string]map[string]harness.Work{
			"underhood":          works(),
			"underhood/nested":   nestedWorks(),
			"underhood/sequence": sequenceWorks(),
			"underhood/source":   sourceWorks(),
			"underhood/reuse":    reuseWorks(),
			"underhood/value":    valueWorks(),
			"underhood/kept":     keptWorks(),
			"underhood/handle":   handleWorks(),
			"hand":               handWorks(),
			"callback":           callbackWorks(),
			"naive":              naiveWorks(),
			"lo":                 loWorks(),
			"go-functional":      functionalWorks(),
			"pull":               pullWorks(),
			"channel":            channelWorks(),
		},
		Contestants: contestants(),
	}
}

func cases() []harness.Case {
	return []harness.Case{
		{
			Name: "map_filter_sum_call", Cost: .65, Unit: "run", Size: million, SmallSize: 1000, Limit: "naive", Paired: true,
			What: "The sum of 1M ints mapped and filtered; the sequence is made behind one call and ranged over behind another. The limit are the plainest generic adapters behind the same calls.",
		},
		{
			Name: "map_filter_sum_inline", Cost: .15, Unit: "run", Size: million, SmallSize: 1000, Limit: "naive", Rounds: pairs, Paired: true,
			What: "The same in one function, which the compiler can make one loop of. The limit are the same adapters written out there without type parameters.",
		},
		{
			Name: "map_map_inline", Cost: .2, Unit: "run", Size: million, SmallSize: 1000, Limit: "hand", Rounds: pairs, Paired: true,
			What: "The sum of 1M ints mapped twice, in one function.",
		},
		{
			Name: "zip", Cost: .9, Unit: "run", Size: million, SmallSize: 1000, Limit: "hand",
			What: "The dot product of two slices of 1M ints; the zip is made behind one call and ranged over behind another. Python only drains it.",
		},
		{
			Name: "groupby", Cost: .45, Unit: "run", Size: million, SmallSize: 1000, Limit: "hand",
			What: "The sums of 1M ints in runs of ten, item by item.",
		},
		{
			Name: "tee", Cost: .4, Unit: "run", Size: million, SmallSize: 1000, Limit: "hand",
			What: "Two consumers of 1M ints in lock step: how often they see the same.",
		},
		{
			Name: "product", Cost: .9, Unit: "run", Size: 100, SmallSize: 5, Limit: "hand",
			What: "100^3 tuples of three, each a slice of its own, behind a call; the first and the last item of each are looked at. Python, which would otherwise write the same tuple again, keeps them all.",
		},
		{
			Name: "permutations", Cost: .5, Unit: "run", Size: 9, SmallSize: 5, Limit: "hand",
			What: "The same with the 362,880 permutations of nine ints.",
		},
		{
			Name: "combinations", Cost: .45, Unit: "run", Size: 22, SmallSize: 10, Limit: "hand",
			What: "The same with the 319,770 combinations of eight out of 22 ints.",
		},
		{
			Name: "window", Cost: .6, Unit: "run", Size: million, SmallSize: 1000, Limit: "hand",
			What: "Sliding windows of eight over 1M ints, each a slice of its own, behind a call; the first and the last of each are looked at. Python drains the recipe sliding_window.",
		},
		{
			Name: "batched", Cost: .25, Unit: "run", Size: million, SmallSize: 1000, Limit: "hand",
			What: "Batches of 16 of 1M ints, each a slice of its own, behind a call; the first and the last of each are looked at. Python drains the recipe batched (from 3.12 itertools.batched).",
		},
		{
			Name: "product_reuse", Cost: .15, Unit: "run", Size: 100, SmallSize: 5, Rounds: pairs, Limit: "hand", Paired: true,
			What: "100^3 tuples of three in one slice, written again each time; all three items are looked at. Python drains itertools.product, which reuses its tuple then.",
		},
		{
			Name: "tree_walk", Cost: .17, Unit: "run", Size: 1<<17 - 1, SmallSize: 1<<5 - 1, Rounds: pairs, Limit: "callback", Paired: true,
			What: "The sum over a binary tree of 131,071 nodes that yields its subtrees from generators of their own (yield from). The limit is recursion that hands the loop's body down; by hand there is also one that adds without a body.",
		},
		{
			Name: "send", Cost: .06, Unit: "run", Size: 100_000, SmallSize: 100, Limit: "pull", Rounds: pairs, Paired: true,
			What: "100,000 values sent to a generator that yields their sum so far. The limit is iter.Pull with a variable that carries the value in.",
		},
		{
			Name: "first_item", Cost: .35, Unit: "run", Size: 100_000, SmallSize: 100,
			What: "The first item of a map and a filter over an endless source, 100,000 times, made and left each time.",
		},
	}
}
