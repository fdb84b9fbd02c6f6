package models

import (
	"iter"
	"sync"

	"underhood/metaclass"
)

// Models are the declarative models of one world: a metaclass, the base class Model, and a
// registry. Safe for concurrent use.
type Models struct {
	world *metaclass.World
	base  *metaclass.Class

	mu    sync.RWMutex
	names []string
	model map[string]*Model
}

// New makes the classes ModelMeta and Model in a world. Each call makes its own, with a
// registry of its own. A nil world is a [*metaclass.TypeError].
func New(w *metaclass.World) (*Models, error) {
	if w == nil {
		return nil, metaclass.Raise("TypeError", "models need a world, not nil")
	}
	m := &Models{world: w, model: make(map[string]*Model)}
	declarations, err := w.Class("Declarations", metaclass.Bases(w.BuiltinClass("dict")), metaclass.Method("__setitem__", declare))
	if err != nil {
		return nil, err
	}
	prepare := metaclass.Func("__prepare__", func(*metaclass.Call) (metaclass.Value, error) { return declarations.New() })
	meta, err := w.Class("ModelMeta", metaclass.Bases(w.Type()),
		metaclass.Attr("__prepare__", metaclass.NewClassMethod(prepare)),
		metaclass.Method("__new__", newModel))
	if err != nil {
		return nil, err
	}
	m.base, err = w.Class("Model", metaclass.Meta(meta),
		metaclass.Method("__init_subclass__", m.adopt),
		metaclass.Method("__init__", initialise),
		metaclass.Method("__repr__", represent))
	return m, err
}

// Base is the class Model, for [metaclass.Bases].
func (m *Models) Base() *metaclass.Class { return m.base }

// declare is the __setitem__ of the namespace that __prepare__ gives a class body: a name
// that has been declared as a field cannot be bound again, which a dict would allow.
func declare(c *metaclass.Call) (metaclass.Value, error) {
	ns, err := metaclass.As[*metaclass.Dict](c.Self())
	if err != nil {
		return nil, err
	}
	name := c.Args[1]
	before, _, err := ns.GetItem(name)
	if err != nil {
		return nil, err
	}
	if _, isField := before.(*Field); isField {
		return nil, metaclass.Raise("TypeError", "field %v is declared twice", name)
	}
	return metaclass.None, ns.SetItem(name, c.Args[2])
}

// newModel is ModelMeta.__new__(meta, name, bases, ns, **kw). While there is no class
// yet it refuses fields whose names the hooks need, and those that contradict themselves.
func newModel(c *metaclass.Call) (metaclass.Value, error) {
	ns, err := metaclass.As[*metaclass.Dict](c.Args[3])
	if err != nil {
		return nil, err
	}
	for name, v := range ns.All() {
		f, isField := v.(*Field)
		if !isField {
			continue
		}
		if s, ok := name.(string); ok && (s == "clean" || len(s) > 2 && s[:2] == "__") {
			return nil, metaclass.Raise("TypeError", "%s cannot be a field of %v", s, c.Args[1])
		}
		if err := f.declare(); err != nil {
			return nil, metaclass.Raise("TypeError", "field %v of %v: %v", name, c.Args[1], err)
		}
	}
	super, err := c.Super()
	if err != nil {
		return nil, err
	}
	next, err := super.Get("__new__")
	if err != nil {
		return nil, err
	}
	return c.World.CallKw(next, c.Args, c.Kw)
}

// adopt is Model.__init_subclass__(cls, abstract=False): it runs when the fields know their
// names. It gathers them, those of the bases first, and registers the model.
func (m *Models) adopt(c *metaclass.Call) (metaclass.Value, error) {
	cls, err := metaclass.As[*metaclass.Class](c.Self())
	if err != nil {
		return nil, err
	}
	model := &Model{class: cls, name: cls.Name()}
	for _, kw := range c.Kw {
		if kw.Name != "abstract" {
			return nil, metaclass.Raise("TypeError", "%s.__init_subclass__() got an unexpected keyword argument '%s'", cls.Name(), kw.Name)
		}
		if model.abstract, err = c.World.Truth(kw.Value); err != nil {
			return nil, err
		}
	}
	model.gather()
	names := make(metaclass.Tuple, len(model.fields))
	for i, name := range model.names() {
		names[i] = name
	}
	model.record = c.World.NewRecord(model.names()...)
	if err := cls.Set("__fields__", names); err != nil {
		return nil, err
	}
	if err := cls.Set(modelKey, model); err != nil {
		return nil, err
	}
	return metaclass.None, m.register(model)
}

func (m *Models) register(model *Model) error {
	if model.abstract {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, taken := m.model[model.name]; taken {
		return metaclass.Raise("TypeError", "a model %s is registered already", model.name)
	}
	m.names = append(m.names, model.name)
	m.model[model.name] = model
	return nil
}

// Model is a registered model by its name, nil if there is none.
func (m *Models) Model(name string) *Model {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.model[name]
}

// All are the registered models, in the order of definition.
func (m *Models) All() iter.Seq[*Model] {
	return func(yield func(*Model) bool) {
		m.mu.RLock()
		names := m.names[:len(m.names):len(m.names)]
		m.mu.RUnlock()
		for _, name := range names {
			if !yield(m.Model(name)) {
				return
			}
		}
	}
}
