package metaclass

// bootstrap makes the first classes. type is an instance of itself and derived from
// object, object is an instance of type: both are allocated empty, then tied.
func (w *World) bootstrap() {
	w.object, w.typ = w.newClass(nil), w.newClass(nil)
	w.object.meta.Store(w.typ)
	w.typ.meta.Store(w.typ)
	objectLayout := &layout{size: 16}
	typeLayout := &layout{size: 904, item: 40, dict: 264, weak: 368, gc: true}
	w.object.setUp("object", nil, objectLayout)
	w.typ.setUp("type", w.object, typeLayout)

	w.builtins = make(map[string]Value)
	w.makeDescriptors()
	w.fillObject()
	w.fillType()
	w.makeContainers()
	for _, c := range []*Class{w.list, w.dict} { // changing, so not to be hashed
		sn := c.snap.Load().changed()
		sn.ns = sn.ns.with("__hash__", None)
		c.snap.Store(sn.settle())
	}
	w.fillProperty()
	w.fillMethods()
	w.makeAlias()
	w.makeABC()
	w.makeFunctions()
	for _, c := range []*Class{
		w.object, w.typ, w.int_, w.bool_, w.float_, w.str, w.tuple, w.list, w.dict, w.frozenset,
		w.property, w.classMethod, w.staticMethod, w.super, w.abcMeta, w.abc,
	} {
		w.builtins[c.Name()] = c
	}
}

// setUp gives a built-in class its first snapshot.
func (c *Class) setUp(name string, base *Class, l *layout) {
	c.immutable = true
	sn := &snapshot{name: name, qualname: name, ns: newNamespace(nil), base: base, layout: l, mro: []*Class{c}}
	if base != nil {
		sn.bases = []*Class{base}
		sn.mro = append(sn.mro, base.snap.Load().mro...)
		base.enlist(c)
	}
	sn.hooks = 0
	if base != nil {
		sn.hooks = gatherHooks(sn.mro, c, sn.ns)
	}
	c.snap.Store(sn.settle())
}

// builtin makes a built-in class. final ones cannot be bases.
func (w *World) builtin(name string, base *Class, l *layout, final bool, attrs ...Value) *Class {
	c := w.newClass(w.typ)
	w.mu.Lock()
	c.setUp(name, base, l)
	w.mu.Unlock()
	c.final = final
	c.fill(attrs...)
	return c
}

// makeDescriptors makes the classes of which the attributes of all classes are
// instances. Sizes are CPython's.
func (w *World) makeDescriptors() {
	small := &layout{size: 56, gc: true}
	w.function = w.builtin("function", w.object, &layout{size: 136, dict: 88, weak: 96, gc: true}, true)
	w.method = w.builtin("method", w.object, small, true)
	w.builtinFunc = w.builtin("builtin_function_or_method", w.object, small, true)
	w.wrapperDescriptor = w.builtin("wrapper_descriptor", w.object, small, true)
	w.methodWrapper = w.builtin("method-wrapper", w.object, small, true)
	w.methodDescriptor = w.builtin("method_descriptor", w.object, small, true)
	w.classMethodDescriptor = w.builtin("classmethod_descriptor", w.object, small, true)
	w.getsetDescriptor = w.builtin("getset_descriptor", w.object, small, true)
	w.memberDescriptor = w.builtin("member_descriptor", w.object, small, true)
	w.cell = w.builtin("cell", w.object, small, true)
	w.property = w.builtin("property", w.object, &layout{size: 64, gc: true}, false)
	w.classMethod = w.builtin("classmethod", w.object, &layout{size: 32, dict: 24, gc: true}, false)
	w.staticMethod = w.builtin("staticmethod", w.object, &layout{size: 32, dict: 24, gc: true}, false)
	w.super = w.builtin("super", w.object, &layout{size: 40, gc: true}, false)
	w.abcImpl = w.builtin("_abc_data", w.object, small, true)
	w.none = w.builtin("NoneType", w.object, &layout{size: 16}, true)
	w.notImplemented = w.builtin("NotImplementedType", w.object, &layout{size: 16}, true)
}
