package metaclass

import "slices"

// SetBases is cls.__bases__ = bases. The orders of all subclasses are worked out
// first, and nothing changes unless all of them are good. If a metaclass with its own
// mro() is among them, its code runs in between, as in CPython, and sees what has
// been done so far; a failure then takes everything back.
// A nil base, or one of another world, is a [*TypeError].
func (c *Class) SetBases(bases ...*Class) error {
	t := make(Tuple, len(bases))
	for i, b := range bases {
		t[i] = b
	}
	return c.world.setBases(c, t)
}

// setBases is type_set_bases.
func (w *World) setBases(c *Class, v Value) error {
	if c.immutable {
		return typeErrorf("cannot set '__bases__' attribute of immutable type '%s'", c.Name())
	}
	if v == nil {
		return typeErrorf("cannot delete '__bases__' attribute of type '%s'", c.Name())
	}
	given, ok := native(v).(Tuple)
	if !ok {
		return typeErrorf("can only assign tuple to %s.__bases__, not %s", c.Name(), w.TypeOf(v).Name())
	}
	if len(given) == 0 {
		return typeErrorf("can only assign non-empty tuple to %s.__bases__, not ()", c.Name())
	}
	bases := make([]*Class, len(given))
	for i, b := range given {
		if err := w.member(b, "a base"); err != nil {
			return err
		}
		base, ok := b.(*Class)
		if !ok {
			return typeErrorf("%s.__bases__ must be tuple of classes, not '%s'", c.Name(), w.TypeOf(b).Name())
		}
		bases[i] = base
		if base.IsSubclassOf(c) || basedOn(base, c) {
			return typeErrorf("a __bases__ item causes an inheritance cycle")
		}
	}
	base, err := w.bestBase(given)
	if err != nil {
		return err
	}
	if err := compatible(c.Base(), base, "__bases__"); err != nil {
		return err
	}
	return w.rebase(c, bases, base)
}

// basedOn follows the chain of layouts, which a re-entered assignment has changed
// before the order.
func basedOn(c, d *Class) bool {
	for ; c != nil; c = c.Base() {
		if c == d {
			return true
		}
	}
	return false
}

// reorder is a class whose order a change has replaced.
type reorder struct {
	class    *Class
	new, old []*Class
}

func (w *World) rebase(c *Class, bases []*Class, base *Class) error {
	w.mu.Lock()
	affected := below(c, nil, map[*Class]bool{})
	quiet := true
	for _, a := range affected {
		quiet = quiet && !w.ordersItself(a)
	}
	if quiet {
		incomplete, failed := w.rebaseAtOnce(c, bases, base, affected)
		w.mu.Unlock()
		if failed != nil {
			return failed.error()
		}
		if incomplete != nil {
			return typeErrorf("Cannot extend an incomplete type '%s'", incomplete.Name())
		}
		w.tellOrders(affected)
		return nil
	}
	oldBases, oldBase := c.snap.Load().bases, c.snap.Load().base
	w.mark(c, bases, base)
	w.mu.Unlock()

	var done []reorder
	err := w.reorderBelow(c, &done)
	var back []*Class
	defer func() { w.tellOrders(back) }() // when the lock is free
	w.mu.Lock()
	defer w.mu.Unlock()
	mine := sameOrder(c.snap.Load().bases, bases)
	if err == nil {
		if mine {
			w.relist(c, oldBases, bases)
		}
		return nil
	}
	for _, r := range done {
		if sn := r.class.snap.Load(); sameOrder(sn.mro, r.new) { // else it has a newer one
			sn = sn.changed()
			sn.mro = r.old
			r.class.publish(sn)
			back = append(back, r.class)
		}
	}
	if mine {
		w.mark(c, oldBases, oldBase)
	}
	return err
}

// tellOrders tells the orders that a change of bases has led to, or has put back. A
// class may stand in the list more than once.
func (w *World) tellOrders(list []*Class) {
	if w.hook == nil {
		return
	}
	for i, c := range list {
		if !slices.Contains(list[:i], c) {
			w.tellOrder(c)
		}
	}
}

