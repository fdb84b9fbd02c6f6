package show

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// requireSound checks what every picture promises.
func requireSound(t *testing.T, p Picture) {
	t.Helper()
	// Plain comparisons: this runs for every cell of thousands of pictures.
	check := func(ok bool, format string, args ...any) {
		if !ok {
			t.Helper()
			require.FailNow(t, fmt.Sprintf(format, args...), "%v", p.Size)
		}
	}
	inside := func(x, y int) {
		check(x >= 0 && y >= 0 && x < p.Size.Cols && y < p.Size.Rows, "(%d,%d) is outside", x, y)
	}
	for i, a := range p.Boxes {
		inside(a.X, a.Y)
		inside(a.X+a.W-1, a.Y+a.H-1)
		for _, b := range p.Boxes[:i] {
			// Cells of a row share a border, so one column may be common.
			apart := a.X >= b.X+b.W-1 || b.X >= a.X+a.W-1 || a.Y >= b.Y+b.H || b.Y >= a.Y+a.H
			check(apart, "%v overlaps %v", a, b)
		}
	}
	taken := make([]bool, p.Size.Cols*p.Size.Rows)
	for _, w := range p.Words {
		for x := w.X; x < w.X+textWidth(w.Text); x++ {
			inside(x, w.Y)
			check(!taken[w.Y*p.Size.Cols+x], "%q is written over", w.Text)
			taken[w.Y*p.Size.Cols+x] = true
		}
	}
	for _, w := range p.Wires {
		for i, q := range w.Points {
			inside(q.X, q.Y)
			check(i == 0 || q.X == w.Points[i-1].X || q.Y == w.Points[i-1].Y, "a slanting wire %v", w)
		}
	}
	lines := strings.Split(strings.TrimSuffix(p.Frame(FrameStyle{}), "\n"), "\n")
	require.Len(t, lines, p.Size.Rows)
	for _, line := range lines {
		check(textWidth(line) <= p.Size.Cols, "%q is too long", line)
	}
}

// requireWired checks that every arrow of a graph that is drawn with arrows
// leaves the box it comes from, ends at the one it points to, and passes none.
func requireWired(t *testing.T, p Picture) {
	t.Helper()
	boxes := map[string]Box{}
	for _, b := range p.Boxes {
		boxes[b.ID] = b
	}
	on := func(b Box, q Point) bool { return q.X >= b.X && q.X < b.X+b.W && q.Y >= b.Y && q.Y < b.Y+b.H }
	for _, w := range p.Wires {
		from, to, ok := strings.Cut(w.ID, "->")
		if !ok {
			continue
		}
		require.True(t, on(boxes[from], w.Points[0]), "%s leaves from %v", w.ID, w.Points[0])
		require.True(t, on(boxes[to], w.Points[len(w.Points)-1]), "%s ends elsewhere", w.ID)
		for i := 1; i < len(w.Points); i++ {
			d := direction(w.Points[i-1], w.Points[i])
			for q := w.Points[i-1]; q != w.Points[i]; q = (Point{q.X + stepX[d], q.Y + stepY[d]}) {
				for id, b := range boxes {
					if on(b, q) && !(i == 1 && q == w.Points[0] && id == from) {
						require.FailNow(t, w.ID+" runs through "+id)
					}
				}
			}
		}
	}
}

// cells are all the cells of a wire, from its start.
func (w Wire) cells() []Point {
	out := w.Points[:1:1]
	for i := 1; i < len(w.Points); i++ {
		d := direction(w.Points[i-1], w.Points[i])
		for q := w.Points[i-1]; q != w.Points[i]; {
			q = Point{q.X + stepX[d], q.Y + stepY[d]}
			out = append(out, q)
		}
	}
	return out
}

// requireApart checks that two arrows which share their last cells meet away
// from every box but the one they end in.
func requireApart(t *testing.T, p Picture) {
	t.Helper()
	for i, w := range p.Wires {
		_, to, ok := strings.Cut(w.ID, "->")
		if !ok {
			continue
		}
		for _, v := range p.Wires[:i] {
			a, b := w.cells(), v.cells()
			shared := 0
			for shared < min(len(a), len(b)) && a[len(a)-1-shared] == b[len(b)-1-shared] {
				shared++
			}
			if shared < 2 { // apart, or only in the border of the box
				continue
			}
			meet := a[len(a)-shared]
			for _, box := range p.Boxes {
				far := meet.X < box.X-closeCols || meet.X >= box.X+box.W+closeCols ||
					meet.Y < box.Y-closeRows || meet.Y >= box.Y+box.H+closeRows
				if box.ID != to && !far {
					require.FailNow(t, fmt.Sprintf("%s meets %s at %v, close to %s", w.ID, v.ID, meet, box.ID))
				}
			}
		}
	}
}

