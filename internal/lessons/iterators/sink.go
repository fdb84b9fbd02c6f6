package lesson

import (
	"errors"
	"strings"

	"underhood/iterators"
)

// A sink consumes a sequence into one value. The letters say what arguments it
// takes, as for [operation].
type sink struct {
	args  string
	drain func(all seq, args []any) any
}

// sinks are all there are (SINKS of the oracle).
var sinks map[string]sink

func init() { // they use functions that raise through them
	sinks = map[string]sink{
		"sum":          {"", func(all seq, _ []any) any { return iterators.ReduceFrom(all, add, any(int64(0))) }},
		"any":          {"f", func(all seq, a []any) any { return iterators.Any(all, predicate(a[0])) }},
		"all":          {"f", func(all seq, a []any) any { return iterators.All(all, predicate(a[0])) }},
		"min":          {"", func(all seq, _ []any) any { return must(iterators.MinFunc(all, compare)) }},
		"max":          {"", func(all seq, _ []any) any { return must(iterators.MaxFunc(all, compare)) }},
		"min_default":  {"v", minDefault},
		"max_key":      {"f", func(all seq, a []any) any { return byKey(all, a[0], -1) }},
		"min_key":      {"f", func(all seq, a []any) any { return byKey(all, a[0], 1) }},
		"contains":     {"v", func(all seq, a []any) any { return iterators.Contains(same(all), sameness(a[0])) }},
		"reduce":       {"g", reduce},
		"reduce_init":  {"gv", func(all seq, a []any) any { return iterators.ReduceFrom(all, function2(a[0]), a[1]) }},
		"next":         {"", first},
		"next_default": {"v", func(all seq, a []any) any { return iterators.FirstOr(all, a[0]) }},
		"list":         {"", func(all seq, _ []any) any { return list(gather(all)) }},
		"len":          {"", func(all seq, _ []any) any { return int64(iterators.Len(all)) }},
		"nth":          {"nv", func(all seq, a []any) any { return iterators.Nth(all, int(number(a[0])), a[1]) }},
		"all_equal":    {"", func(all seq, _ []any) any { return iterators.AllEqual(same(all)) }},
		"first_true": {"vf", func(all seq, a []any) any {
			return iterators.FirstTrue(all, predicate(a[1]), a[0])
		}},
		"one":      {"", func(all seq, _ []any) any { return must(iterators.One(all)) }},
		"unpack2":  {"", unpack2},
		"star":     {"", star},
		"quantify": {"f", func(all seq, a []any) any { return int64(iterators.Quantify(all, predicate(a[0]))) }},
		"dict":     {"", numberedItems},
		"count_of": {"v", func(all seq, a []any) any { return int64(iterators.CountOf(same(all), sameness(a[0]))) }},
		"index_of": {"v", indexOf},
		"join":     {"", join},
		"consume":  {"n", consume},
	}
}

// must turns the errors of the package into Python's ValueError.
func must(v any, err error) any {
	if err != nil {
		raise("ValueError")
	}
	return v
}

func predicate(name any) func(any) bool { return kwargs{"fn": name}.pred("fn") }

func function2(name any) func(a, b any) any { return kwargs{"fn": name}.fn2("fn") }

// same is the items by what Python compares.
func same(all seq) seq { return iterators.Map(all, sameness) }

func minDefault(all seq, a []any) any {
	v, err := iterators.MinFunc(all, compare)
	if errors.Is(err, iterators.ErrEmpty) {
		return a[0]
	}
	return v
}

// byKey is the least by key, or with sign -1 the greatest. Each key is worked out
// once, and the first of equals wins.
func byKey(all seq, name any, sign int) any {
	f := kwargs{"key": name}.fn("key")
	keyed := iterators.Map(all, func(v any) pair { return pair{First: f(v), Second: v} })
	p, err := iterators.MinFunc(keyed, func(a, b pair) int { return sign * compare(a.First, b.First) })
	return must(p.Second, err)
}

func first(all seq, _ []any) any {
	v, ok := iterators.First(all)
	if !ok {
		raise("StopIteration")
	}
	return v
}

func unpack2(all seq, _ []any) any {
	a, b, err := iterators.Unpack2(all)
	return must(list{a, b}, err)
}

func reduce(all seq, a []any) any {
	v, err := iterators.Reduce(all, function2(a[0]))
	if err != nil {
		raise("TypeError")
	}
	return v
}

// consume reads n items. What Python's recipe leaves is a deque, of which the oracle
// can show nothing: it says TypeError.
func consume(all seq, a []any) any {
	n := number(a[0])
	if n < 0 {
		raise("ValueError")
	}
	iterators.Consume(all, int(n))
	raise("TypeError")
	return nil
}

// star is f(*all) of a function with the parameters a, *rest.
func star(all seq, _ []any) any {
	l := gather(all)
	if len(l) == 0 {
		raise("TypeError")
	}
	return list{l[0], list(l[1:])}
}

// numberedItems is sorted(dict(enumerate(all)).items()).
func numberedItems(all seq, _ []any) any {
	l := list{}
	for i, v := range iterators.Enumerate(all, 0) {
		l = append(l, tuple{int64(i), v})
	}
	return l
}

func indexOf(all seq, a []any) any {
	i := iterators.Index(same(all), sameness(a[0]))
	if i < 0 {
		raise("ValueError")
	}
	return int64(i)
}

// join reads all before it looks at any.
func join(all seq, _ []any) any {
	var texts []string
	for _, v := range gather(all) {
		texts = append(texts, text(v))
	}
	return strings.Join(texts, "-")
}
