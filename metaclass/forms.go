package metaclass

// Forms are the bodies of one function in several forms, for functions that are made
// from Go functions of other types. The fixed ones are called without allocation when
// the arguments are as many; General gets all other calls, and tells what is wrong.
type Forms struct {
	General func(*Call) (Value, error)
	F1      func(a Value) (Value, error)
	F2      func(a, b Value) (Value, error)
	F3      func(a, b, c Value) (Value, error)
	// Typed is anything that a caller who knows its type can use instead, see
	// [Function.Typed].
	Typed any
}

// FuncOf makes a function of several forms. Panics if General is nil.
func FuncOf(name string, forms Forms) *Function {
	if forms.General == nil {
		panic("metaclass: FuncOf needs the general form")
	}
	return &Function{name: name, general: forms.General, f1: forms.F1, f2: forms.F2, f3: forms.F3, typed: forms.Typed}
}

// Typed is what [Forms] said, nil for other functions. Who calls it does what a call by
// the world does else: raises a RecursionError if [World.StackFull], and turns panics
// into errors.
func (f *Function) Typed() any { return f.typed }

// StackFull reports whether a call would be a [*RecursionError] now, see [WithStackLimit].
func (w *World) StackFull() bool { return w.tooDeep() }

// FindMethod is the function that obj.name(...) comes down to, called with obj as its
// first argument. It is nil when the attribute is none of the class's plain functions,
// or hidden by the instance's own: then only [Object.Call] knows what happens.
func (o *Object) FindMethod(name string) *Function {
	f, _ := o.Class().world.found(o, name)
	return f
}

// FindMethod is what [Object.FindMethod] gives, remembered at the site.
func (s *Site) FindMethod(o *Object) *Function {
	c := o.class.Load()
	sn := c.snap.Load()
	if e := s.entry.Load(); e != nil && e.version == sn.version && e.kind == siteFunction && e.shape == o.shapeOf() {
		return (*sn.sited.Load())[e.index].fn
	}
	return s.method(c, sn, o)
}