// mark changes the bases and leaves the order. The world is locked.
func (w *World) mark(c *Class, bases []*Class, base *Class) {
	sn := c.snap.Load().changed()
	sn.bases, sn.base = bases, base
	c.publish(sn)
}

// reorderBelow is mro_hierarchy.
func (w *World) reorderBelow(c *Class, done *[]reorder) error {
	old := c.snap.Load().mro
	changed, err := w.settleOrder(c)
	if err != nil || !changed {
		return err
	}
	*done = append(*done, reorder{c, c.snap.Load().mro, old})
	for _, s := range c.liveSubclasses() {
		if err := w.reorderBelow(s, done); err != nil {
			return err
		}
	}
	return nil
}

// below lists c and its subclasses, in the order mro_hierarchy visits them, each as
// often as it does. The world is locked.
func below(c *Class, out []*Class, onPath map[*Class]bool) []*Class {
	out = append(out, c)
	if onPath[c] {
		return out
	}
	onPath[c] = true
	defer delete(onPath, c)
	for _, s := range live(&c.subclasses) {
		out = below(s, out, onPath)
	}
	return out
}

// rebaseAtOnce works all orders out before it publishes any. A class with several
// bases below c is worked out once for each, as its earlier orders may fail where
// the last would not: CPython visits it so. The world is locked.
func (w *World) rebaseAtOnce(c *Class, bases []*Class, base *Class, affected []*Class) (incomplete *Class, failed *failure) {
	oldBases := c.snap.Load().bases
	pending := make(map[*Class][]*Class)
	for _, a := range affected {
		parents := a.snap.Load().bases
		if a == c {
			parents = bases
		}
		orders := make([][]*Class, len(parents))
		for i, p := range parents {
			if orders[i] = pending[p]; orders[i] == nil {
				orders[i] = p.snap.Load().mro
			}
			if orders[i] == nil {
				return p, nil
			}
		}
		rest, failed := merge(parents, orders, nil)
		if failed != nil {
			return nil, failed
		}
		pending[a] = append([]*Class{a}, rest...)
	}
	for _, a := range affected {
		mro, todo := pending[a]
		if !todo {
			continue
		}
		delete(pending, a)
		sn := a.snap.Load().changed()
		sn.mro = mro
		if a == c {
			sn.bases, sn.base = bases, base
		}
		a.publish(sn)
	}
	w.relist(c, oldBases, bases)
	return nil, nil
}

// relist moves c from the subclass lists of the old bases to those of the new.
func (w *World) relist(c *Class, old, bases []*Class) {
	for _, b := range old {
		drop(&b.subclasses, c)
	}
	for _, b := range bases {
		b.enlist(c)
	}
}

// SetClass is obj.__class__ = cls. Layouts must be the same. Nil, or a class of another
// world, is a [*TypeError].
func (o *Object) SetClass(c *Class) error { return o.Class().world.setClass(o, c) }

// setClass is object_set_class.
func (w *World) setClass(inst, v Value) error {
	if v == nil {
		return typeErrorf("can't delete __class__ attribute")
	}
	if err := w.member(v, "the class"); err != nil {
		return err
	}
	to, ok := v.(*Class)
	if !ok {
		return typeErrorf("__class__ must be set to a class, not '%s' object", w.TypeOf(v).Name())
	}
	from := w.TypeOf(inst)
	if to.immutable || from.immutable {
		return typeErrorf("__class__ assignment only supported for mutable types or ModuleType subclasses")
	}
	if err := compatible(from, to, "__class__"); err != nil {
		return err
	}
	switch o := inst.(type) {
	case *Object:
		o.class.Store(to)
	case *Class:
		w.mu.Lock()
		defer w.mu.Unlock()
		o.meta.Store(to)
		o.publish(o.snap.Load().changed())
	}
	return nil
}
