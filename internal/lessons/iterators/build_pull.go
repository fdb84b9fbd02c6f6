package lesson

import (
	"iter"
	"math"
	"slices"

	"underhood/iterators"
	"underhood/iterators/pull"
)

type (
	source = pull.Source[any]
	seq    = iter.Seq[any]
	pair   = iterators.Pair[any, any]
)

// A builder makes the stages of a case.
type builder struct {
	streams map[string]*stream
	run     *run
	pushed  bool // as sequences, not as sources that can be asked
	latched bool // a source that is over is not asked again, as a sequence is not
	built   bool
	stops   []func() // ends the passes begun
	watch   *watcher // nil: nobody watches
}

// ask begins a pass that ends with the case.
func (b *builder) ask(s source) (next func() (any, bool)) {
	next, stop := s.Iter()
	b.stops = append(b.stops, stop)
	return next
}

// done says that all is built, and what follows is asking.
func (b *builder) done() {
	b.built = true
	b.watch.built()
}

// stop ends what is still going on, the last begun first.
func (b *builder) stop() {
	for _, stop := range slices.Backward(b.stops) {
		stop()
	}
}

func (b *builder) sequence(n *node) seq {
	if b.pushed {
		return b.seq(n)
	}
	return b.source(n).All()
}

// tee gives the next of each of n parts.
func (b *builder) tee(e *node, n int) (nexts []func() (any, bool)) {
	if b.pushed {
		for _, part := range iterators.Tee(b.seq(e), n) {
			nexts = append(nexts, part.Next)
			b.stops = append(b.stops, part.Stop)
		}
		return nexts
	}
	s := b.source(e)
	if b.latched {
		s = b.closed(s)
	}
	for i, part := range pull.Tee(s, n) {
		nexts = append(nexts, b.ask(b.watch.part(i, part)))
	}
	return nexts
}

// groups opens a groupby.
func (b *builder) groups(e *node, f func(any) any) *openGroups {
	key, last := groupKey(f)
	if b.pushed {
		return b.pushedGroups(iterators.GroupBy(b.seq(e), key), last)
	}
	g := new(openGroups)
	s := b.source(e)
	if b.latched {
		s = b.closed(s)
	}
	g.next = b.ask(b.watch.keys(pull.Map(pull.GroupBy(s, key), func(group iterators.Pair[any, source]) any {
		k := *last
		g.items = append(g.items, b.ask(b.watch.group(len(g.items), group.Second)))
		return k
	})))
	return g
}

// source builds a stage, its inputs first, as a source that can be asked.
func (b *builder) source(n *node) source { return b.watch.stage(n, b.unwatched(n)) }

func (b *builder) unwatched(n *node) source {
	switch n.op {
	case "src":
		return pull.FromNext(b.streams[n.name].next)
	case "lit":
		return pull.Slice(n.lit)
	case "iter_sentinel":
		if n.in[0].op == "lit" {
			raise("AttributeError") // a list has no __next__
		}
	}
	in := make([]source, len(n.in))
	for i, e := range n.in {
		in[i] = b.source(e)
		if b.latched {
			in[i] = b.closed(in[i])
		}
	}
	if f, ok := pullStages[n.op]; ok {
		return f(b, n.kw, in)
	}
	// The rest are generators in Python, or read all they have at the first ask: a
	// sequence, resumed like one.
	seqs := make([]seq, len(in))
	for i, s := range in {
		seqs[i] = s.All()
	}
	return pull.From(seqStages[n.op](b, n.kw, seqs))
}

// A pullStage builds one stage.
type pullStage func(b *builder, k kwargs, in []source) source

// pullStages are the stages with an iterator of their own in C.
var pullStages map[string]pullStage

