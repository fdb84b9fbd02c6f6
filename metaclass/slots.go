package metaclass

import "slices"

// slots is what a class adds to the layout of its base.
type slots struct {
	given bool
	names []string // mangled, sorted: CPython compares them so in __class__ assignment
	dict  bool
	weak  bool
}

// readSlots is type_new_slots: what __slots__ in the namespace asks for.
func (w *World) readSlots(name string, bases []*Class, base *Class, ns *Dict) (slots, error) {
	l := base.snap.Load().layout
	mayDict := l.dict == 0
	mayWeak := l.weak == 0 && l.item == 0
	given, ok := ns.Get("__slots__")
	if !ok {
		return slots{dict: mayDict, weak: mayWeak}, nil
	}
	s := slots{given: true}
	var items []Value
	if text, ok := native(given).(string); ok {
		items = []Value{text}
	} else {
		var err error
		if items, err = w.Items(given); err != nil {
			return s, err
		}
	}
	if len(items) > 0 && l.item != 0 {
		return s, typeErrorf("nonempty __slots__ not supported for subtype of '%s'", base.Name())
	}
	var names []string
	for _, v := range items {
		slot, ok := native(v).(string)
		if !ok {
			return s, typeErrorf("__slots__ items must be strings, not '%s'", w.TypeOf(v).Name())
		}
		if !isIdentifier(slot) {
			return s, typeErrorf("__slots__ must be identifiers")
		}
		switch slot {
		case "__dict__":
			if !mayDict || s.dict {
				return s, typeErrorf("__dict__ slot disallowed: we already got one")
			}
			s.dict = true
			continue
		case "__weakref__":
			if !mayWeak || s.weak {
				return s, typeErrorf("__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0")
			}
			s.weak = true
			continue
		}
		names = append(names, slot)
	}
	for _, slot := range names {
		slot = Mangle(name, slot)
		if _, clash := ns.Get(slot); clash && slot != "__qualname__" && slot != "__classcell__" {
			return s, Raise("ValueError", "%s in __slots__ conflicts with class variable", quote(slot))
		}
		s.names = append(s.names, slot)
	}
	slices.Sort(s.names)
	// A secondary base may bring a dict or weak references along.
	for _, b := range bases {
		if b == base {
			continue
		}
		bl := b.snap.Load().layout
		s.dict = s.dict || mayDict && bl.dict != 0
		s.weak = s.weak || mayWeak && bl.weak != 0
	}
	return s, nil
}
