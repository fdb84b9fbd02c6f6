package metaclass

import "iter"

// A MappingProxy is what cls.__dict__ gives: a live view that cannot be written.
type MappingProxy struct{ class *Class }

// Get is the value of a name.
func (p *MappingProxy) Get(name string) (Value, bool) { return p.class.snap.Load().ns.get(name) }

// Len is the number of names.
func (p *MappingProxy) Len() int { return len(p.class.snap.Load().ns.entries) }

// All are the names and values as they are when the loop begins, in order.
func (p *MappingProxy) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for _, e := range p.class.snap.Load().ns.entries {
			if !yield(e.name, e.value) {
				return
			}
		}
	}
}
