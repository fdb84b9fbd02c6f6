package lesson

import (
	"iter"
	"math"

	"underhood/iterators"
	"underhood/iterators/pull"
)

// seq builds a stage, its inputs first, as a sequence.
func (b *builder) seq(n *node) seq {
	switch n.op {
	case "src":
		return b.streams[n.name].all
	case "lit":
		return each(n.lit)
	case "iter_sentinel":
		if n.in[0].op == "lit" {
			raise("AttributeError") // a list has no __next__
		}
	}
	in := make([]seq, len(n.in))
	for i, e := range n.in {
		in[i] = b.seq(e)
	}
	return seqStages[n.op](b, n.kw, in)
}

func each(l []any) seq {
	return func(yield func(any) bool) {
		for _, v := range l {
			if !yield(v) {
				return
			}
		}
	}
}

// A seqStage builds one stage.
type seqStage func(b *builder, k kwargs, in []seq) seq

// seqStages are all stages.
var seqStages map[string]seqStage

func init() { // refers to itself
	seqStages = map[string]seqStage{
		"iter":   func(_ *builder, _ kwargs, in []seq) seq { return in[0] },
		"count":  seqCount,
		"repeat": seqRepeat,
		"range": func(_ *builder, k kwargs, _ []seq) seq {
			start, stop, step := rangeArgs(k)
			return iterators.Map(iterators.NewRange(start, stop, step).All(), func(n int) any { return int64(n) })
		},
		"cycle":         func(b *builder, _ kwargs, in []seq) seq { return b.meteredSeq(iterators.Cycle(in[0])) },
		"iter_sentinel": seqSentinel,
		"map": func(_ *builder, k kwargs, in []seq) seq {
			if len(in) == 1 {
				return iterators.Map(in[0], k.fn("fn"))
			}
			return iterators.Map2(in[0], in[1], k.fn2("fn"))
		},
		"map3": func(_ *builder, _ kwargs, in []seq) seq {
			return iterators.Map3(in[0], in[1], in[2], func(a, b, c any) any { return list{a, b, c} })
		},
		"filter":      func(_ *builder, k kwargs, in []seq) seq { return iterators.Filter(in[0], k.pred("fn")) },
		"filterfalse": func(_ *builder, k kwargs, in []seq) seq { return iterators.FilterFalse(in[0], k.pred("fn")) },
		"takewhile":   func(_ *builder, k kwargs, in []seq) seq { return iterators.TakeWhile(in[0], k.pred("fn")) },
		"dropwhile":   func(_ *builder, k kwargs, in []seq) seq { return iterators.DropWhile(in[0], k.pred("fn")) },
		"accumulate": func(_ *builder, k kwargs, in []seq) seq {
			if initial := k["initial"]; initial != nil {
				return iterators.AccumulateFrom(in[0], k.fn2("fn"), initial)
			}
			return iterators.Accumulate(in[0], k.fn2("fn"))
		},
		"starmap": func(_ *builder, k kwargs, in []seq) seq {
			if f := spread[k.text("fn")]; f != nil {
				return iterators.Map(in[0], f)
			}
			return iterators.StarMap(iterators.Unpair(iterators.Map(in[0], unpackPair)), k.fn2("fn"))
		},
		"chain": func(_ *builder, _ kwargs, in []seq) seq { return iterators.Chain(in...) },
		"chain_from_iterable": func(_ *builder, _ kwargs, in []seq) seq {
			return iterators.ChainFrom(iterators.Map(in[0], func(v any) seq { return each(items(v)) }))
		},
		"compress": func(_ *builder, _ kwargs, in []seq) seq {
			return iterators.Compress(in[0], iterators.Map(in[1], truth))
		},
		"islice": func(_ *builder, k kwargs, in []seq) seq {
			start, stop, step := sliceArgs(k)
			return iterators.Islice(in[0], start, stop, step)
		},
		"pairwise": func(_ *builder, _ kwargs, in []seq) seq {
			return iterators.Map(iterators.Pairs(iterators.Pairwise(in[0])), pairTuple)
		},
		"batched": func(_ *builder, k kwargs, in []seq) seq {
			if k.bool("strict") {
				return strictly(iterators.BatchedStrict(in[0], k.int("n")))
			}
			return iterators.Map(iterators.Batched(in[0], k.int("n")), toTuple)
		},
		"zip": func(_ *builder, k kwargs, in []seq) seq {
			if k.bool("strict") {
				return strictly(iterators.ZipAllStrict(in...))
			}
			return iterators.Map(iterators.ZipAll(in...), toTuple)
		},
		"zip_longest": func(_ *builder, k kwargs, in []seq) seq {
			return iterators.Map(iterators.ZipAllLongest(k["fill"], in...), toTuple)
		},
		"enumerate": func(_ *builder, k kwargs, in []seq) seq {
			return iterators.Map(iterators.Pairs(iterators.Enumerate(in[0], k.int("start"))), numbered)
		},
		"reversed": func(_ *builder, _ kwargs, in []seq) seq { return iterators.Reversed(in[0]) },
		"sorted":   seqSorted,
		"product": func(_ *builder, k kwargs, in []seq) seq {
			repeat := 1
			if k.has("repeat") {
				repeat = k.int("repeat")
			}
			if repeat > 0 && len(in) > 1000/repeat {
				beyond("product of %d inputs %d times", len(in), repeat)
			}
			return iterators.Map(iterators.ProductRepeat(repeat, in...), toTuple)
		},
		"permutations": seqPermutations,
		"combinations": func(_ *builder, k kwargs, in []seq) seq {
			return iterators.Map(iterators.Combinations(in[0], k.int("r")), toTuple)
		},
		"combinations_with_replacement": func(_ *builder, k kwargs, in []seq) seq {
			if k.int("r") > 1000 {
				beyond("combinations of %d", k.int("r"))
			}
			return iterators.Map(iterators.CombinationsWithReplacement(in[0], k.int("r")), toTuple)
		},
		"groupby_list": func(_ *builder, k kwargs, in []seq) seq {
			return seqGroups(in[0], k, func(g seq) any { return list(gather(g)) })
		},
		"groupby_first": func(_ *builder, k kwargs, in []seq) seq {
			return seqGroups(in[0], k, func(g seq) any { v, _ := iterators.First(g); return v })
		},
		"groupby_keys": func(_ *builder, k kwargs, in []seq) seq {
			return iterators.Map(seqGroups(in[0], k, func(seq) any { return nil }), func(v any) any { return item(v, 0) })
		},

		"r_tail":           func(_ *builder, k kwargs, in []seq) seq { return iterators.Tail(in[0], k.int("n")) },
		"r_sliding_window": seqWindow,
		"r_roundrobin":     func(_ *builder, _ kwargs, in []seq) seq { return iterators.RoundRobin(in...) },
		"r_grouper":        seqGrouper,
		"r_unique_everseen": func(_ *builder, k kwargs, in []seq) seq {
			key := k.fn("key")
			return iterators.UniqueEverseenBy(in[0], func(v any) any { return hashed(key(v)) })
		},
		"r_unique_justseen": func(_ *builder, k kwargs, in []seq) seq {
			key := k.fn("key")
			return iterators.UniqueJustseenBy(in[0], func(v any) any { return sameness(key(v)) })
		},
		"r_ncycles":   func(_ *builder, k kwargs, in []seq) seq { return iterators.NCycles(in[0], k.int("n")) },
		"r_subslices": func(_ *builder, _ kwargs, in []seq) seq { return iterators.Map(iterators.Subslices(in[0]), toList) },
		"r_powerset":  func(_ *builder, _ kwargs, in []seq) seq { return iterators.Map(iterators.Powerset(in[0]), toTuple) },
		"r_iter_index": func(_ *builder, k kwargs, in []seq) seq {
			return late(func() seq {
				return iterators.Map(iterators.IterIndex(same(in[0]), sameness(k["value"]), k.int("start"), iterators.End),
					func(i int) any { return int64(i) })
			})
		},
		"r_triplewise": func(_ *builder, _ kwargs, in []seq) seq {
			return iterators.Map(iterators.Triplewise(in[0]), func(t iterators.Triple[any, any, any]) any {
				return tuple{t.First, t.Second, t.Third}
			})
		},
		"m_windowed": func(_ *builder, k kwargs, in []seq) seq {
			return late(func() seq {
				return iterators.Map(iterators.Windowed(in[0], k.int("n"), k.int("step"), k["fill"]), toTuple)
			})
		},
		"m_intersperse": func(_ *builder, k kwargs, in []seq) seq { return iterators.Intersperse(in[0], k["sep"]) },
		"m_run_length":  seqRunLength,
		"m_split_at": func(_ *builder, k kwargs, in []seq) seq {
			return iterators.Map(iterators.SplitAt(in[0], k.pred("fn")), toList)
		},
		"m_split_when": func(_ *builder, k kwargs, in []seq) seq {
			f := k.fn2("fn")
			return iterators.Map(iterators.SplitWhen(in[0], func(a, b any) bool { return truth(f(a, b)) }), toList)
		},
		"m_takewhile_inclusive": func(_ *builder, k kwargs, in []seq) seq {
			return iterators.TakeWhileInclusive(in[0], k.pred("fn"))
		},
		"m_interleave_longest": func(_ *builder, _ kwargs, in []seq) seq { return iterators.InterleaveLongest(in...) },
		"m_interleave":         func(_ *builder, _ kwargs, in []seq) seq { return iterators.Interleave(in...) },
	}
}

