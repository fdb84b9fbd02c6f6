package gc_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// thicket is a heap of things that die together: chains and trees, deeper than the
// trashcan allows, mostly of small instances, with something special here and
// there. Two of one seed have the same.
type thicket struct {
	*gc.Heap
	rnd     *rand.Rand
	special int      // in a thousand
	refs    []gc.Ref // all that were made
	held    []gc.Ref // of those, owned by the program
	log     []string // what finalizers and callbacks saw
}

func growThicket(seed uint64, n int, opts ...gc.Option) *thicket {
	k := &thicket{Heap: gc.New(opts...), rnd: rand.New(rand.NewPCG(seed, 1))}
	check(k.SetThreshold(50, 3, 3))
	k.special = []int{0, 5, 60}[seed%3]
	deep := k.rnd.IntN(100) // in a hundred: takes what was made last
	for range n {
		k.plant(deep)
	}
	return k
}

func (k *thicket) chance(thousandths int) bool { return k.rnd.IntN(1000) < thousandths }

// plant makes an object that takes over some of those the program owns.
func (k *thicket) plant(deep int) {
	slots := k.rnd.IntN(3)
	var r gc.Ref
	switch {
	case k.chance(k.special):
		r = must(k.NewLeaf("leaf"))
		slots = 0
	case k.chance(k.special):
		slots = k.rnd.IntN(20)
		r = must(k.NewInstance(slots))
	case k.chance(k.special):
		r = must(k.NewList(make([]gc.Ref, slots)...))
	case k.chance(k.special):
		old := must(k.NewInstance(0))
		check(k.DecRef(old))
		k.WearOut(old)
		fallthrough
	default:
		r = must(k.NewInstance(slots))
	}
	k.refs = append(k.refs, r)
	k.adorn(r)
	for i := range slots {
		switch {
		case k.rnd.IntN(10) == 0 && len(k.refs) > 0:
			if to := k.refs[k.rnd.IntN(len(k.refs))]; k.Alive(to) {
				check(k.Set(r, i, to))
			}
		case len(k.held) > 0 && k.rnd.IntN(8) > 0:
			at := len(k.held) - 1
			if k.rnd.IntN(100) >= deep {
				at = k.rnd.IntN(len(k.held))
			}
			check(k.Give(r, i, k.held[at]))
			k.held = slices.Delete(k.held, at, at+1)
		}
	}
	k.held = append(k.held, r)
	if k.rnd.IntN(12) == 0 { // a cycle, perhaps
		by := k.refs[k.rnd.IntN(len(k.refs))]
		if n, err := k.Size(by); err == nil && n > 0 {
			check(k.Set(by, k.rnd.IntN(n), r))
		}
	}
}

// adorn gives r something that can be seen to die, now and then.
func (k *thicket) adorn(r gc.Ref) {
	if k.chance(k.special) {
		check(k.SetLabel(r, fmt.Sprint("object ", len(k.refs))))
	}
	if k.chance(k.special) {
		check(k.SetValue(r, len(k.refs)))
	}
	if must(k.KindOf(r)) != gc.Leaf && k.chance(k.special) {
		again := k.chance(300)
		check(k.SetFinalizer(r, func(_ *gc.Heap, r gc.Ref) {
			k.look("finalizer of", r)
			if again {
				check(k.IncRef(r))
				k.held = append(k.held, r)
			}
		}))
	}
	if k.chance(k.special) {
		w := must(k.NewWeak(r, func(_ *gc.Heap, w gc.Ref) { k.look("callback of", w) }))
		k.refs = append(k.refs, w)
		k.held = append(k.held, w)
	}
}

// look notes what user code that runs half-way through sees.
func (k *thicket) look(what string, r gc.Ref) {
	k.log = append(k.log, fmt.Sprint(what, r, k.known(), must(k.NewInstance(1))))
}

// known is what can be known of the heap.
func (k *thicket) known() string {
	var s strings.Builder
	s.WriteString(fmt.Sprintln(k.Len(), k.Stats()))
	s.WriteString(fmt.Sprintln(k.Counts()))
	for l := gc.Young; l <= gc.Calling; l++ {
		s.WriteString(fmt.Sprintln(l, slices.Collect(k.Objects(l))))
	}
	for _, r := range k.refs {
		if n, err := k.RefCount(r); err == nil {
			s.WriteString(fmt.Sprintln(r, n, slices.Collect(k.Referents(r))))
		} else {
			s.WriteString(fmt.Sprintln(err)) // with the record of its death
		}
	}
	return s.String()
}