func init() { // refers to itself
	pullStages = map[string]pullStage{
		"iter":   func(b *builder, _ kwargs, in []source) source { return pull.FromNext(b.ask(in[0])) },
		"count":  pullCount,
		"repeat": pullRepeat,
		"range": func(_ *builder, k kwargs, _ []source) source {
			start, stop, step := rangeArgs(k)
			return pull.Map(pull.Range(start, stop, step), func(n int) any { return int64(n) })
		},
		"cycle":         func(b *builder, _ kwargs, in []source) source { return b.metered(pull.Cycle(in[0])) },
		"iter_sentinel": pullSentinel,
		"map":           pullMap,
		"map3": func(_ *builder, _ kwargs, in []source) source {
			return pull.Map(pull.ZipAll(in...), func(row []any) any { return list(row) })
		},
		"filter":      func(_ *builder, k kwargs, in []source) source { return pull.Filter(in[0], k.pred("fn")) },
		"filterfalse": func(_ *builder, k kwargs, in []source) source { return pull.FilterFalse(in[0], k.pred("fn")) },
		"takewhile":   func(_ *builder, k kwargs, in []source) source { return pull.TakeWhile(in[0], k.pred("fn")) },
		"dropwhile":   func(_ *builder, k kwargs, in []source) source { return pull.DropWhile(in[0], k.pred("fn")) },
		"accumulate": func(_ *builder, k kwargs, in []source) source {
			if initial := k["initial"]; initial != nil {
				return pull.AccumulateFrom(in[0], k.fn2("fn"), initial)
			}
			return pull.Accumulate(in[0], k.fn2("fn"))
		},
		"starmap": func(_ *builder, k kwargs, in []source) source {
			if f := spread[k.text("fn")]; f != nil {
				return pull.Map(in[0], f)
			}
			return pull.StarMap(pull.Map(in[0], unpackPair), k.fn2("fn"))
		},
		"chain": func(_ *builder, _ kwargs, in []source) source { return pull.Chain(in...) },
		"chain_from_iterable": func(_ *builder, _ kwargs, in []source) source {
			return pull.ChainFrom(pull.Map(in[0], func(v any) source { return pull.Slice(items(v)) }))
		},
		"compress": func(_ *builder, _ kwargs, in []source) source {
			return pull.Compress(in[0], pull.Map(in[1], truth))
		},
		"islice": func(_ *builder, k kwargs, in []source) source {
			start, stop, step := sliceArgs(k)
			return pull.Islice(in[0], start, stop, step)
		},
		"pairwise": func(_ *builder, _ kwargs, in []source) source { return pull.Map(pull.Pairwise(in[0]), pairTuple) },
		"batched": func(_ *builder, k kwargs, in []source) source {
			if k.bool("strict") {
				return pull.Map(pull.BatchedStrict(in[0], k.int("n")), strictTuple)
			}
			return pull.Map(pull.Batched(in[0], k.int("n")), toTuple)
		},
		"zip": func(_ *builder, k kwargs, in []source) source {
			if k.bool("strict") {
				return pull.Map(pull.ZipAllStrict(in...), strictTuple)
			}
			return pull.Map(pull.ZipAll(in...), toTuple)
		},
		"zip_longest": func(_ *builder, k kwargs, in []source) source {
			return pull.Map(pull.ZipAllLongest(k["fill"], in...), toTuple)
		},
		"enumerate": func(_ *builder, k kwargs, in []source) source {
			return pull.Map(pull.Enumerate(in[0], k.int("start")), numbered)
		},
		"groupby_list": func(b *builder, k kwargs, in []source) source {
			return b.pullGroups(in[0], k, func(g pull.Source[any]) any { return list(gather(g.All())) })
		},
		"groupby_first": func(b *builder, k kwargs, in []source) source {
			return b.pullGroups(in[0], k, firstOf)
		},
		"groupby_keys": func(b *builder, k kwargs, in []source) source {
			key, last := groupKey(k.fn("key"))
			return b.closed(pull.Map(pull.GroupBy(in[0], key), func(iterators.Pair[any, source]) any { return *last }))
		},
	}
}

