package metaclass

// Super0 is super(cls, obj).name(), where cls is the class the caller is written in.
func (s *Site) Super0(cls *Class, obj Value) (Value, error) {
	if o, ok := obj.(*Object); ok {
		sn := o.class.Load().snap.Load()
		if e := s.entry.Load(); e != nil && e.version == sn.version && e.kind == siteSuper && e.after == cls.id {
			if f := (*sn.sited.Load())[e.index].fn; f.f1 != nil && !cls.world.tooDeep() {
				return guard1(f.f1, obj)
			}
		}
	}
	if f := s.superMethod(cls, obj); f != nil {
		return f.call1(cls.world, obj)
	}
	return cls.world.CallSuper(cls, obj, s.name)
}

// Super1 is super(cls, obj).name(a).
func (s *Site) Super1(cls *Class, obj, a Value) (Value, error) {
	if f := s.superMethod(cls, obj); f != nil {
		return f.call2(cls.world, obj, a)
	}
	return cls.world.CallSuper(cls, obj, s.name, a)
}

// superMethod finds the function behind cls in the order of obj's class.
func (s *Site) superMethod(cls *Class, obj Value) *Function {
	o, ok := obj.(*Object)
	if !ok {
		return nil
	}
	c := o.class.Load()
	sn := c.snap.Load()
	e := s.entry.Load()
	if e == nil || e.version != sn.version || e.after != cls.id {
		if e = s.find(sn, 0, cls.id); e == nil {
			if !sn.derives(cls) {
				return nil
			}
			r := sn.findHashed(s.name, s.hash, cls)
			if r.kind != kindFunction {
				return nil
			}
			e = &siteEntry{version: sn.version, after: cls.id, class: c.id, kind: siteSuper, index: sn.sitePlace(c.world, r)}
			s.remember(c.world, e)
		}
	}
	return (*sn.sited.Load())[e.index].fn
}
