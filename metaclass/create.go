package metaclass

import (
	"strings"
	"weak"
)

// pickMeta is _PyType_CalculateMetaclass: the most derived of the metaclasses.
func (w *World) pickMeta(meta *Class, bases []Value) (*Class, error) {
	for _, b := range bases {
		m := w.TypeOf(b)
		switch {
		case extends(meta, m):
		case extends(m, meta):
			meta = m
		default:
			return nil, typeErrorf("metaclass conflict: the metaclass of a derived class must be a " +
				"(non-strict) subclass of the metaclasses of all its bases")
		}
	}
	return meta, nil
}

// newType is type.__new__(meta, name, bases, ns, **kw).
func (w *World) newType(meta *Class, args []Value, kw []Kw) (Value, error) {
	if w.tooDeepForClass() {
		return nil, errTooDeep()
	}
	if len(args) != 3 {
		return nil, typeErrorf("type.__new__() takes exactly 3 arguments (%d given)", len(args))
	}
	name, ok := native(args[0]).(string)
	if !ok {
		return nil, typeErrorf("type.__new__() argument 1 must be str, not %s", w.TypeOf(args[0]).Name())
	}
	bases, ok := native(args[1]).(Tuple)
	if !ok {
		return nil, typeErrorf("type.__new__() argument 2 must be tuple, not %s", w.TypeOf(args[1]).Name())
	}
	ns, ok := native(args[2]).(*Dict)
	if !ok {
		return nil, typeErrorf("type.__new__() argument 3 must be dict, not %s", w.TypeOf(args[2]).Name())
	}
	if len(bases) == 0 {
		bases = Tuple{w.object}
	} else {
		for _, b := range bases {
			if err := w.member(b, "a base"); err != nil {
				return nil, err
			}
			if _, isClass := b.(*Class); isClass {
				continue
			}
			if _, has, err := w.LookupAttr(b, "__mro_entries__"); err != nil {
				return nil, err
			} else if has {
				return nil, typeErrorf("type() doesn't support MRO entry resolution; use types.new_class()")
			}
		}
		winner, err := w.pickMeta(meta, bases)
		if err != nil {
			return nil, err
		}
		if winner != meta {
			if r := winner.snap.Load().find("__new__"); r.value != Value(w.typeNew) {
				return w.callNew(winner, args, kw)
			}
			meta = winner
		}
	}
	w.tell(Event{Kind: EventNew, Class: meta, Name: name})
	c, err := w.buildClass(meta, name, bases, ns)
	if err != nil {
		return nil, err
	}
	if err := w.setNames(c); err != nil {
		return nil, err
	}
	if err := w.initSubclass(c, kw); err != nil {
		return nil, err
	}
	return c, nil
}

// buildClass is type_new_impl up to PyType_Ready: layout, slots, namespace, order.
func (w *World) buildClass(meta *Class, name string, baseValues Tuple, ns *Dict) (*Class, error) {
	base, err := w.bestBase(baseValues)
	if err != nil {
		return nil, err
	}
	bases := make([]*Class, len(baseValues))
	for i, b := range baseValues {
		bases[i] = b.(*Class) //nolint:errcheck // bestBase has looked
	}
	added, err := w.readSlots(name, bases, base, ns)
	if err != nil {
		return nil, err
	}
	if strings.IndexByte(name, 0) >= 0 {
		return nil, Raise("ValueError", "type name must not contain null characters")
	}
	b := new(birth)
	c, sn := &b.class, &b.first
	*sn = snapshot{name: name, qualname: name, bases: bases, base: base, layout: base.snap.Load().layout.derived(&added)}
	w.enrol(c, meta)
	cell, err := w.fillNamespace(b, ns, &added)
	if err != nil {
		return nil, err
	}
	if err := w.firstOrder(c, sn, cell); err != nil {
		return nil, err
	}
	w.mu.Lock()
	for _, b := range c.snap.Load().bases {
		b.enlist(c)
	}
	w.mu.Unlock()
	return c, nil
}

