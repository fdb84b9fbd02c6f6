package show

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
				if c := d + int32(r.after(cell)); c < best {
					best, bestState, bestDir = c, s, -1
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

// after is what a wire pays that joins in a cell for the bends still to come.
func (r *router) after(cell int) int {
	t := r.trunk[cell]
	return costAfter * max(0, len(straighten(r.wires[t.wire].Points[t.cell:]))-2)
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
