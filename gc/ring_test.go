package gc_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// A ring gives back what was recorded, exactly, and of more than fits the last.
func TestRingKeepsTheLastEvents(t *testing.T) {
	for _, size := range []int{0, 1, 100, 1 << 20} {
		programs(20, 400, func(_ uint64, program []byte) {
			ring := gc.NewRing(size)
			mc := newMachine(t, program, true)
			mc.also = ring.Record
			before := len(mc.events)
			mc.run(false)
			want := mc.events[before:]
			kept := min(len(want), max(size, 1))
			require.EqualValues(t, len(want), ring.Seen())
			require.EqualValues(t, len(want)-kept, ring.Dropped())
			next := ring.Dropped()
			for i, e := range ring.Events() {
				require.Equal(t, next, i)
				require.Equal(t, want[i], e)
				next++
			}
			require.Equal(t, ring.Seen(), next)
		})
	}
}

func TestRingHasABound(t *testing.T) {
	ring := gc.NewRing(8)
	size := ring.Size()
	for i := range 10_000 {
		ring.Record(gc.Event{Kind: gc.EventBind, Name: fmt.Sprint("x", i)})
	}
	require.Equal(t, size, ring.Size())
	n := 0
	for i, e := range ring.Events() {
		require.Equal(t, "?", e.Name, "too many names")
		for range 2 { // overwrites this one and the next
			ring.Record(gc.Event{Kind: gc.EventNew, N: int(i)})
		}
		n++
	}
	require.Equal(t, 4, n, "what was overwritten is left out")
	for range ring.Events() {
		break
	}
	if !raceEnabled {
		e := gc.Event{Kind: gc.EventBind, Name: "x0"}
		require.Zero(t, testing.AllocsPerRun(100, func() { ring.Record(e) }))
	}
}

// The zero Ring is of use, and one too large is refused at once.
func TestRingOfNoSize(t *testing.T) {
	var ring gc.Ring
	require.Zero(t, ring.Seen())
	require.Zero(t, ring.Dropped())
	for range ring.Events() {
		t.Fatal("nothing was recorded")
	}
	h := gc.New(gc.WithHook(ring.Record))
	require.NoError(t, h.Globals().Give("x", must(h.NewLeaf(1))))
	require.Equal(t, ring.Seen()-1, ring.Dropped())
	n := 0
	for i, e := range ring.Events() {
		require.Equal(t, ring.Dropped(), i)
		require.Equal(t, "x", e.Name)
		n++
	}
	require.Equal(t, 1, n)
	require.Panics(t, func() { gc.NewRing(math.MaxInt) })
}

// A long run keeps its last events and says how many it has forgotten.
func ExampleRing() {
	ring := gc.NewRing(2)
	h := gc.New(gc.WithHook(ring.Record))
	for range 1000 {
		x, _ := h.NewInstance(0)
		_ = h.DecRef(x)
	}
	fmt.Println(ring.Seen(), "events,", ring.Dropped(), "forgotten")
	for _, e := range ring.Events() {
		fmt.Println(e.Kind)
	}
	// Output:
	// 7000 events, 6998 forgotten
	// die
	// free
}
