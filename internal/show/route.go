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
	r := &router{w: w, h: h, wall: make([]bool, n), locked: make([]bool, n), trunk: make([]trunk, n),
		dist: make([]int32, n*4), prev: make([]int32, n*4)}
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

// connect finds the cheapest way from one of the ports to box to and takes it.
// key tells wires that may join: same key, same end. It reports false, and
// changes nothing, when there is no way.
func (r *router) connect(ports []port, to Box, key int, wire Wire) bool {
	for i := range r.dist {
		r.dist[i] = -1
	}
	for i := range r.queue {
		r.queue[i] = r.queue[i][:0]
	}
	waiting := 0
	push := func(cell, dir int, d, from int32) {
		s := int32(cell*4 + dir)
		if r.dist[s] >= 0 && r.dist[s] <= d {
			return
		}
		r.dist[s], r.prev[s] = d, from
		r.queue[d%costMost] = append(r.queue[d%costMost], s)
		waiting++
	}
	starts := map[int32]Point{}
	for _, p := range ports {
		cell := r.next(p.at.Y*r.w+p.at.X, p.dir)
		if cell < 0 || r.wall[cell] {
			continue
		}
		s := int32(cell*4 + p.dir)
		if r.dist[s] < 0 || r.dist[s] > int32(p.cost) {
			starts[s] = p.at
		}
		push(cell, p.dir, int32(p.cost), -1)
	}
	// best is the cheapest end found so far; the search stops when no way
	// still open can be cheaper.
	best, bestState, bestDir := int32(1<<30), int32(-1), -1
	for d := int32(0); waiting > 0 && d < best; d++ {
		bucket := &r.queue[d%costMost]
		for i := 0; i < len(*bucket); i++ {
			s := (*bucket)[i]
			waiting--
			if r.dist[s] != d {
				continue
			}
			cell, dir := int(s/4), int(s%4)
			if r.joins(cell, dir, key) {
				if d < best {
					best, bestState, bestDir = d, s, -1
				}
				continue
			}
			for turn := range 4 {
				if turn == dir^2 {
					continue
				}
				cost, ok := r.through(cell, dir, turn)
				if !ok {
					continue
				}
				n := r.next(cell, turn)
				if n < 0 {
					continue
				}
				if turn == dir && r.owner[0][cell] == 0 && r.owner[1][cell] == 0 {
					if c := entry(to, n%r.w, n/r.w, dir); c >= 0 && d+int32(c) < best {
						best, bestState, bestDir = d+int32(c), s, dir
					}
				}
				if !r.wall[n] {
					push(n, turn, d+int32(cost), s)
				}
			}
		}
		*bucket = (*bucket)[:0]
	}
	if bestState < 0 {
		return false
	}
	r.take(bestState, bestDir, starts, key, wire)
	return true
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

// take lays the wire that ends in state: dir is the way into the box, -1 when it
// joins a trunk instead.
func (r *router) take(state int32, dir int, starts map[int32]Point, key int, wire Wire) {
	var states []int32
	for s := state; s >= 0; s = r.prev[s] {
		states = append(states, s)
	}
	first := states[len(states)-1]
	path := []Point{starts[first]}
	id := len(r.wires)
	join := trunk{}
	for i := len(states) - 1; i >= 0; i-- {
		cell, in := int(states[i]/4), int(states[i]%4)
		path = append(path, Point{cell % r.w, cell / r.w})
		if i == 0 && dir < 0 {
			join = r.trunk[cell]
			r.owner[0][cell], r.owner[1][cell] = key, key
			continue
		}
		r.owner[in%2][cell] = key
		if i > 0 {
			r.owner[states[i-1]%4%2][cell] = key
		} else {
			r.owner[0][cell], r.owner[1][cell], r.locked[cell] = key, key, true
		}
		r.trunk[cell] = trunk{wire: id, cell: len(path) - 1}
	}
	if dir >= 0 {
		end := path[len(path)-1]
		path = append(path, Point{end.X + stepX[dir], end.Y + stepY[dir]})
	} else {
		path = append(path, r.wires[join.wire].Points[join.cell+1:]...)
	}
	wire.Points, wire.Arrow = path, true
	r.wires = append(r.wires, wire)
}

// straighten keeps only the ends and the bends of a path.
func straighten(path []Point) []Point {
	out := path[:1:1]
	for i := 1; i < len(path)-1; i++ {
		a, b, c := path[i-1], path[i], path[i+1]
		if (a.X == b.X) != (b.X == c.X) {
			out = append(out, b)
		}
	}
	return append(out, path[len(path)-1])
}
