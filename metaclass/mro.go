package metaclass

import (
	"slices"
	"strings"
)

// An OrderError is why classes have no common order (C3: Barrett and others, "A
// monotonic superclass linearization for Dylan", 1996). In Python it is a TypeError,
// and errors.As finds it as one.
type OrderError struct {
	TypeError
	// Heads are the classes at the front of the lists that could not be merged.
	Heads []*Class
	// Clashes are pairs of constraints that cannot both hold.
	Clashes []Clash
}

// Unwrap gives the TypeError.
func (e *OrderError) Unwrap() error { return &e.TypeError }

// A Clash is two constraints that contradict: First must come before Second by the
// order of By, and behind it by the order of Against. A nil By or Against is the
// list of bases itself.
type Clash struct {
	First, Second *Class
	By, Against   *Class
}

// String is the clash in words.
func (c Clash) String() string {
	from := func(c *Class) string {
		if c == nil {
			return "the list of bases"
		}
		return c.Name()
	}
	return c.First.Name() + " before " + c.Second.Name() + " by " + from(c.By) + ", behind it by " + from(c.Against)
}

// A MergeStep is one step of C3: the lists as they are before it, and the class
// taken, nil if no head is free.
type MergeStep struct {
	Lists [][]*Class
	Taken *Class
}

// Linearize merges the orders of the bases and the list of them, and tells every
// step to trace, which may be nil. The result does not contain the new class. The
// error is an [*OrderError], or a [*TypeError] for a base given twice, a nil one, and those
// of different worlds; a panic of trace is a [*PanicError].
func Linearize(bases []*Class, trace func(MergeStep)) (mro []*Class, err error) {
	for _, b := range bases {
		if b == nil {
			return nil, typeErrorf("a base is nil")
		}
		if err := bases[0].world.member(b, "a base"); err != nil {
			return nil, err
		}
	}
	if trace != nil {
		var ignored Value
		defer caught(&ignored, &err)
	}
	return linearize(bases, trace)
}

func linearize(bases []*Class, trace func(MergeStep)) ([]*Class, error) {
	orders := make([][]*Class, len(bases))
	for i, b := range bases {
		if orders[i] = b.snap.Load().mro; orders[i] == nil {
			return nil, typeErrorf("Cannot extend an incomplete type '%s'", b.Name())
		}
	}
	mro, failed := merge(bases, orders, trace)
	if failed != nil {
		return nil, failed.error()
	}
	return mro, nil
}

// failure is why a merge failed. It becomes an error where no lock is held, because
// the names of the classes are attributes that a metaclass may answer for.
type failure struct {
	twice *Class
	bases []*Class
	lists [][]*Class
}

func merge(bases []*Class, orders [][]*Class, trace func(MergeStep)) ([]*Class, *failure) {
	if len(bases) == 1 && trace == nil {
		return orders[0], nil
	}
	for i, b := range bases {
		if slices.Contains(bases[i+1:], b) {
			return nil, &failure{twice: b}
		}
	}
	lists := make([][]*Class, 0, len(bases)+1)
	lists = append(append(lists, orders...), bases)
	var out []*Class
	for {
		var taken *Class
		left := false
		for _, l := range lists {
			if len(l) == 0 {
				continue
			}
			left = true
			if !inTail(lists, l[0]) {
				taken = l[0]
				break
			}
		}
		if !left {
			return out, nil
		}
		if trace != nil {
			trace(MergeStep{append([][]*Class(nil), lists...), taken})
		}
		if taken == nil {
			return nil, &failure{bases: bases, lists: lists}
		}
		out = append(out, taken)
		for i, l := range lists {
			if len(l) > 0 && l[0] == taken {
				lists[i] = l[1:]
			}
		}
	}
}

func inTail(lists [][]*Class, c *Class) bool {
	for _, l := range lists {
		for i := 1; i < len(l); i++ {
			if l[i] == c {
				return true
			}
		}
	}
	return false
}

// messageSize is the size of CPython's buffer for the message.
const messageSize = 1000

// shownName is class_name of typeobject.c.
func shownName(c *Class) string {
	v, ok, err := c.world.LookupAttr(c, "__name__")
	if err == nil && !ok {
		v, err = c.world.Repr(c)
	}
	if s, isText := v.(string); err == nil && isText {
		return s
	}
	return "?"
}