// drop lets go of one of the roots.
func (k *thicket) drop() {
	at := k.rnd.IntN(len(k.held))
	r := k.held[at]
	k.held = slices.Delete(k.held, at, at+1)
	check(k.DecRef(r))
	if k.rnd.IntN(6) == 0 {
		k.log = append(k.log, fmt.Sprint(must(k.Collect(k.rnd.IntN(3)))))
	}
}

// However much dies at once, a heap that nobody watches looks afterwards, and from
// within finalizers, like one that is watched: also which handles it gives out
// next, and in which order.
func TestCascadesEqualTold(t *testing.T) {
	n := 45
	if raceEnabled || testing.Short() {
		n = 9
	}
	for seed := range uint64(n) {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			for _, c := range collectors {
				sameThickets(t, seed, int(30+seed*41%190), gc.WithCollector(c))
			}
		})
	}
}

func sameThickets(t *testing.T, seed uint64, n int, opt gc.Option) {
	told := growThicket(seed, n, opt, gc.WithHook(func(gc.Event) {}))
	silent := growThicket(seed, n, opt)
	require.Equal(t, told.refs, silent.refs)
	for len(told.held) > 0 {
		told.drop()
		silent.drop()
		sameLines(t, told.known(), silent.known())
		require.Equal(t, len(told.log), len(silent.log))
		for i := range told.log {
			sameLines(t, told.log[i], silent.log[i])
		}
		told.log, silent.log = nil, nil
		require.NoError(t, told.Verify())
		require.NoError(t, silent.Verify())
	}
	require.Equal(t, must(told.Collect(2)), must(silent.Collect(2)))
	sameLines(t, told.known(), silent.known())
	for range 2 * n {
		require.Equal(t, must(told.NewInstance(2)), must(silent.NewInstance(2)))
	}
}

// sameLines requires the same text and shows the first line that is not.
func sameLines(t *testing.T, want, got string) {
	t.Helper()
	if want == got {
		return
	}
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		require.Equal(t, w[i], g[i])
	}
	require.Equal(t, len(w), len(g))
}

// A chain of instances ends in another order than it began, fifty at a time.
func TestCascadeReusesIndexesInCPythonsOrder(t *testing.T) {
	h := gc.New(gc.WithoutAutomatic())
	check(h.DecRef(must(h.NewInstance(1)))) // the first death is not a common one
	require.NoError(t, h.DecRef(chain(t, h, 120, false)))
	var order []int
	for range 120 {
		order = append(order, must(h.NewInstance(1)).Index())
	}
	// Deaths 1 to 50 end last first, so the first of them is in front; those the
	// trashcan held come before them, its own last round first of all.
	require.Equal(t, 120-99, order[0], order)
	require.Equal(t, 120, order[120-50], order)
}

// Rings longer than the trashcan is deep, with chains and trees that hang on them
// and lead back, are collected as on a watched heap.
func TestCommonTrashEqualsTold(t *testing.T) {
	for _, c := range collectors[:3] {
		for _, size := range []int{1, 2, 3, 48, 49, 50, 51, 99, 100, 230} {
			told := ringThicket(size, gc.WithCollector(c), gc.WithHook(func(gc.Event) {}))
			silent := ringThicket(size, gc.WithCollector(c))
			require.Equal(t, told.CollectAsAutomatic(), silent.CollectAsAutomatic())
			sameLines(t, told.known(), silent.known())
			require.NoError(t, silent.Verify())
			for range len(silent.refs) {
				require.Equal(t, must(told.NewInstance(2)), must(silent.NewInstance(2)), size)
			}
		}
	}
}

func ringThicket(size int, opts ...gc.Option) *thicket {
	k := &thicket{Heap: gc.New(append(opts, gc.WithoutAutomatic())...), rnd: rand.New(rand.NewPCG(uint64(size), 2))}
	for range 3 {
		from := len(k.refs)
		for range size {
			k.refs = append(k.refs, must(k.NewInstance(2)))
		}
		ring := k.refs[from:]
		for i, r := range ring {
			check(k.Set(r, i%2, ring[(i+1)%size]))
		}
		for range k.rnd.IntN(4) { // what hangs on it
			head := must(k.NewInstance(2))
			k.refs = append(k.refs, head)
			for range k.rnd.IntN(2 * size) {
				up := must(k.NewInstance(2))
				k.refs = append(k.refs, up)
				check(k.Give(up, 0, head))
				check(k.Set(up, 1, k.refs[k.rnd.IntN(len(k.refs))]))
				head = up
			}
			check(k.Set(ring[k.rnd.IntN(size)], k.rnd.IntN(2), head))
			check(k.DecRef(head))
		}
	}
	for _, r := range k.refs {
		if n, err := k.RefCount(r); err == nil && n > 0 && k.Held(r) > 0 {
			check(k.DecRef(r))
		}
	}
	return k
}
