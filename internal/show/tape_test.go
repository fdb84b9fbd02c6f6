package show

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// chain is a story whose state depends on every event and their order, so that
// a fold that skips, repeats or shares one is found out.
func chain(quiet bool) Story[int, []uint32] {
	s := Story[int, []uint32]{
		Title: "chain",
		Start: func() []uint32 { return []uint32{1} },
		Apply: func(s []uint32, e int) []uint32 { s[0] = s[0]*31 + uint32(e); return s },
		Clone: func(s []uint32) []uint32 { return []uint32{s[0]} },
		View:  func(s []uint32) Scene { return Scene{Panels: []Panel{Caption{Text: fmt.Sprint(s[0])}}} },
		Line:  func(s []uint32, e int) string { return fmt.Sprint(e, " ", s[0]) },
	}
	if quiet {
		s.Quiet = func(e int) bool { return e%3 == 0 }
	}
	return s
}

func randomEvents(seed uint64, n int) []int {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]int, n)
	for i := range out {
		out[i] = r.IntN(1000)
	}
	return out
}

// TestSeekEqualsFreshFold is the law of the tape: however a step was reached, it
// shows what a fresh fold shows.
func TestSeekEqualsFreshFold(t *testing.T) {
	for _, quiet := range []bool{false, true} {
		events := randomEvents(7, 5000)
		tape := NewTape(chain(quiet), events)
		r := rand.New(rand.NewPCG(8, 8))
		at := 0
		for range 400 {
			switch r.IntN(4) {
			case 0:
				at = r.IntN(tape.Len() + 1)
			case 1:
				at = max(0, at-1)
			default:
				at = min(tape.Len(), at+1)
			}
			require.Equal(t, freshFold(events, at, quiet), captionOf(t, tape.Scene(at)), "step %d", at)
			if at > 0 {
				require.Equal(t, tape.Line(at), tape.Scene(at).Caption)
			}
		}
	}
}

// freshFold is the state at a step, computed without the tape: the events up to
// the step's own, or all of them at the last step.
func freshFold(events []int, step int, quiet bool) string {
	var stops []int
	for i, e := range events {
		if !quiet || e%3 != 0 {
			stops = append(stops, i+1)
		}
	}
	end := 0
	switch {
	case step == len(stops):
		end = len(events)
	case step > 0:
		end = stops[step-1]
	}
	s := uint32(1)
	for _, e := range events[:end] {
		s = s*31 + uint32(e)
	}
	return fmt.Sprint(s)
}

func FuzzSeek(f *testing.F) {
	f.Add(uint64(1), uint16(3000), []byte{0, 200, 3, 90})
	f.Fuzz(func(t *testing.T, seed uint64, n uint16, path []byte) {
		events := randomEvents(seed, int(n%4000))
		tape := NewTape(chain(true), events)
		for _, b := range path {
			at := int(b) * tape.Len() / 255
			require.Equal(t, freshFold(events, at, true), captionOf(t, tape.Scene(at)))
		}
	})
}

func TestTapeEnds(t *testing.T) {
	tape := ringTape()
	require.Equal(t, 8, tape.Len())
	require.Equal(t, "Ring buffer", tape.Title())
	require.Equal(t, tape.Scene(0), tape.Scene(-5))
	require.Equal(t, tape.Scene(8), tape.Scene(99))
	require.Empty(t, tape.Line(0))
	require.Empty(t, tape.Scene(0).Caption)
	b, err := tape.JSON(0)
	require.NoError(t, err)
	require.JSONEq(t, `{"step":0,"line":"","events":[]}`, string(b))
	// The quiet event at the end belongs to the last step.
	b, err = tape.JSON(8)
	require.NoError(t, err)
	require.Contains(t, string(b), `{"op":"look","value":0}]}`)
}

func TestTapeOfNothingOrOnlyQuietEvents(t *testing.T) {
	require.Zero(t, NewTape(chain(true), nil).Len())
	tape := NewTape(chain(true), []int{3, 6})
	require.Zero(t, tape.Len())
	require.Equal(t, fmt.Sprint((1*31+3)*31+6), captionOf(t, tape.Scene(0)))
}

func TestTapeWithoutClone(t *testing.T) {
	tape := NewTape(Story[int, int]{
		Start: func() int { return 0 }, Apply: func(s, e int) int { return s + e },
		View: func(s int) Scene { return Scene{Title: fmt.Sprint(s), Caption: "own"} },
		Line: func(s, e int) string { return "" },
	}, []int{1, 2, 3})
	require.Equal(t, "6", tape.Scene(3).Title)
	require.Equal(t, "1", tape.Scene(1).Title)
	require.Equal(t, "own", tape.Scene(1).Caption)
}

