package models

import (
	"slices"
	"strings"

	"underhood/metaclass"
)

// A Model is what is known of one class of models. It does not change.
type Model struct {
	class    *metaclass.Class
	name     string
	abstract bool
	fields   []*Field
	place    map[string]int
	record   *metaclass.Record
}

// modelKey is where a class keeps its Model.
const modelKey = "__model__"

// Of is the model of a class, nil if the class is nil, no model, or Model itself.
func Of(c *metaclass.Class) *Model {
	if c == nil {
		return nil
	}
	v, _, _ := c.Find(modelKey)
	m, _ := v.(*Model)
	return m
}

// Class is the class.
func (m *Model) Class() *metaclass.Class { return m.class }

// Name is the class's name.
func (m *Model) Name() string { return m.name }

// Abstract reports whether the class was declared with abstract=True: it has no instances
// and is not in the registry, and is there to be derived from.
func (m *Model) Abstract() bool { return m.abstract }

// Fields are the fields, those of the bases first, a copy.
func (m *Model) Fields() []*Field { return slices.Clone(m.fields) }

func (m *Model) names() []string {
	names := make([]string, len(m.fields))
	for i, f := range m.fields {
		names[i] = f.name
	}
	return names
}

// gather collects the fields along the MRO from its end, so that those of a base come
// first. A class may declare a field anew, which then keeps its place, or drop it by
// binding the name to anything else.
func (m *Model) gather() {
	var names []string
	seen := map[string]bool{}
	mro := m.class.MRO()
	for _, c := range slices.Backward(mro) {
		for name, v := range c.Dict().All() {
			if _, isField := v.(*Field); isField && !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	m.place = make(map[string]int)
	for _, name := range names {
		v, _, _ := m.class.Find(name)
		if f, isField := v.(*Field); isField {
			m.place[name] = len(m.fields)
			m.fields = append(m.fields, f)
		}
	}
}

// initialise is Model.__init__(self, **values). It reports everything that is wrong at
// once, and sets nothing then. A method clean(self) has the last word on the whole.
func initialise(c *metaclass.Call) (metaclass.Value, error) {
	o, err := metaclass.As[*metaclass.Object](c.Self())
	if err != nil {
		return nil, err
	}
	m := Of(o.Class())
	switch {
	case m == nil || m.abstract:
		return nil, metaclass.Raise("TypeError", "Can't instantiate abstract model %s", o.Class().Name())
	case len(c.Args) > 1:
		return nil, metaclass.Raise("TypeError", "%s() takes keyword arguments only", m.name)
	}
	values, err := m.validate(c.Kw)
	if err != nil {
		return nil, err
	}
	if err := m.record.Fill(o, values); err != nil {
		return nil, err
	}
	if _, _, ok := o.Class().Find("clean"); ok {
		_, err = o.Call("clean")
	}
	return metaclass.None, err
}

// validate cleans all values and gathers what is wrong.
func (m *Model) validate(given []metaclass.Kw) ([]metaclass.Value, error) {
	values := make([]metaclass.Value, len(m.fields))
	var unknown []Problem
	for n, kw := range given {
		if n < len(m.fields) && m.fields[n].name == kw.Name { // mostly they come in order
			values[n] = kw.Value
		} else if i, ok := m.place[kw.Name]; ok {
			values[i] = kw.Value
		} else {
			unknown = append(unknown, Problem{kw.Name, "is no field"})
		}
	}
	var problems []Problem
	for i, f := range m.fields {
		switch {
		case values[i] != nil:
			v, err := f.clean(values[i])
			if err != nil {
				problems = append(problems, Problem{f.name, err.Error()})
			}
			values[i] = v
		case f.initial != nil:
			values[i] = f.initial
		case f.optional:
			values[i] = metaclass.None
		default:
			problems = append(problems, Problem{f.name, "is missing"})
		}
	}
	if problems = append(problems, unknown...); problems != nil {
		return nil, &ValidationError{m.name, problems}
	}
	return values, nil
}

// represent is Model.__repr__.
func represent(c *metaclass.Call) (metaclass.Value, error) {
	o, err := metaclass.As[*metaclass.Object](c.Self())
	if err != nil {
		return nil, err
	}
	m := Of(o.Class())
	if m == nil {
		return o.Class().Name() + "()", nil
	}
	parts := make([]string, 0, len(m.fields))
	for _, f := range m.fields {
		v, ok := o.Own(f.name)
		if !ok {
			continue
		}
		s, err := c.World.Repr(v)
		if err != nil {
			return nil, err
		}
		parts = append(parts, f.name+"="+s)
	}
	return m.name + "(" + strings.Join(parts, ", ") + ")", nil
}