// A birth is what every new class needs, in one allocation.
type birth struct {
	class Class
	first snapshot
	ns    namespace
}

func (w *World) newClass(meta *Class) *Class {
	c := new(Class)
	w.enrol(c, meta)
	return c
}

func (w *World) enrol(c, meta *Class) {
	c.world, c.id = w, nextID()
	c.weak = weak.Make(c)
	c.meta.Store(meta)
}

// fillNamespace is type_new_set_attrs: the class's own dict from a copy of ns.
func (w *World) fillNamespace(b *birth, ns *Dict, added *slots) (*Cell, error) {
	c, sn := &b.class, &b.first
	var some [few]dictEntry // a copy on the stack, mostly
	given := ns.appendTo(some[:0])
	entries := make([]nsEntry, 0, len(given)+len(added.names)+4)
	var cell *Cell
	var eq, hash, doc, module bool
	for _, e := range given {
		if e.key != nil {
			continue // no attribute access can name it
		}
		key, v := e.name, e.value
		switch key {
		case "__qualname__":
			q, ok := native(v).(string)
			if !ok {
				return nil, typeErrorf("type __qualname__ must be a str, not %s", w.TypeOf(v).Name())
			}
			sn.qualname = q
			continue
		case "__classcell__":
			if cell, _ = v.(*Cell); cell == nil {
				return nil, typeErrorf("__classcell__ must be a nonlocal cell, not <class '%s'>", w.TypeOf(v).Name())
			}
			continue
		case "__new__":
			if f, ok := v.(*Function); ok {
				v = NewStaticMethod(f)
			}
		case "__init_subclass__", "__class_getitem__":
			if f, ok := v.(*Function); ok {
				v = NewClassMethod(f)
			}
		case "__eq__":
			eq = true
		case "__hash__":
			hash = true
		case "__doc__":
			doc = true
		case "__module__":
			module = true
		}
		entries = append(entries, nsEntry{name: key, value: v})
	}
	if !module {
		entries = append(entries, nsEntry{name: "__module__", value: "__main__"})
	}
	place := sn.layout.members - len(added.names)
	for i, slot := range added.names {
		if i == 0 || added.names[i-1] != slot {
			entries = append(entries, nsEntry{name: slot, value: &Member{slot, c, place + i}})
		}
	}
	if added.dict {
		entries = append(entries, nsEntry{name: "__dict__", value: dictGetSet(c)})
	}
	if added.weak {
		entries = append(entries, nsEntry{name: "__weakref__", value: weakGetSet(c)})
	}
	if !doc {
		entries = append(entries, nsEntry{name: "__doc__", value: None})
	}
	if eq && !hash { // equal objects must hash alike, so inheriting would be wrong
		entries = append(entries, nsEntry{name: "__hash__", value: None})
	}
	sn.ns = b.ns.init(entries)
	return cell, nil
}

// firstOrder gives a new class its first snapshot and its order: both at once, if
// nobody can look in between.
func (w *World) firstOrder(c *Class, sn *snapshot, cell *Cell) error {
	if w.ordersItself(c) {
		c.snap.Store(sn.settle())
		if cell != nil {
			cell.class.Store(c)
		}
		_, err := w.settleOrder(c)
		return err
	}
	rest, err := linearize(sn.bases, nil)
	if err != nil {
		c.snap.Store(sn.settle())
		if cell != nil {
			cell.class.Store(c)
		}
		return err
	}
	sn.mro = make([]*Class, 1+len(rest))
	sn.mro[0] = c
	copy(sn.mro[1:], rest)
	sn.hooks = gatherHooks(sn.mro, c, sn.ns)
	c.snap.Store(sn.settle())
	if cell != nil {
		cell.class.Store(c)
	}
	w.tellOrder(c)
	return nil
}

// settleOrder is mro_internal: computes the class's order and publishes it. The
// metaclass's mro() may change the class while it runs; then its result is dropped,
// and changed is false.
func (w *World) settleOrder(c *Class) (changed bool, err error) {
	before := c.snap.Load().mro
	mro, err := w.invokeOrder(c)
	if err != nil {
		return false, err
	}
	if !w.putOrder(c, before, mro) {
		return false, nil
	}
	w.tellOrder(c)
	return true, nil
}

