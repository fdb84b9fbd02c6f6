package pull_test

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/iterators"
	"underhood/iterators/pull"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type (
	ints  = pull.Source[int]
	pair  = iterators.Pair[int, int]
	taken struct{ n int }
)

// counted is a one-shot stream of 0 to n-1 that counts what is taken.
func counted(n int) (ints, *taken) {
	t := new(taken)
	return pull.FromNext(func() (int, bool) {
		if t.n == n {
			return 0, false
		}
		t.n++
		return t.n - 1, true
	}), t
}

// text makes any source one of strings, to compare sources of all types.
func text[T any](s pull.Source[T]) pull.Source[string] {
	return pull.Map(s, func(v T) string { return fmt.Sprint(v) })
}

func odd(v int) bool   { return v%2 == 1 }
func small(v int) bool { return v < 3 }
func half(v int) int   { return v / 2 }
func add(a, b int) int { return a + b }

func both[T any](r pull.Result[T]) string { return fmt.Sprint(r.Value, r.Err) }

// stages are all adapters, on a source and on a second, endless one. One line each.
var stages = map[string]func(s, t ints) pull.Source[string]{
	"Slice":          func(_, _ ints) pull.Source[string] { return text(pull.Slice([]int{1, 2, 3})) },
	"Of":             func(_, _ ints) pull.Source[string] { return text(pull.Of(1, 2, 3)) },
	"From":           func(s, _ ints) pull.Source[string] { return text(pull.From(s.All())) },
	"Range":          func(_, _ ints) pull.Source[string] { return text(pull.Range(9, 0, -2)) },
	"RepeatN":        func(_, _ ints) pull.Source[string] { return text(pull.RepeatN(7, 3)) },
	"Count":          func(_, _ ints) pull.Source[string] { return text(pull.Take(pull.Count(5, 3), 4)) },
	"Repeat":         func(_, _ ints) pull.Source[string] { return text(pull.Take(pull.Repeat(5), 4)) },
	"Cycle":          func(s, _ ints) pull.Source[string] { return text(pull.Take(pull.Cycle(s), 20)) },
	"Map":            func(s, _ ints) pull.Source[string] { return text(pull.Map(s, half)) },
	"Map2":           func(s, t ints) pull.Source[string] { return text(pull.Map2(s, t, add)) },
	"StarMap":        func(s, t ints) pull.Source[string] { return text(pull.StarMap(pull.Zip(s, t), add)) },
	"Enumerate":      func(s, _ ints) pull.Source[string] { return text(pull.Enumerate(s, 5)) },
	"Accumulate":     func(s, _ ints) pull.Source[string] { return text(pull.Accumulate(s, add)) },
	"AccumulateFrom": func(s, _ ints) pull.Source[string] { return text(pull.AccumulateFrom(s, add, 100)) },
	"Filter":         func(s, _ ints) pull.Source[string] { return text(pull.Filter(s, odd)) },
	"FilterFalse":    func(s, _ ints) pull.Source[string] { return text(pull.FilterFalse(s, odd)) },
	"TakeWhile":      func(s, _ ints) pull.Source[string] { return text(pull.TakeWhile(s, small)) },
	"DropWhile":      func(s, _ ints) pull.Source[string] { return text(pull.DropWhile(s, small)) },
	"Compress":       func(s, t ints) pull.Source[string] { return text(pull.Compress(s, pull.Map(t, odd))) },
	"Islice":         func(s, _ ints) pull.Source[string] { return text(pull.Islice(s, 1, 6, 2)) },
	"Take":           func(s, _ ints) pull.Source[string] { return text(pull.Take(s, 2)) },
	"Drop":           func(s, _ ints) pull.Source[string] { return text(pull.Drop(s, 2)) },
	"Chain":          func(s, _ ints) pull.Source[string] { return text(pull.Chain(s, pull.Of(7, 8))) },
	"ChainFrom":      func(s, _ ints) pull.Source[string] { return text(pull.ChainFrom(pull.Of(pull.Of(1), s))) },
	"Zip":            func(s, t ints) pull.Source[string] { return text(pull.Zip(s, t)) },
	"ZipAll":         func(s, t ints) pull.Source[string] { return text(pull.ZipAll(s, t, pull.Count(0, 1))) },
	"ZipAllStrict": func(s, _ ints) pull.Source[string] {
		return pull.Map(pull.ZipAllStrict(s, pull.Of(1, 2, 3)), both)
	},
	"ZipAllLongest": func(s, _ ints) pull.Source[string] { return text(pull.ZipAllLongest(-1, s, pull.Of(1, 2))) },
	"Batched":       func(s, _ ints) pull.Source[string] { return text(pull.Batched(s, 2)) },
	"BatchedStrict": func(s, _ ints) pull.Source[string] { return pull.Map(pull.BatchedStrict(s, 2), both) },
	"Pairwise":      func(s, _ ints) pull.Source[string] { return text(pull.Pairwise(s)) },
	"GroupBy": func(s, _ ints) pull.Source[string] {
		return pull.Map(pull.GroupBy(s, half), func(g iterators.Pair[int, ints]) string {
			return fmt.Sprint(g.First, slices.Collect(g.Second.All()))
		})
	},
	"Merge": func(s, _ ints) pull.Source[string] { return text(pull.Merge(cmp.Compare[int], s, pull.Of(2, 4))) },
	"Tee":   func(s, _ ints) pull.Source[string] { return text(pull.Tee(s, 2)[1]) },
}

