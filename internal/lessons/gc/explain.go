package lesson

import (
	"fmt"

	"underhood/gc"
)

// explain says why an operation failed, for whoever watches: the outcome itself
// has the oracle's form and names only the operation and the name.
func (p *player) explain(o *Op, outcome Outcome) string {
	name := fmt.Sprint(outcome[len(outcome)-1])
	r := p.find(name)
	switch kind, _ := p.h.KindOf(r); {
	case o.Op == "new":
		return fmt.Sprintf("the name %s exists already", name)
	case o.Op == "weakref" && p.root(weakName(o.W)) != gc.Nil:
		return fmt.Sprintf("there is a weak reference %s already", o.W)
	case o.Op == "weakref":
		return "only a Node can be referred to weakly, or hold a weak reference"
	case r == gc.Nil:
		return fmt.Sprintf("NameError: the name %s refers to nothing", name)
	case o.Op == "remove" && kind == gc.List:
		n, _ := p.h.Size(r)
		return fmt.Sprintf("IndexError: %s has %d items, there is no item %d", name, n, o.Index)
	case o.Op == "link":
		return fmt.Sprintf("AttributeError: %s has no slots", o.ID)
	default:
		return fmt.Sprintf("%s is a %s, which cannot do this", name, kind)
	}
}
