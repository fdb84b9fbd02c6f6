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
// line from either end still leads to the one right place.
type router struct {
	w, h     int
	wall     []bool // cells of boxes
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

func newRouter(w, h int) *router {
	n := w * h
	r := &router{
		w: w, h: h, wall: make([]bool, n), locked: make([]bool, n), trunk: make([]trunk, n),
		dist: make([]int32, n*4), prev: make([]int32, n*4),
	}
	for i := range 2 {
		r.owner[i], r.door[i] = make([]int, n), make([]int, n)
	}
	return r
}

// block makes a rectangle impassable.
func (r *router) block(b Box) {
	for y := b.Y; y < b.Y+b.H; y++ {
		for x := b.X; x < b.X+b.W; x++ {
			r.wall[y*r.w+x] = true
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
	if r.locked[cell] {
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
	for _, side := range []int{(dir + 1) % 4, (dir + 3) % 4} {
		if n := r.next(cell, side); n >= 0 && r.owner[dir%2][n] != 0 {
			cost += costNear
		}
	}
	return cost, true
}
