package gc_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
	"underhood/gc/pool"
)

// moving is a source whose regions move at each growth, and in which the use of
// what was left behind ends the test.
type moving struct{ pool.Source }

func (moving) PageSize() int { return 16 }

// Tables in mapped memory that moves whenever it can: no slice of one is kept
// across an allocation, and the heap does what the model says.
func TestTablesMove(t *testing.T) {
	programs(40, 600, func(seed uint64, program []byte) {
		c := collectors[int(seed)%len(collectors)]
		source := gc.WithTables(moving{pool.SystemMemory()})
		newMachine(t, slices.Clone(program), true, gc.WithCollector(c), source).run(true)
		if c <= gc.Trial {
			newMachine(t, program, false, gc.WithCollector(c), source).run(true)
		}
	})
}

// limited is a program that meets the limit at every operation that allocates.
type limited struct {
	*gc.Heap
	t    *testing.T
	rnd  *rand.Rand
	held []gc.Ref
	hit  map[string]int
}

// any is one of the objects held, or Nil.
func (l *limited) any() gc.Ref {
	if len(l.held) == 0 {
		return gc.Nil
	}
	return l.held[l.rnd.IntN(len(l.held))]
}

// picture is all that a failed operation must not change.
func (l *limited) picture() string {
	var s strings.Builder
	s.WriteString(fmt.Sprint(l.Len(), l.Memory()))
	for _, r := range l.held {
		s.WriteString(fmt.Sprint(r, must(l.RefCount(r)), slices.Collect(l.Referents(r))))
	}
	return s.String()
}

// try does an operation that allocates.
func (l *limited) try(name string, op func() (gc.Ref, error)) {
	before := ""
	if !l.Enabled() {
		before = l.picture()
	}
	r, err := op()
	if err == nil {
		if r != gc.Nil {
			l.held = append(l.held, r)
		}
		return
	}
	var limit *gc.LimitError
	require.ErrorAs(l.t, err, &limit, name)
	require.ErrorIs(l.t, err, gc.ErrFull)
	m := l.Memory()
	require.Equal(l.t, m.Tables, limit.Used)
	require.Equal(l.t, m.Limit, limit.Limit)
	require.Greater(l.t, limit.Used+limit.Want, limit.Limit)
	require.Positive(l.t, limit.Want)
	if before != "" {
		require.Equal(l.t, before, l.picture(), name)
	}
	require.NoError(l.t, l.Verify())
	l.hit[name]++
}

func (l *limited) step() {
	a, b := l.any(), l.any()
	switch k := l.rnd.IntN(12); {
	case k < 3:
		l.try("NewInstance", func() (gc.Ref, error) { return l.NewInstance(1 + l.rnd.IntN(6)) })
	case k < 4:
		l.try("NewLeaf", func() (gc.Ref, error) { return l.NewLeaf(1) })
	case k < 6:
		l.try("NewList", func() (gc.Ref, error) { return l.NewList(a, b) })
	case k < 7 && a != gc.Nil:
		if kind := must(l.KindOf(a)); kind != gc.Weak {
			l.try("NewWeak", func() (gc.Ref, error) { return l.NewWeak(a, func(*gc.Heap, gc.Ref) {}) })
		}
	case k < 9 && a != gc.Nil:
		if kind := must(l.KindOf(a)); kind == gc.List {
			l.try("Append", func() (gc.Ref, error) { return gc.Nil, l.Append(a, b) })
		}
	case k < 10 && a != gc.Nil:
		if n := must(l.Size(a)); n > 0 {
			require.NoError(l.t, l.Set(a, l.rnd.IntN(n), b))
		}
	case k == 10 && l.rnd.IntN(8) == 0 && len(l.held) > 0: // many at once
		for range 1 + l.rnd.IntN(len(l.held)) {
			l.drop()
		}
	case k == 11 && l.rnd.IntN(4) == 0:
		must(l.Collect(l.rnd.IntN(3)))
	}
}

func (l *limited) drop() {
	i := l.rnd.IntN(len(l.held))
	r := l.held[i]
	l.held = slices.Delete(l.held, i, i+1)
	require.NoError(l.t, l.DecRef(r))
}