// asked is a source by asking it alone.
func asked[T any](s pull.Source[T]) []T {
	next, stop := s.Iter()
	defer stop()
	var all []T
	for v, ok := next(); ok; v, ok = next() {
		all = append(all, v)
	}
	return all
}

// makers are the ways to have 0 to n-1.
var makers = map[string]func(n int) ints{
	"slice": func(n int) ints { return pull.Slice(slices.Collect(pull.Range(0, n, 1).All())) },
	"range": func(n int) ints { return pull.Range(0, n, 1) },
	"from":  func(n int) ints { return pull.From(pull.Range(0, n, 1).All()) },
	"next":  func(n int) ints { s, _ := counted(n); return s },
	"map":   func(n int) ints { return pull.Map(pull.Range(0, n, 1), func(v int) int { return v }) },
}

// TestFaces: whichever face a source has and is used through, its items are the
// same, also when the loop is left early and, where it starts afresh, the second
// time.
func TestFaces(t *testing.T) {
	for name, stage := range stages {
		for maker, make := range makers {
			for _, n := range []int{0, 1, 2, 5, 60, 130} {
				t.Run(fmt.Sprint(name, "/", maker, "/", n), func(t *testing.T) {
					build := func() pull.Source[string] { return stage(make(n), pull.Count(0, 1)) }
					want := asked(build())
					require.Equal(t, want, slices.Collect(build().All()))
					for k := range want {
						require.Equal(t, want[:k+1], prefix(build().All(), k+1))
					}
					if name != "Tee" && maker != "next" { // the others start afresh
						s := build()
						require.Equal(t, want, slices.Collect(s.All()))
						require.Equal(t, want, slices.Collect(s.All()))
						require.Equal(t, want, asked(s))
					}
				})
			}
		}
	}
}

func prefix[T any](seq iter.Seq[T], n int) (all []T) {
	for v := range seq {
		if all = append(all, v); len(all) == n {
			break
		}
	}
	return all
}

