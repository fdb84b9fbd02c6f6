package singleton

import "slices"

// Constructions wait for constructions: a circle of that would be for ever. They need
// what others have made: that must not be closed under their hands. Both are edges
// between Resolvers, guarded by mu; the methods of a nil one, who is no constructor
// that asks, do nothing.

// underWay is every construction that has not landed, closing every scope that is
// closed and not at its end: what one lets go, however far, another may wait for.
var (
	underWay = map[*Resolver]struct{}{}
	closing  = map[*Scope]struct{}{}
)

// waitsFor notes that r waits for another construction, unless that one waits for
// r, be it through others. The caller holds mu.
func (r *Resolver) waitsFor(other *Resolver) error {
	if r == nil {
		return nil
	}
	if path := other.pathTo(r, map[*Resolver]bool{}); path != nil {
		return &CycleError{Path: append(path, other.name)}
	}
	r.waits = append(r.waits, other)
	return nil
}

// waited ends what waitsFor noted.
func (r *Resolver) waited(other *Resolver, success bool) {
	if r == nil {
		return
	}
	mu.Lock()
	defer mu.Unlock()
	if i := slices.Index(r.waits, other); i >= 0 {
		r.waits = slices.Delete(r.waits, i, i+1)
	}
	if success {
		r.got(other)
	}
	settleAll()
}

// got notes that r was given what other made. The caller holds mu.
func (r *Resolver) got(other *Resolver) {
	if r != nil && !slices.Contains(r.needs, other) {
		r.needs = append(r.needs, other)
	}
}

// pathTo is the names along the way from r to target by what waits for what; nil
// when there is no way.
func (r *Resolver) pathTo(target *Resolver, seen map[*Resolver]bool) []string {
	if r == target {
		return []string{r.name}
	}
	if seen[r] {
		return nil
	}
	seen[r] = true
	for _, next := range r.waits {
		if path := next.pathTo(target, seen); path != nil {
			return append([]string{r.name}, path...)
		}
	}
	return nil
}

// hold adds what r waits for and needs, itself or through others.
func (r *Resolver) hold(held map[*Resolver]bool) {
	for _, edges := range [][]*Resolver{r.waits, r.needs} {
		for _, other := range edges {
			if !held[other] {
				held[other] = true
				other.hold(held)
			}
		}
	}
}

// over ends a construction: what it held may be closed now. The caller holds mu.
func (r *Resolver) over() {
	delete(underWay, r)
	r.scope.flights--
	settleAll()
}

// settleAll goes on with closing, wherever something may have been let go.
func settleAll() {
	for s := range closing {
		s.settle()
	}
}

// forget passes on what a forgotten instance needs to who has got it, and may be using
// it; without that, instances that are made of each other's last would keep all before.
func (r *Resolver) forget() {
	for user := range underWay {
		if slices.Contains(user.needs, r) {
			for _, other := range r.needs {
				user.got(other)
			}
		}
	}
	r.needs = nil
}
