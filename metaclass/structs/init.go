package structs

import "underhood/metaclass"

// initFields is the __init__ of a class without one of its own: the fields by position,
// those of the base first, or by name. Fields that are not named keep what they have.
// Nothing is written if an argument is refused.
func (p *plan) initFields() *metaclass.Function {
	b, w := p.binding, p.world
	return metaclass.Func("__init__", func(c *metaclass.Call) (metaclass.Value, error) {
		if len(c.Args) == 0 {
			return nil, metaclass.Raise("TypeError", "unbound method %s.__init__() needs an argument", b.name)
		}
		self, args := c.Args[0], c.Args[1:]
		if len(args) > len(b.fields) {
			return nil, metaclass.Raise("TypeError", "%s() takes at most %d argument%s (%d given)", b.name, len(b.fields), plural(len(b.fields)), len(args))
		}
		given := make([]metaclass.Value, len(b.fields))
		copy(given, args)
		for _, kw := range c.Kw {
			i := b.fieldNamed(kw.Name)
			if i < 0 {
				return nil, metaclass.Raise("TypeError", "'%s' is an invalid keyword argument for %s()", kw.Name, b.name)
			}
			if given[i] != nil {
				return nil, metaclass.Raise("TypeError", "argument for %s() given by name ('%s') and position (%d)", b.name, kw.Name, i+1)
			}
			given[i] = kw.Value
		}
		return metaclass.None, b.fill(w, self, given)
	})
}

// fill writes the fields. Should one be refused, those before it get back what they had.
func (b *binding) fill(w *metaclass.World, self metaclass.Value, given []metaclass.Value) error {
	before := make([]metaclass.Value, len(given))
	for i, v := range given {
		if v == nil {
			continue
		}
		f := b.fields[i]
		var err error
		if before[i], err = f.get(w, self); err == nil {
			err = f.set(w, self, v)
		}
		if err != nil {
			for j := i - 1; j >= 0; j-- {
				if before[j] != nil {
					_ = b.fields[j].set(w, self, before[j]) // it came from there
				}
			}
			return err
		}
	}
	return nil
}

func (b *binding) fieldNamed(name string) int {
	for i, f := range b.fields {
		if f.name == name {
			return i
		}
	}
	return -1
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