// TestTakesNoMore: what an adapter takes, and a loop that is left early, by
// CPython's account.
func TestTakesNoMore(t *testing.T) {
	tests := []struct {
		name  string
		build func(s ints) pull.Source[string]
		leave int // after so many results; -1: never
		taken int
	}{
		{"Islice(3, 3)", func(s ints) pull.Source[string] { return text(pull.Islice(s, 3, 3, 1)) }, -1, 3},
		{"Islice(5, 3)", func(s ints) pull.Source[string] { return text(pull.Islice(s, 5, 3, 1)) }, -1, 5},
		{"Islice(1, 3, 50)", func(s ints) pull.Source[string] { return text(pull.Islice(s, 1, 3, 50)) }, -1, 3},
		{"Take(0)", func(s ints) pull.Source[string] { return text(pull.Take(s, 0)) }, -1, 0},
		{"Take(2)", func(s ints) pull.Source[string] { return text(pull.Take(s, 2)) }, -1, 2},
		{"TakeWhile", func(s ints) pull.Source[string] { return text(pull.TakeWhile(s, small)) }, -1, 4},
		{"Zip, the second shorter", func(s ints) pull.Source[string] { return text(pull.Zip(s, pull.Of(1, 2))) }, -1, 3},
		{"Zip, the first shorter", func(s ints) pull.Source[string] { return text(pull.Zip(pull.Of(1, 2), s)) }, -1, 2},
		{"Batched left", func(s ints) pull.Source[string] { return text(pull.Batched(s, 4)) }, 1, 4},
		{"GroupBy left", func(s ints) pull.Source[string] { return stages["GroupBy"](s, s) }, 1, 3},
		{"Merge left", func(s ints) pull.Source[string] { return stages["Merge"](s, s) }, 1, 1},
		{"AccumulateFrom left", func(s ints) pull.Source[string] { return stages["AccumulateFrom"](s, s) }, 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, n := counted(10)
			prefix(tt.build(s).All(), tt.leave)
			require.Equal(t, tt.taken, n.n)
		})
	}
}

func TestZipAllStrict(t *testing.T) {
	tests := []struct {
		lengths []int
		says    string
	}{
		{[]int{2, 2}, ""},
		{[]int{2, 1}, "iterators: argument 2 is shorter than argument 1"},
		{[]int{1, 2}, "iterators: argument 2 is longer than argument 1"},
		{[]int{2, 2, 1}, "iterators: argument 3 is shorter than arguments 1-2"},
		{[]int{0, 0, 1}, "iterators: argument 3 is longer than arguments 1-2"},
	}
	for _, tt := range tests {
		var in []ints
		for _, n := range tt.lengths {
			in = append(in, pull.Range(0, n, 1))
		}
		rows := asked(pull.ZipAllStrict(in...))
		if tt.says == "" {
			require.Len(t, rows, 2)
			continue
		}
		require.EqualError(t, rows[len(rows)-1].Err, tt.says)
	}
}