// putOrder publishes an order unless there is another than before.
func (w *World) putOrder(c *Class, before, mro []*Class) bool {
	own := w.ordersItself(c)
	w.mu.Lock()
	defer w.mu.Unlock()
	now := c.snap.Load()
	if !sameOrder(now.mro, before) {
		return false
	}
	sn := now.changed()
	sn.mro = mro
	if own {
		depend(c, mro)
	}
	c.publish(sn)
	return true
}

func (w *World) tellOrder(c *Class) {
	if w.hook != nil {
		w.hook(Event{Kind: EventOrder, Class: c, Name: c.Name(), MRO: c.MRO()})
	}
}

// sameOrder reports whether two orders are the same list, not only alike.
func sameOrder(a, b []*Class) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// setNames is type_new_set_names. It goes over a copy of the namespace, because a
// __set_name__ may change the class.
func (w *World) setNames(c *Class) error {
	for _, e := range c.snap.Load().ns.entries {
		var err error
		switch v := e.value.(type) {
		case *Property:
			name := e.name
			v.name.Store(&name)
			continue
		case *Object, *Class:
			m, ok, found := w.special(v, "__set_name__")
			if found == nil && !ok {
				continue
			}
			if err = found; err == nil {
				w.tell(Event{Kind: EventSetName, Class: c, Name: e.name})
				_, err = m.call(w, []Value{c, e.name}, nil)
			}
		case SetNamer:
			w.tell(Event{Kind: EventSetName, Class: c, Name: e.name})
			err = w.guardSetName(v, c, e.name)
		}
		if err != nil {
			return &RuntimeError{text{
				"Error calling __set_name__ on '%s' instance %s in '%s'",
				[]any{w.TypeOf(e.value).Name(), quote(e.name), c.Name()},
				err,
			}}
		}
	}
	return nil
}

func (w *World) guardSetName(v SetNamer, c *Class, name string) (err error) {
	if w.tooDeep() {
		return errTooDeep()
	}
	var ignored Value
	defer caught(&ignored, &err)
	return v.DescrSetName(c, name)
}

// initSubclass is super(cls, cls).__init_subclass__(**kw).
func (w *World) initSubclass(c *Class, kw []Kw) error {
	if len(kw) == 0 && !c.hearsOfSubclasses() {
		return nil
	}
	s, err := w.Super(c, c) // fails if the class's own mro() leaves it out
	if err != nil {
		return err
	}
	w.tell(Event{Kind: EventInitSubclass, Class: c, Name: c.Name()})
	f, err := w.GetAttr(s, "__init_subclass__")
	if err != nil {
		return err
	}
	_, err = w.call(f, nil, kw)
	return err
}

// hearsOfSubclasses reports whether a class behind c in its order may have an
// __init_subclass__ of its own.
func (c *Class) hearsOfSubclasses() bool {
	sn := c.snap.Load()
	if len(sn.mro) == 0 || sn.mro[0] != c {
		return true
	}
	if sn.hooks&hookInitSubclass == 0 {
		return false
	}
	for _, b := range sn.mro[1:] {
		if b != c.world.object && b != c.world.typ && b.snap.Load().ns.hooks&hookInitSubclass != 0 {
			return true
		}
	}
	return false
}

// refuseAbstract is object_new's refusal of abstract classes.
func (c *Class) refuseAbstract() error {
	sn := c.snap.Load()
	if !sn.abstract {
		return nil
	}
	v, _ := sn.ns.get("__abstractmethods__")
	names, err := c.world.sortedNames(v)
	if err != nil {
		return err
	}
	plural := ""
	if len(names) > 1 {
		plural = "s"
	}
	return typeErrorf("Can't instantiate abstract class %s with abstract method%s %s", sn.name, plural, strings.Join(names, ", "))
}