func pullCount(b *builder, k kwargs, _ []source) source {
	start, step := int64(k.int("start")), int64(k.int("step"))
	return b.metered(pull.Map(pull.Count(start, step), func(v int64) any {
		if step > 0 && v > math.MaxInt64-step || step < 0 && v < math.MinInt64-step {
			beyond("count: %d is near the end of the 64-bit integers", v)
		}
		return v
	}))
}

func pullRepeat(b *builder, k kwargs, _ []source) source {
	if k.has("times") {
		return pull.RepeatN(k["v"], k.int("times"))
	}
	return b.metered(pull.Repeat(k["v"]))
}

// metered bounds a source that has no end of its own.
func (b *builder) metered(s source) source {
	return pull.Map(s, func(v any) any {
		b.run.spend()
		return v
	})
}

// box makes values comparable by identity, so that Python's == decides.
type box struct{ v any }

func pullSentinel(b *builder, k kwargs, in []source) source {
	next := b.ask(in[0])
	end := new(box)
	boxes := pull.Sentinel(func() *box {
		v, ok := next()
		if !ok || equal(v, k["sentinel"]) { // StopIteration ends it too
			return end
		}
		return &box{v}
	}, end)
	return pull.Map(boxes, func(b *box) any { return b.v })
}

func pullMap(_ *builder, k kwargs, in []source) source {
	if len(in) == 1 {
		return pull.Map(in[0], k.fn("fn"))
	}
	return pull.Map2(in[0], in[1], k.fn2("fn"))
}

// pullGroups is a stage of (key, what is made of the group).
func (b *builder) pullGroups(in source, k kwargs, of func(pull.Source[any]) any) source {
	key, last := groupKey(k.fn("key"))
	return b.closed(pull.Map(pull.GroupBy(in, key), func(g iterators.Pair[any, source]) any {
		k := *last
		return tuple{k, of(g.Second)}
	}))
}

// closed makes a stage end as a generator does: for good, be it by an exception.
func (b *builder) closed(s source) source {
	next := b.ask(s)
	over := false
	return pull.FromNext(func() (v any, ok bool) {
		if over {
			return nil, false
		}
		over = true // should next panic
		v, ok = next()
		over = !ok
		return v, ok
	})
}

// groupKey makes a key comparable as Python compares, and remembers the one that
// was worked out last: when a group begins, that is its own.
func groupKey(f func(any) any) (key func(any) any, last *any) {
	last = new(any)
	return func(v any) any {
		k := f(v)
		*last = k
		return sameness(k)
	}, last
}

// firstOf is next(group): each has an item when it begins.
func firstOf(g pull.Source[any]) any {
	next, _ := g.Iter()
	v, ok := next()
	if !ok {
		raise("RuntimeError") // generator raised StopIteration
	}
	return v
}

func gather(s seq) []any {
	var l []any
	for v := range s {
		l = append(l, v)
	}
	return l
}

func rangeArgs(k kwargs) (start, stop, step int) {
	a := k.ints("args", 0)
	switch len(a) {
	case 1:
		return 0, a[0], 1
	case 2:
		return a[0], a[1], 1
	}
	return a[0], a[1], a[2]
}

func sliceArgs(k kwargs) (start, stop, step int) {
	a := k.ints("args", pull.End)
	switch len(a) {
	case 1:
		return 0, a[0], 1
	case 2:
		a = append(a, 1)
	}
	for i, otherwise := range []int{0, pull.End, 1} {
		if a[i] == pull.End {
			a[i] = otherwise
		}
	}
	return a[0], a[1], a[2]
}

func unpackPair(v any) pair {
	l := items(v)
	if len(l) != 2 {
		raise("TypeError") // the function takes two arguments
	}
	return pair{First: l[0], Second: l[1]}
}

func toTuple(row []any) any { return tuple(row) }

func strictTuple(r pull.Result[[]any]) any {
	if r.Err != nil {
		raise("ValueError")
	}
	return tuple(r.Value)
}

func pairTuple(p pair) any { return tuple{p.First, p.Second} }

func numbered(p iterators.Pair[int, any]) any { return tuple{int64(p.First), p.Second} }