// TestMisuse: wrong arguments panic when the source is built, with the function's
// name.
func TestMisuse(t *testing.T) {
	s := pull.Of(1)
	tests := map[string]func(){
		"pull.Range: step is 0":                             func() { pull.Range(0, 1, 0) },
		"pull.FromNext: nil function":                       func() { pull.FromNext[int](nil) },
		"pull.From: nil sequence":                           func() { pull.From[int](nil) },
		"pull.Sentinel: nil function":                       func() { pull.Sentinel(nil, 1) },
		"pull.Map: nil function":                            func() { pull.Map[int, int](s, nil) },
		"pull.Map2: nil function":                           func() { pull.Map2[int, int, int](s, s, nil) },
		"pull.StarMap: nil function":                        func() { pull.StarMap[int, int, int](pull.Zip(s, s), nil) },
		"pull.Accumulate: nil function":                     func() { pull.Accumulate(s, nil) },
		"pull.AccumulateFrom: nil function":                 func() { pull.AccumulateFrom(s, nil, 1) },
		"pull.Filter: nil function":                         func() { pull.Filter(s, nil) },
		"pull.FilterFalse: nil function":                    func() { pull.FilterFalse(s, nil) },
		"pull.TakeWhile: nil function":                      func() { pull.TakeWhile(s, nil) },
		"pull.DropWhile: nil function":                      func() { pull.DropWhile(s, nil) },
		"pull.GroupBy: nil function":                        func() { pull.GroupBy[int, int](s, nil) },
		"pull.Merge: nil function":                          func() { pull.Merge(nil, s) },
		"pull.Islice: start is -1, it must not be negative": func() { pull.Islice(s, -1, 2, 1) },
		"pull.Islice: stop is -2, it must not be negative":  func() { pull.Islice(s, 1, -2, 1) },
		"pull.Islice: step is 0, it must be at least 1":     func() { pull.Islice(s, 1, 2, 0) },
		"pull.Take: n is -1, it must not be negative":       func() { pull.Take(s, -1) },
		"pull.Drop: n is -1, it must not be negative":       func() { pull.Drop(s, -1) },
		"pull.Tee: n is -1, it must not be negative":        func() { pull.Tee(s, -1) },
		fmt.Sprintf("pull.Tee: n is %d, it must be at most %d", math.MaxInt, min(math.MaxInt32, math.MaxInt/64)): func() { pull.Tee(s, math.MaxInt) },
		"pull.Batched: n is 0, it must be at least 1":                                                            func() { pull.Batched(s, 0) },
		"pull.BatchedStrict: n is -3, it must be at least 1":                                                     func() { pull.BatchedStrict(s, -3) },
		"pull.Tee: a part is asked from within its own source":                                                   askTeeFromWithin,
	}
	for says, misuse := range tests {
		require.PanicsWithValue(t, says, misuse)
	}
}

func askTeeFromWithin() {
	var parts []ints
	parts = pull.Tee(pull.FromNext(func() (int, bool) {
		next, _ := parts[1].Iter()
		return next()
	}), 2)
	asked(parts[0])
}

// TestRangeEnds: the ends of int are in reach.
func TestRangeEnds(t *testing.T) {
	tests := []struct {
		start, stop, step int
		want              []int
	}{
		{math.MaxInt - 1, math.MaxInt, 1, []int{math.MaxInt - 1}},
		{math.MinInt, math.MaxInt, math.MaxInt, []int{math.MinInt, -1, math.MaxInt - 1}},
		{math.MaxInt, math.MinInt, math.MinInt, []int{math.MaxInt, -1}},
		{3, 3, 1, nil},
		{3, 0, 1, nil},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, asked(pull.Range(tt.start, tt.stop, tt.step)))
		require.Equal(t, tt.want, slices.Collect(pull.Range(tt.start, tt.stop, tt.step).All()))
	}
}

// TestPanicGoesOn: after a panic a pass goes on as CPython's iterator does after an
// exception.
func TestPanicGoesOn(t *testing.T) {
	ask := func(next func() (int, bool)) (s string) {
		defer func() {
			if p := recover(); p != nil {
				s = fmt.Sprint("raise ", p)
			}
		}()
		v, ok := next()
		return fmt.Sprint(v, ok)
	}
	boom := func(v int) int {
		if v == 1 {
			panic("one")
		}
		return v
	}
	said := func(s ints, n int) (all []string) {
		next, _ := s.Iter()
		for range n {
			all = append(all, ask(next))
		}
		return all
	}
	s := pull.Map(pull.Range(0, 3, 1), boom)
	require.Equal(t, []string{"0 true", "raise one", "2 true", "0 false"}, said(s, 4), "map goes on")
	require.Equal(t, []string{"0 true", "raise one", "0 false"}, said(pull.Islice(s, 0, pull.End, 1), 3), "islice is over")
	lens := pull.Map(pull.Batched(s, 2), func(b []int) int { return len(b) })
	require.Equal(t, []string{"raise one", "0 false"}, said(lens, 2), "batched is over")
	sums := pull.Map(pull.Pairwise(s), func(p pair) int { return p.First })
	require.Equal(t, []string{"raise one", "0 false"}, said(sums, 2), "pairwise is over")
	require.Equal(t, []string{"0 true", "raise one", "2 true"}, said(pull.Tee(s, 1)[0], 3), "tee goes on")
}