func TestTapeNeedsAWholeStory(t *testing.T) {
	require.Panics(t, func() { NewTape(Story[int, int]{}, nil) })
}

func TestTapeReportsAnEventThatIsNoJSON(t *testing.T) {
	story := Story[func(), int]{
		Start: func() int { return 0 }, Apply: func(s int, _ func()) int { return s },
		View: func(int) Scene { return Scene{} }, Line: func(int, func()) string { return "x" },
	}
	tape := NewTape(story, []func(){nil})
	_, err := tape.JSON(1)
	require.ErrorContains(t, err, "step 1")
	require.Error(t, JSON(&brokenWriter{1 << 20}, tape))
}

func TestTapeIsSafeForConcurrentUse(t *testing.T) {
	tape := NewTape(chain(true), randomEvents(3, 3000))
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for k := range 50 {
				tape.Scene((k * (i + 7) * 13) % tape.Len())
				tape.Line(k)
			}
		})
	}
	wg.Wait()
}

// TestBoxesStayPut is what the rehearsal is for.
func TestBoxesStayPut(t *testing.T) {
	tape := ringTape()
	places := map[string]Point{}
	for step := range tape.Len() + 1 {
		for _, b := range Layout(tape.Scene(step), Size{Cols: 100, Rows: 30}).Boxes {
			at := Point{b.X, b.Y}
			if was, ok := places[b.ID]; ok {
				require.Equal(t, was, at, "%s at step %d", b.ID, step)
			}
			places[b.ID] = at
		}
	}
}

// TestRehearsalLeavesPanicsToTheirStep: a view that panics at one step shows the others.
func TestRehearsalLeavesPanicsToTheirStep(t *testing.T) {
	tape := NewTape(Story[int, int]{
		Start: func() int { return 0 }, Apply: func(s, e int) int { return s + e },
		View: func(s int) Scene {
			if s == 2 {
				panic(errors.New("no picture of 2"))
			}
			return Scene{Panels: []Panel{Graph{Nodes: []Node{{ID: "a"}}}}}
		},
		Line: func(s, e int) string { return "" },
	}, []int{1, 1, 1})
	require.NotPanics(t, func() { tape.Scene(0); tape.Scene(1); tape.Scene(3) })
	require.Panics(t, func() { tape.Scene(2) })
	require.NotPanics(t, func() { tape.Scene(1) })
}

// TestRehearsalGivesUpOnHugeGraphs keeps long runs quick.
func TestRehearsalGivesUpOnHugeGraphs(t *testing.T) {
	views := 0
	tape := NewTape(Story[int, int]{
		Start: func() int { return 0 }, Apply: func(s, e int) int { return s + 1 },
		View: func(s int) Scene {
			views++
			g := Graph{}
			for i := range biggestPlan + 1 {
				g.Nodes = append(g.Nodes, Node{ID: fmt.Sprint(i)})
			}
			return Scene{Panels: []Panel{g}}
		},
		Line: func(s, e int) string { return "" },
	}, make([]int, 1000))
	tape.Scene(5)
	require.Equal(t, 2, views)
}

// captionOf is the text of a scene whose first panel is a caption.
func captionOf(t *testing.T, scene Scene) string {
	t.Helper()
	c, ok := scene.Panels[0].(Caption)
	require.True(t, ok)
	return c.Text
}

// TestLongTapesThinTheirSnapshots: a run however long keeps a bounded number of
// states, and still shows what a fresh fold shows.
func TestLongTapesThinTheirSnapshots(t *testing.T) {
	events := randomEvents(3, 5*maxSnapshots*snapshotEvery)
	long := NewTape(chain(false), events)
	kept, ok := long.(*tape[int, []uint32])
	require.True(t, ok)
	require.Equal(t, freshFold(events, long.Len(), false), captionOf(t, long.Scene(long.Len())))
	require.LessOrEqual(t, len(kept.snaps), maxSnapshots)
	require.Greater(t, kept.every, snapshotEvery)
	for _, step := range []int{0, 1, snapshotEvery, 70_000, 123_457, long.Len() - 1, long.Len(), 4096, 65_536} {
		require.Equal(t, freshFold(events, step, false), captionOf(t, long.Scene(step)), "step %d", step)
	}
}
