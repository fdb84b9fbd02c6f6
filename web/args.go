package web

import (
	"iter"
	"math"
	"math/big"
)

// Args are values by name, in order: what the variables of a rule matched and its
// defaults, and the values a URL is built from. Methods of a nil *Args find
// nothing; it cannot be written to. Not safe for concurrent use.
type Args struct {
	list []arg
	few  [2]arg // where list begins: most rules have no more
}

type arg struct {
	name  string
	value any
}

// NewArgs makes Args of pairs of a name and a value. It returns [ErrArgs] if a
// name is no string or has no value.
func NewArgs(pairs ...any) (*Args, error) {
	a := &Args{}
	if err := a.add(pairs); err != nil {
		return nil, err
	}
	return a, nil
}

func (a *Args) add(pairs []any) error {
	if len(pairs)%2 != 0 {
		return ErrArgs
	}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return ErrArgs
		}
		a.Set(name, pairs[i+1])
	}
	return nil
}

func (a *Args) index(name string) int {
	if a != nil {
		for i := range a.list {
			if a.list[i].name == name {
				return i
			}
		}
	}
	return -1
}

// Get returns the value of a name, nil if there is none.
func (a *Args) Get(name string) any {
	if i := a.index(name); i >= 0 {
		return a.list[i].value
	}
	return nil
}

// Has reports whether there is a value of this name, which may be nil.
func (a *Args) Has(name string) bool { return a.index(name) >= 0 }

// Int returns an int, 0 if the value is none. Of a number in a URL that is larger than an
// int it is the largest, or the smallest, int: [Args.Get] has the number, a *big.Int.
func (a *Args) Int(name string) int {
	switch n := a.Get(name).(type) {
	case int:
		return n
	case *big.Int:
		if n.Sign() < 0 {
			return math.MinInt
		}
		return math.MaxInt
	}
	return 0
}

// Float returns a float64, 0 if the value is none.
func (a *Args) Float(name string) float64 {
	f, _ := a.Get(name).(float64)
	return f
}

// String returns a string, "" if the value is none.
func (a *Args) String(name string) string {
	s, _ := a.Get(name).(string)
	return s
}

// Set gives a name its value; a new name comes last.
func (a *Args) Set(name string, value any) {
	if i := a.index(name); i >= 0 {
		a.list[i].value = value
		return
	}
	if a.list == nil {
		a.list = a.few[:0]
	}
	a.list = append(a.list, arg{name, value})
}

// SetDefault gives a name its value unless it has one, nil included.
func (a *Args) SetDefault(name string, value any) {
	if !a.Has(name) {
		a.Set(name, value)
	}
}

// Delete takes a name away and returns its value, nil if there was none.
func (a *Args) Delete(name string) any {
	i := a.index(name)
	if i < 0 {
		return nil
	}
	value := a.list[i].value
	a.list = append(a.list[:i], a.list[i+1:]...)
	return value
}

// Len returns how many there are.
func (a *Args) Len() int {
	if a == nil {
		return 0
	}
	return len(a.list)
}

// All ranges over names and values in order. It can be ranged again; the Args may
// not be changed meanwhile.
func (a *Args) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if a == nil {
			return
		}
		for _, p := range a.list {
			if !yield(p.name, p.value) {
				return
			}
		}
	}
}

func (a *Args) names() []string {
	var names []string
	for name := range a.All() {
		names = append(names, name)
	}
	return names
}