// TestNothingLeft: passes over a sequence that are begun and dropped, stopped or
// finished leave no goroutine; its clean-up runs.
func TestNothingLeft(t *testing.T) {
	ended := make(chan struct{}, 200)
	seq := func(yield func(int) bool) {
		defer func() { ended <- struct{}{} }()
		for i := 0; yield(i); i++ {
		}
	}
	for range 100 {
		next, _ := pull.Zip(pull.From(seq), pull.From(seq)).Iter()
		next()
	}
	for n := 0; n < 200; {
		runtime.GC()
		select {
		case <-ended:
			n++
		default:
			runtime.Gosched()
		}
	}
	next, stop := pull.Zip(pull.Of(1), pull.From(seq)).Iter()
	next()
	stop()
	<-ended
	stop()
	parts := pull.Tee(pull.From(seq), 2)
	_, stop0 := parts[0].Iter()
	next1, stop1 := parts[1].Iter()
	next1()
	stop0()
	stop0()
	v, ok := next1()
	require.True(t, ok, "the other part is still there")
	require.Equal(t, 1, v)
	stop1()
	<-ended
	prefix(pull.GroupBy(pull.From(seq), half).All(), 2)
	<-ended
	prefix(pull.Chain(pull.Of(1), pull.From(seq)).All(), 2)
	<-ended
}

// TestTeeMemory: a tee keeps what lies between its parts, and no more.
func TestTeeMemory(t *testing.T) {
	freed := make(chan struct{}, 1000)
	parts := pull.Tee(pull.Map(pull.Range(0, 1000, 1), func(i int) *[16]int {
		p := new([16]int)
		runtime.AddCleanup(p, func(c chan struct{}) { c <- struct{}{} }, freed)
		return p
	}), 2)
	a, _ := parts[0].Iter()
	b, _ := parts[1].Iter()
	for range 1000 {
		a()
		b()
	}
	for n := 0; n < 900; { // all but the blocks in use
		runtime.GC()
		select {
		case <-freed:
			n++
		default:
			runtime.Gosched()
		}
	}
	runtime.KeepAlive(parts)
}

func TestZeroSource(t *testing.T) {
	var s ints
	require.Empty(t, asked(s))
	require.Empty(t, slices.Collect(s.All()))
	_, ok := s.Items()
	require.False(t, ok)
}

// TestSliceIslice: from a slice islice jumps, and says the same as when it walks.
func TestSliceIslice(t *testing.T) {
	for n := range 6 {
		items := slices.Collect(pull.Range(0, n, 1).All())
		for start := range 8 {
			for stop := range 9 {
				for step := 1; step < 4; step++ {
					end := stop
					if stop == 8 {
						end = pull.End
					}
					jumped := asked(pull.Islice(pull.Slice(items), start, end, step))
					walked := asked(pull.Islice(pull.Range(0, n, 1), start, end, step))
					require.Equal(t, walked, jumped, "%d: %d %d %d", n, start, end, step)
				}
			}
		}
	}
}

func TestTeePlans(t *testing.T) {
	s, n := counted(300)
	parts := pull.Tee(s, 3)
	var nexts []func() (int, bool)
	for _, p := range parts {
		next, _ := p.Iter()
		nexts = append(nexts, next)
	}
	at := [3]int{}
	for i := range 900 {
		p := i * i % 3
		if i > 700 {
			p = i % 3
		}
		if v, ok := nexts[p](); ok {
			require.Equal(t, at[p], v)
			at[p]++
		}
	}
	require.Equal(t, max(at[0], at[1], at[2]), n.n, "the source is asked once an item")
}