func toList(l []any) any { return list(l) }

// strictly raises where a fallible sequence has its error.
func strictly(s func(func([]any, error) bool)) seq {
	return func(yield func(any) bool) {
		for row, err := range s {
			if err != nil {
				raise("ValueError")
			}
			if !yield(tuple(row)) {
				return
			}
		}
	}
}

// late builds a stage at the first ask, as a Python generator looks at its
// arguments then.
func late(build func() seq) seq {
	return func(yield func(any) bool) { build()(yield) }
}

func seqCount(b *builder, k kwargs, _ []seq) seq {
	start, step := int64(k.int("start")), int64(k.int("step"))
	return b.meteredSeq(iterators.Map(iterators.Count(start, step), func(v int64) any {
		if step > 0 && v > math.MaxInt64-step || step < 0 && v < math.MinInt64-step {
			beyond("count: %d is near the end of the 64-bit integers", v)
		}
		return v
	}))
}

func seqRepeat(b *builder, k kwargs, _ []seq) seq {
	if k.has("times") {
		return iterators.RepeatN(k["v"], k.int("times"))
	}
	return b.meteredSeq(iterators.Repeat(k["v"]))
}

// meteredSeq bounds a sequence that has no end of its own.
func (b *builder) meteredSeq(s seq) seq {
	return iterators.Map(s, func(v any) any {
		b.run.spend()
		return v
	})
}

