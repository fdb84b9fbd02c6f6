package lesson

import "slices"

// A State is what is seen at one moment: a fold of the beats up to it.
type State struct {
	Last   Beat
	Sent   int // statements since the beginning
	before Beat
	tables []string
}

func (p *plan) newState() *State { return &State{tables: p.Tables} }

// Clone copies the state; beats are never changed, so they are shared.
func (s *State) Clone() *State {
	c := *s
	return &c
}

// Apply takes the next beat in.
func (s *State) Apply(b Beat) *State {
	s.before, s.Last = s.Last, b
	s.Sent += b.sent()
	return s
}

// sent is how many statements a beat sent.
func (b Beat) sent() int {
	n := 0
	for _, e := range b.Events {
		n += len(e.Statements)
	}
	return n
}

// statements are all that a beat sent, in order.
func (b Beat) statements() []Statement {
	var all []Statement
	for _, e := range b.Events {
		all = append(all, e.Statements...)
	}
	return all
}

// object finds an object by name.
func (b Beat) object(name string) (Object, bool) {
	i := slices.IndexFunc(b.Objects, func(o Object) bool { return o.Name == name })
	if i < 0 {
		return Object{}, false
	}
	return b.Objects[i], true
}

// table finds a table by name.
func (b Beat) table(name string) (Table, bool) {
	i := slices.IndexFunc(b.Tables, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return Table{}, false
	}
	return b.Tables[i], true
}

// row finds a row by its key, the first value.
func (t Table) row(key string) ([]string, bool) {
	i := slices.IndexFunc(t.Rows, func(r []string) bool { return r[0] == key })
	if i < 0 {
		return nil, false
	}
	return t.Rows[i], true
}