// The limit is kept; where it strikes nothing is half done, and once there is room
// again the heap goes on.
func TestMemoryLimit(t *testing.T) {
	hit := map[string]int{}
	for seed := range uint64(24) {
		limit := 4000 + 1500*int(seed/4)
		opts := []gc.Option{gc.WithCollector(collectors[seed%4])}
		if seed%2 == 0 {
			opts = append(opts, gc.WithoutAutomatic())
		}
		if seed%3 == 0 {
			opts = append(opts, gc.WithTables(moving{pool.SystemMemory()}))
			limit += gc.TableSkews
		}
		opts = append(opts, gc.WithMemoryLimit(limit))
		l := &limited{Heap: gc.New(opts...), t: t, rnd: rand.New(rand.NewPCG(seed, 9)), hit: hit}
		require.NoError(t, l.SetThreshold(20, 3, 3))
		for range 1200 {
			l.step()
			m := l.Memory()
			// A tuple of weak references that died at the limit may go over it.
			require.LessOrEqual(t, m.Tables, m.Limit+1000)
		}
		require.NoError(t, l.Verify())
		for len(l.held) > 0 {
			l.drop()
		}
		must(l.Collect(2))
		must(l.MarkSweep())
		require.Zero(t, l.Len())
		for range 20 {
			must(l.NewLeaf(1))
		}
		require.NoError(t, l.Close())
		require.Zero(t, l.Memory().Tables)
	}
	for _, name := range []string{"NewInstance", "NewLeaf", "NewList", "NewWeak", "Append"} {
		require.Positive(t, hit[name], name)
	}
}

// A limit is kept from the start. New takes what it takes; where that is over the
// limit, nothing else is begun.
func TestTinyLimit(t *testing.T) {
	for limit := 1; limit < 4000; limit += 37 {
		h := gc.New(gc.WithMemoryLimit(limit))
		require.LessOrEqual(t, h.Memory().Tables, max(limit, 99))
		var held []gc.Ref
		var err error
		for err == nil {
			var r gc.Ref
			if r, err = h.NewInstance(2); err == nil {
				held = append(held, r)
			}
		}
		var full *gc.LimitError
		require.ErrorAs(t, err, &full)
		require.Equal(t, h.Memory().Tables, full.Used)
		require.LessOrEqual(t, full.Used, max(limit, 99))
		require.Greater(t, full.Used+full.Want, limit)
		require.GreaterOrEqual(t, len(held), limit/42-2, limit)
		if limit < 2*42 {
			require.Empty(t, held)
		}
		require.Equal(t, len(held), h.Len())
		require.NoError(t, h.Verify())
		require.Zero(t, must(h.Collect(2)))
		for _, r := range held {
			require.NoError(t, h.DecRef(r))
			require.NoError(t, h.DecRef(must(h.NewLeaf(1))), "there is room again")
		}
		require.NoError(t, h.Close())
	}
}

// asked is a source that counts what the system has really to give.
type asked struct {
	pool.Reserver
	bytes, peak int
}

func (s *asked) Commit(part []byte) error {
	s.bytes += len(part)
	s.peak = max(s.peak, s.bytes)
	return s.Reserver.Commit(part)
}

// The limit of a big heap is one of what the system is asked for: no page is more,
// and few are left when the first object is refused.
func TestLimitIsOfWhatIsMapped(t *testing.T) {
	system, ok := pool.SystemMemory().(pool.Reserver)
	if !ok {
		t.Skip("addresses cannot be taken ahead of memory here")
	}
	for _, c := range []struct{ limit, slots int }{ // with edges within and outside
		{9 << 20, 1}, {9 << 20, 5}, {14<<20 + 4321, 1}, {40 << 20, 1},
	} {
		s := &asked{Reserver: system}
		h := gc.New(gc.WithoutAutomatic(), gc.WithMemoryLimit(c.limit), gc.WithSource(s))
		var err error
		for err == nil {
			_, err = h.NewInstance(c.slots)
		}
		var full *gc.LimitError
		require.ErrorAs(t, err, &full)
		m := h.Memory()
		require.Equal(t, s.bytes, m.Mapped)
		require.LessOrEqual(t, m.Mapped, m.Tables)
		require.LessOrEqual(t, m.Peak, c.limit)
		require.LessOrEqual(t, s.peak, c.limit)
		require.Greater(t, m.Tables, c.limit/100*99, "%v: most of it is used", c)
		each := 42
		if c.slots > 2 {
			each += 4 * c.slots
		}
		require.Greater(t, h.Len(), c.limit/each*97/100, "%v: by objects", c)
		require.NoError(t, h.Verify())
		require.NoError(t, h.Close())
	}
}

