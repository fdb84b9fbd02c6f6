package show

// What a wire pays for: the cheapest way is the one an eye follows best.
const (
	costStep   = 1
	costBend   = 4
	costCross  = 7
	costNear   = 1 // a step beside another wire
	costSide   = 3 // entering a box at its top or bottom
	costLeave  = 6 // leaving it there
	costBehind = 8 // leaving a box at its left or entering at its right
	costAfter  = 2 // a bend after joining another wire
	costHug    = 2 // a step up or down right beside a box
	costMost   = 32
)

// The directions, clockwise.
const (
	right = iota
	down
	left
	up
)

var (
	stepX = [4]int{1, 0, -1, 0}
	stepY = [4]int{0, 1, 0, -1}
)

// port is where a wire may leave a box: a border cell and the way out.
type port struct {
	at   Point
	dir  int
	cost int
}

// router finds ways for wires on a grid of cells, one wire after the other. Two
// wires may cross at a right angle. They may share cells only when they end in
// the same box in the same class: then one joins the other, and following the
// line from either end still leads to the one right place. They never meet close
// to any other box, where the meeting would read as an arrow of that box.
type router struct {
	w, h     int
	boxes    []Box  // by node
	wall     []bool // cells of boxes
	close    []bool // cells close to boxes that are not the target
	beside   int    // what a step up or down right beside a box costs more
	hug      []int  // the same by cell
	owner    [2][]int
	locked   []bool   // arrow heads: no crossing, no joining
	door     [2][]int // before a box: kept free for arrows out of (0) or into (1) node n-1
	from, to int      // the nodes of the wire being laid
	trunk    []trunk
	wires    []Wire

	dist  []int32
	prev  []int32
	queue [costMost][]int32
}

// trunk says which wire runs through a cell, and where along it.
type trunk struct{ wire, cell int }

// newRouter makes a router for an area around the boxes of nodes. A step up or
// down right beside a box costs hug more, half of it a column on.
func newRouter(area Size, nodes []node, hug int) *router {
	w, n := area.Cols, area.Cols*area.Rows
	r := &router{
		w: w, h: area.Rows, beside: hug,
		wall: make([]bool, n), close: make([]bool, n), hug: make([]int, n),
		locked: make([]bool, n), trunk: make([]trunk, n),
		dist: make([]int32, n*4), prev: make([]int32, n*4),
	}
	for i := range 2 {
		r.owner[i], r.door[i] = make([]int, n), make([]int, n)
	}
	for _, n := range nodes {
		r.block(n.box)
	}
	return r
}

// block makes the box of the next node impassable.
func (r *router) block(b Box) {
	r.boxes = append(r.boxes, b)
	for y := b.Y; y < b.Y+b.H; y++ {
		for x := b.X; x < b.X+b.W; x++ {
			r.wall[y*r.w+x] = true
		}
	}
}

// How close to a box is too close for wires to meet: columns, and rows, which
// are twice as high.
const (
	closeCols = 2
	closeRows = 1
)

// aim says which nodes the next wire joins, and marks what is close to the boxes
// it does not end in.
func (r *router) aim(from, to int) {
	r.from, r.to = from, to
	clear(r.close)
	clear(r.hug)
	for i, b := range r.boxes {
		if i == to {
			continue
		}
		for y := max(0, b.Y-closeRows); y < min(r.h, b.Y+b.H+closeRows); y++ {
			beside := y >= b.Y && y < b.Y+b.H
			for x := max(0, b.X-closeCols); x < min(r.w, b.X+b.W+closeCols); x++ {
				cell := y*r.w + x
				r.close[cell] = true
				if beside {
					away := max(1, b.X-x, x-b.X-b.W+1)
					r.hug[cell] = max(r.hug[cell], r.beside/away)
				}
			}
		}
	}
}

// reserve keeps the cell before a border cell free for the arrows of a node: out
// of it (side 0) or into it (side 1).
func (r *router) reserve(side, node int, at Point, dir int) {
	if cell := r.next(at.Y*r.w+at.X, dir); cell >= 0 && r.door[side][cell] == 0 {
		r.door[side][cell] = node + 1
	}
}

// barred reports whether a straight or turning way through cell would close
// another node's door. A way out may be crossed, a way in may not.
func (r *router) barred(cell, dir, turn int) bool {
	if out := r.door[0][cell]; out != 0 && out != r.from+1 && (dir != turn || dir%2 == 0) {
		return true
	}
	in := r.door[1][cell]
	return in != 0 && in != r.to+1
}

// next is the cell one step on, -1 outside.
func (r *router) next(cell, dir int) int {
	x, y := cell%r.w+stepX[dir], cell/r.w+stepY[dir]
	if x < 0 || y < 0 || x >= r.w || y >= r.h {
		return -1
	}
	return y*r.w + x
}

// entry is what it costs to enter box b by a border cell in a direction, -1 when
// that cell is a corner or no part of the border.
func entry(b Box, x, y, dir int) int {
	corner := (x == b.X || x == b.X+b.W-1) && b.H > 1
	switch {
	case x < b.X || y < b.Y || x >= b.X+b.W || y >= b.Y+b.H:
		return -1
	case dir == right && x == b.X && (b.H == 1 || y > b.Y && y < b.Y+b.H-1):
		return 0
	case dir == left && x == b.X+b.W-1 && (b.H == 1 || y > b.Y && y < b.Y+b.H-1):
		return costBehind
	case (dir == down && y == b.Y || dir == up && y == b.Y+b.H-1) && !corner:
		return costSide
	}
	return -1
}

// joins reports whether a wire that comes into cell may end there because a wire
// with the same end passes.
func (r *router) joins(cell, dir, key int) bool {
	if r.locked[cell] || r.close[cell] {
		return false
	}
	across, along := r.owner[1-dir%2][cell], r.owner[dir%2][cell]
	return across == key && (along == 0 || along == key)
}

// through is the cost of coming into cell in one direction and leaving in
// another, and whether that is possible.
func (r *router) through(cell, dir, turn int) (int, bool) {
	if r.locked[cell] || r.owner[dir%2][cell] != 0 || r.barred(cell, dir, turn) {
		return 0, false
	}
	cost := costStep
	if dir != turn {
		if r.owner[turn%2][cell] != 0 {
			return 0, false
		}
		cost += costBend
	} else if r.owner[1-dir%2][cell] != 0 {
		cost += costCross
	}
	if dir%2 == 1 || turn%2 == 1 {
		cost += r.hug[cell]
	}
	for _, side := range []int{(dir + 1) % 4, (dir + 3) % 4} {
		if n := r.next(cell, side); n >= 0 && r.owner[dir%2][n] != 0 {
			cost += costNear
		}
	}
	return cost, true
}