func seqSentinel(b *builder, k kwargs, in []seq) seq {
	end := new(box)
	it := iterators.Iter(in[0])
	b.stops = append(b.stops, it.Stop)
	boxes := iterators.Sentinel(func() *box {
		v, ok := it.Next()
		if !ok || equal(v, k["sentinel"]) {
			return end
		}
		return &box{v}
	}, end)
	return iterators.Map(boxes, func(b *box) any { return b.v })
}

func seqSorted(_ *builder, k kwargs, in []seq) seq {
	key := k.fn("key")
	keyed := iterators.Map(in[0], func(v any) pair { return pair{First: key(v), Second: v} })
	// Reversed, equal ones keep their order, which turning the result round would not do.
	sign := 1
	if k.bool("reverse") {
		sign = -1
	}
	sorted := iterators.SortedFunc(keyed, func(a, b pair) int { return sign * compare(a.First, b.First) })
	return iterators.Map(sorted, func(p pair) any { return p.Second })
}

func seqPermutations(_ *builder, k kwargs, in []seq) seq {
	if k["r"] != nil {
		return iterators.Map(iterators.Permutations(in[0], k.int("r")), toTuple)
	}
	return func(yield func(any) bool) { // of all: how many those are shows when they are read
		pool := gather(in[0])
		iterators.Map(iterators.Permutations(each(pool), len(pool)), toTuple)(yield)
	}
}

func seqGroups(in seq, k kwargs, of func(seq) any) seq {
	return func(yield func(any) bool) {
		key, last := groupKey(k.fn("key"))
		for _, g := range iterators.GroupBy(in, key) {
			k := *last
			if !yield(tuple{k, of(g)}) {
				return
			}
		}
	}
}

func seqWindow(_ *builder, k kwargs, in []seq) seq {
	return late(func() seq {
		return iterators.Map(iterators.SlidingWindow(in[0], k.int("n")), toTuple)
	})
}

func seqGrouper(_ *builder, k kwargs, in []seq) seq {
	n := k.int("n")
	if n < 1 {
		return each(nil) // zip of no inputs
	}
	switch k.text("mode") {
	case "fill":
		return iterators.Map(iterators.Grouper(in[0], n, k["fill"]), toTuple)
	case "strict":
		return strictly(iterators.GrouperStrict(in[0], n))
	}
	return iterators.Map(iterators.GrouperIgnore(in[0], n), toTuple)
}

func seqRunLength(_ *builder, _ kwargs, in []seq) seq {
	return seqGroups(in[0], kwargs{"key": "id"}, func(g seq) any { return int64(iterators.Len(g)) })
}

// pushedGroups asks a sequence of groups, and the groups, one item at a time.
func (b *builder) pushedGroups(groups iter.Seq2[any, seq], last *any) *openGroups {
	g := new(openGroups)
	next, stop := pull.From(iterators.Pairs(groups)).Iter()
	b.stops = append(b.stops, stop)
	g.next = func() (any, bool) {
		group, ok := next()
		if !ok {
			return nil, false
		}
		k := *last
		g.items = append(g.items, b.ask(pull.From(group.Second)))
		return k, true
	}
	return g
}