// TestArrowsMeetAwayFromOtherBoxes holds a picture that once misled: the arrow
// of x came down along the border of box c and went on from its port.
func TestArrowsMeetAwayFromOtherBoxes(t *testing.T) {
	scene := Scene{Panels: []Panel{Graph{
		Nodes: []Node{{ID: "x"}, {ID: "y"}, {ID: "node"}, {ID: "float"}, {ID: "str"}},
		Edges: []Edge{
			{From: "x", To: "float"},
			{From: "y", To: "node"},
			{From: "node", To: "str", Label: "0"},
			{From: "node", To: "float", Label: "1"},
			{From: "node", To: "str", Label: "2"},
		},
	}}}
	drawn := 0
	for cols := range 120 {
		p := Layout(scene, Size{Cols: cols, Rows: 24})
		requireWired(t, p)
		requireApart(t, p)
		if len(p.Wires) > 0 && cols > 60 {
			drawn++
			for _, w := range p.Wires {
				requireNoHug(t, p, w)
			}
		}
	}
	require.Greater(t, drawn, 40)
}

// requireNoHug checks that a wire never runs up or down right beside a box that
// it does not end in.
func requireNoHug(t *testing.T, p Picture, w Wire) {
	t.Helper()
	cells := w.cells()
	for i := 1; i < len(cells); i++ {
		a, b := cells[i-1], cells[i]
		for _, box := range p.Boxes {
			beside := a.X == box.X-1 || a.X == box.X+box.W
			if a.X == b.X && beside && min(a.Y, b.Y) >= box.Y && max(a.Y, b.Y) < box.Y+box.H && !strings.HasSuffix(w.ID, ">"+box.ID) {
				require.FailNow(t, fmt.Sprintf("%s runs along %s", w.ID, box.ID), "%s", p.Frame(FrameStyle{}))
			}
		}
	}
}

func TestSketchesAreSoundAtEverySize(t *testing.T) {
	for _, s := range sketches {
		for _, cols := range []int{1, 5, 40, 80, 133} {
			for _, rows := range []int{0, 1, 4, 9, 24} {
				p := Layout(s.scene, Size{cols, rows})
				requireSound(t, p)
				requireWired(t, p)
				requireApart(t, p)
				require.Equal(t, p, Layout(s.scene, Size{cols, rows}), "the same every time")
			}
		}
	}
}

// randomScene is a scene of any panels with any number of items.
func randomScene(r *rand.Rand) Scene {
	word := func() string { return []string{"w", "数", "long words "}[r.IntN(3)] + fmt.Sprint(r.IntN(9999)) }
	class := func() Class { return Class(r.IntN(int(classes))) }
	scene := Scene{Title: word(), Caption: strings.Repeat(word()+" ", r.IntN(60))}
	for range 1 + r.IntN(3) {
		n := r.IntN(30)
		var panel Panel
		switch r.IntN(7) {
		case 0, 1:
			g := Graph{Title: word()}
			for i := range n {
				node := Node{ID: fmt.Sprint("n", i), Detail: word(), Class: class(), Root: r.IntN(6) == 0}
				if r.IntN(3) == 0 {
					node.Group = fmt.Sprint("g", r.IntN(3))
				}
				g.Nodes = append(g.Nodes, node)
			}
			for range r.IntN(n + 1) {
				e := Edge{From: fmt.Sprint("n", r.IntN(n)), To: fmt.Sprint("n", r.IntN(n+1)), Class: class()}
				if r.IntN(3) == 0 {
					e.Label = word()
				}
				g.Edges = append(g.Edges, e)
			}
			panel = g
		case 2:
			c := Cells{Title: word(), Ring: r.IntN(2) == 0}
			for i := range n * (1 + r.IntN(20)) {
				cell := Cell{ID: fmt.Sprint(i), Label: word(), Class: class()}
				if r.IntN(9) == 0 {
					cell.Mark = word()
				}
				c.Cells = append(c.Cells, cell)
			}
			panel = c
		case 3:
			tb := Table{Title: word(), Columns: []string{word(), "", word(), word()}[:r.IntN(5)]}
			for i := range n {
				tb.Rows = append(tb.Rows, Row{ID: fmt.Sprint(i), Cells: []string{word(), "数数数", word(), word(), word()}, Class: class()})
			}
			panel = tb
		case 4:
			l := Lanes{Title: word(), Stacked: r.IntN(2) == 0, Now: r.IntN(30)}
			for i := range n {
				lane := Lane{ID: fmt.Sprint("lane", i), Class: class()}
				for k := range r.IntN(9) {
					lane.Items = append(lane.Items, Item{ID: fmt.Sprint(i, "/", k), Label: word(), Start: k * 3, End: k*3 + r.IntN(4), Class: class()})
				}
				l.Lanes = append(l.Lanes, lane)
			}
			panel = l
		case 5:
			c := Code{Title: word(), Current: r.IntN(n + 1), First: r.IntN(3)}
			for range n {
				c.Lines = append(c.Lines, "\t"+word())
			}
			panel = c
		default:
			panel = Caption{Text: strings.Repeat(word()+" ", n), Class: class()}
		}
		scene.Panels = append(scene.Panels, panel)
	}
	return scene
}