func (f *failure) error() error {
	if f.twice != nil {
		return typeErrorf("duplicate base class %s", shownName(f.twice))
	}
	e := new(OrderError)
	var names []string
	seen := map[*Class]bool{}
	for _, l := range f.lists {
		if len(l) > 0 && !seen[l[0]] {
			seen[l[0]] = true
			e.Heads = append(e.Heads, l[0])
			names = append(names, shownName(l[0]))
		}
	}
	msg := "Cannot create a consistent method resolution\norder (MRO) for bases " + strings.Join(names, ", ")
	if len(msg) > messageSize-1 {
		msg = msg[:messageSize-1]
	}
	e.text = text{format: "%s", args: []any{msg}}
	e.Clashes = clashes(f.bases, f.lists)
	return e
}

// clashes names, for each head, a list that keeps it back and one that wants it
// first.
func clashes(bases []*Class, lists [][]*Class) []Clash {
	by := func(i int) *Class {
		if i < len(bases) {
			return bases[i]
		}
		return nil
	}
	var all []Clash
	for i, l := range lists {
		if len(l) == 0 {
			continue
		}
		for j, m := range lists {
			for k := 1; k < len(m); k++ {
				if m[k] != l[0] {
					continue
				}
				// m wants its head before l's; a list in which the two stand the
				// other way round is what it clashes with.
				if at := indexOf(l, m[0]); at > 0 {
					all = append(all, Clash{First: l[0], Second: m[0], By: by(i), Against: by(j)})
				}
			}
		}
	}
	seen := map[[2]*Class]bool{}
	kept := all[:0]
	for _, c := range all {
		if !seen[[2]*Class{c.First, c.Second}] && !seen[[2]*Class{c.Second, c.First}] {
			seen[[2]*Class{c.First, c.Second}] = true
			kept = append(kept, c)
		}
	}
	return kept
}

func indexOf(l []*Class, c *Class) int {
	for i, x := range l {
		if x == c {
			return i
		}
	}
	return -1
}

// standardOrder is type.mro(cls): C3 over the bases.
func (w *World) standardOrder(c *Class) ([]*Class, error) {
	rest, err := linearize(c.snap.Load().bases, nil)
	if err != nil {
		return nil, err
	}
	mro := make([]*Class, 1, len(rest)+1)
	mro[0] = c
	return append(mro, rest...), nil
}

// ordersItself reports whether the class's metaclass may have an mro() of its own.
func (w *World) ordersItself(c *Class) bool {
	m := c.meta.Load()
	return m != w.typ && m.snap.Load().hooks&hookMRO != 0
}

// invokeOrder is mro_invoke: the order by the metaclass's mro(), which is taken as
// it is if the layouts allow it.
func (w *World) invokeOrder(c *Class) ([]*Class, error) {
	if !w.ordersItself(c) {
		return w.standardOrder(c)
	}
	m, ok, err := w.special(c, "mro")
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, &AttributeError{text: text{format: "mro"}}
	}
	result, err := m.call(w, nil, nil)
	if err != nil {
		return nil, err
	}
	items, err := w.Items(result)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, typeErrorf("type MRO must not be empty")
	}
	solid := w.solidBase(c)
	mro := make([]*Class, len(items))
	for i, v := range items {
		b, ok := v.(*Class)
		if !ok {
			return nil, typeErrorf("mro() returned a non-class ('%s')", w.TypeOf(v).Name())
		}
		if b != c && !extends(solid, w.solidBase(b)) {
			return nil, typeErrorf("mro() returned base with unsuitable layout ('%s')", b.Name())
		}
		mro[i] = b
	}
	return mro, nil
}

// strangers lists the classes of an order that do not have c among what their
// subclass lists lead to: c must hear of their changes another way.
func strangers(c *Class, mro []*Class) []*Class {
	expected := map[*Class]bool{}
	var walk func(*Class)
	walk = func(b *Class) {
		for _, p := range b.snap.Load().bases {
			if !expected[p] {
				expected[p] = true
				walk(p)
			}
		}
	}
	walk(c)
	var out []*Class
	for _, m := range mro {
		if m != c && !expected[m] {
			out = append(out, m)
		}
	}
	return out
}

// depend registers c with the strangers of its order. The world is locked.
func depend(c *Class, mro []*Class) {
	for _, s := range strangers(c, mro) {
		drop(&s.dependants, c)
		s.dependants = append(s.dependants, c.weak)
	}
}
