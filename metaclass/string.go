package metaclass

// The String methods are for Go's messages and logs. They take no lock and run no code of a
// program; [World.Str] and [World.Repr] give what a program sees.

// String is the class in short, as <class A>.
func (c *Class) String() string {
	if c == nil {
		return "<nil class>"
	}
	return "<class " + c.snap.Load().qualname + ">"
}

// String is the object in short, as <A object>.
func (o *Object) String() string {
	if o == nil {
		return "<nil object>"
	}
	return "<" + o.Class().snap.Load().qualname + " object>"
}

// String is the super object in short, as <super of A for C>, or <super of A> if it is not
// bound.
func (s *Super) String() string {
	if s == nil {
		return "<nil super>"
	}
	text := "<super of " + s.class.snap.Load().qualname
	if s.start != nil {
		text += " for " + s.start.snap.Load().qualname
	}
	return text + ">"
}

// String is "<world>": a world has no name, and all it holds would be too long.
func (w *World) String() string { return "<world>" }