// TestAnySceneIsSound is the law of the layout.
func TestAnySceneIsSound(t *testing.T) {
	seeds := uint64(60)
	if os.Getenv("UNDERHOOD_FULL") == "1" {
		seeds = 2000
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 2))
		scene := randomScene(r)
		size := Size{Cols: 1 + r.IntN(160), Rows: r.IntN(60)}
		p := Layout(scene, size)
		requireSound(t, p)
		if len(scene.Panels) == 1 {
			requireWired(t, p)
			requireApart(t, p)
		}
		if t.Failed() {
			t.Logf("seed %d size %v", seed, size)
		}
	}
}

func FuzzLayout(f *testing.F) {
	f.Add(uint64(1), uint8(80), uint8(24))
	f.Fuzz(func(t *testing.T, seed uint64, cols, rows uint8) {
		requireSound(t, Layout(randomScene(rand.New(rand.NewPCG(seed, 3))), Size{int(cols), int(rows)}))
	})
}

func TestWhatDoesNotFitIsCounted(t *testing.T) {
	var rows []Row
	var cells []Cell
	var nodes []Node
	var lanes []Lane
	for i := range 500 {
		rows = append(rows, Row{Cells: []string{fmt.Sprint(i)}})
		cells = append(cells, Cell{Label: fmt.Sprint(i)})
		nodes = append(nodes, Node{ID: fmt.Sprint("n", i)})
		lanes = append(lanes, Lane{ID: fmt.Sprint("l", i), Items: []Item{{ID: "x", Start: 1, End: 2}}})
	}
	for want, p := range map[string]Panel{
		"more rows":  Table{Columns: []string{"n"}, Rows: rows},
		"more lanes": Lanes{Lanes: lanes},
		"more nodes": Graph{Nodes: nodes},
		"+495":       Lanes{Lanes: lanes, Stacked: true},
		"more line":  Code{Lines: make([]string, 100), Current: 50},
		"more lines": Caption{Text: strings.Repeat("word ", 300)},
	} {
		frame := Layout(Scene{Panels: []Panel{p}}, Size{Cols: 40, Rows: 19}).Frame(FrameStyle{})
		require.Contains(t, frame, want)
	}
	many := Cells{Cells: append(cells, cells...)}
	require.Contains(t, Layout(Scene{Panels: []Panel{many}}, Size{Cols: 40, Rows: 10}).Frame(FrameStyle{}), "more cells")
	brackets := Layout(Scene{Panels: []Panel{Cells{Cells: cells[:40]}}}, Size{Cols: 40, Rows: 12}).Frame(FrameStyle{})
	require.Contains(t, brackets, "[ 39]")
}

func TestShare(t *testing.T) {
	require.Equal(t, []int{3, 8, 9}, share([]int{3, 30, 40}, 20))
	require.Equal(t, []int{0, 3}, share([]int{0, 3}, 5))
	require.Equal(t, []int{2, 1, 0}, share([]int{9, 9, 9}, 3))
}