var errNoMemory = errors.New("no memory")

// scarce is a source that gives nothing from some call on.
type scarce struct {
	pool.Source
	left int
}

func (s *scarce) Map(n int) ([]byte, error) {
	if s.left--; s.left < 0 {
		return nil, errNoMemory
	}
	return s.Source.Map(n)
}

func (*scarce) PageSize() int { return 16 }

// A system that has no more memory is an error like the limit.
func TestSystemRefuses(t *testing.T) {
	for left := range 25 {
		s := &scarce{pool.GoMemory(), left}
		h := gc.New(gc.WithTables(s))
		var held []gc.Ref
		for {
			r, err := h.NewInstance(3)
			if err != nil {
				require.ErrorIs(t, err, errNoMemory)
				break
			}
			held = append(held, r)
		}
		require.NoError(t, h.Verify())
		require.Equal(t, len(held), h.Len())
		s.left = 1000
		for range 500 {
			held = append(held, must(h.NewInstance(3)))
		}
		for _, r := range held {
			require.NoError(t, h.DecRef(r))
		}
		require.Zero(t, h.Len())
		require.NoError(t, h.Verify())
		require.NoError(t, h.Close())
	}
}

// telling is a source that says when memory comes back.
type telling struct {
	pool.Source
	gone chan<- int
}

func (s telling) Unmap(m []byte) error {
	s.gone <- len(m)
	return s.Source.Unmap(m)
}

// A heap gives its memory back when it is closed, and when it is dropped.
func TestMemoryGoesBack(t *testing.T) {
	gone := make(chan int, 100)
	build := func() *gc.Heap {
		h := gc.New(gc.WithTables(telling{pool.SystemMemory(), gone}))
		for range 1000 {
			must(h.NewInstance(2))
		}
		for len(gone) > 0 { // growing moves
			<-gone
		}
		return h
	}
	h := build()
	mapped := h.Memory().Mapped
	require.Greater(t, mapped, 40_000)
	require.NoError(t, h.Close())
	sum := 0
	for len(gone) > 0 {
		sum += <-gone
	}
	require.Equal(t, mapped, sum)

	build()
	for sum = 0; sum < mapped; {
		runtime.GC()
		for len(gone) > 0 {
			sum += <-gone
		}
		runtime.Gosched()
	}
}

// Small heaps map nothing; big ones have nearly all of their tables mapped, and
// nothing moves when they grow.
func TestBigTablesAreMapped(t *testing.T) {
	h := gc.New(gc.WithoutAutomatic())
	for range 1000 {
		must(h.NewInstance(2))
	}
	require.Zero(t, h.Memory().Mapped)
	for range 400_000 {
		must(h.NewInstance(2))
	}
	m := h.Memory()
	require.Positive(t, m.Mapped)
	if _, ok := pool.SystemMemory().(pool.Reserver); ok {
		require.GreaterOrEqual(t, m.Mapped, m.Tables*9/10)
		require.Less(t, m.Tables, 401_000*70, "growing by quarters")
	}
	require.NoError(t, h.Verify())
	require.NoError(t, h.Close())
	require.Zero(t, h.Memory())
}

func ExampleWithMemoryLimit() {
	h := gc.New(gc.WithMemoryLimit(100_000))
	defer func() { _ = h.Close() }()
	n := 0
	for {
		if _, err := h.NewInstance(2); err != nil {
			fmt.Println(errors.Is(err, gc.ErrFull), n > 1500, h.Memory().Tables <= 100_000)
			break
		}
		n++
	}
	// Output: true true true
}
