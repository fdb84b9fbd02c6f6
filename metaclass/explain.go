package metaclass

import (
	"fmt"
	"slices"
	"strings"
)

// A Rule is what decides an attribute access.
type Rule uint8

// The rules, in the order in which an access tries them. For a class, the data
// descriptors are its metaclass's, its own are those of its MRO, and what comes from
// the type comes from the metaclass.
const (
	RuleMissing    Rule = iota // nothing has the name: AttributeError
	RuleHook                   // __getattribute__ of the program decides
	RuleData                   // a data descriptor of the type
	RuleOwn                    // the instance's own; for a class, what its MRO has
	RuleDescriptor             // a descriptor of the type that is no data descriptor
	RulePlain                  // a plain attribute of the type
	RuleGetattr                // __getattr__, because nothing else had the name
)

// String is the rule in words.
func (r Rule) String() string {
	return [...]string{
		"nothing has it", "__getattribute__ decides", "data descriptor of the type", "its own",
		"descriptor of the type", "plain attribute of the type", "__getattr__",
	}[r]
}

// A Place is where a name stands.
type Place struct {
	// Rule is how the place would answer.
	Rule Rule
	// Class is whose namespace it is, nil for the object's own dict.
	Class *Class
	// Value is what stands there, as it was put there.
	Value Value
}

// An Explanation is how an attribute access would go.
type Explanation struct {
	Name string
	// Answer is the place that answers. Its Value is nil if nothing does.
	Answer Place
	// Shadowed are the other places that have the name, in the order in which they
	// would be asked if those before them were gone.
	Shadowed []Place
	// Searched are the classes that were looked through, in order.
	Searched []*Class
}

// Explain says how v.name would be found, and what it hides. No code of the program
// runs, so a hook is named, not asked. A super object has the names of the order behind
// its class; a bound method those of its own class, then its function's; a generic alias
// those of its origin, but for its own few.
func (w *World) Explain(v Value, name string) Explanation {
	if a, ok := v.(*GenericAlias); ok && !slices.Contains(aliasOwn, name) {
		return w.Explain(a.Origin, name)
	}
	sn := w.TypeOf(v).snap.Load()
	behind, searched := w.behind(v, name)
	e := Explanation{Name: name, Searched: append(searched, sn.mro...)}
	if sn.hooks&hookGetattribute != 0 {
		if r := sn.find("__getattribute__"); r.owner != nil && r.owner != w.object && r.owner != w.typ {
			e.Answer = Place{RuleHook, r.owner, r.value}
		}
	}
	var data, late []Place
	for _, c := range sn.mro {
		x, ok := c.snap.Load().ns.get(name)
		if !ok {
			continue
		}
		k := kindOf(x)
		switch {
		// Only the first one counts as what it is; those behind it are hidden by it.
		case len(data)+len(late) == 0 && w.isData(k, x) && w.hasGet(k, x):
			data = append(data, Place{RuleData, c, x})
		case w.hasGet(k, x):
			late = append(late, Place{RuleDescriptor, c, x})
		default:
			late = append(late, Place{RulePlain, c, x})
		}
	}
	var own []Place
	if c, ok := v.(*Class); ok {
		for _, b := range c.snap.Load().mro {
			e.Searched = append(e.Searched, b)
			if x, ok := b.snap.Load().ns.get(name); ok {
				own = append(own, Place{RuleOwn, b, x})
			}
		}
	} else if x, ok := w.own(v, name, hashName(name)); ok {
		own = append(own, Place{Rule: RuleOwn, Value: x})
	}
	places := append(append(append(behind, data...), own...), late...)
	if m, ok := v.(*BoundMethod); ok {
		f := w.Explain(m.Func, name)
		e.Searched = append(e.Searched, f.Searched...)
		if f.Answer.Value != nil {
			places = append(append(places, f.Answer), f.Shadowed...)
		}
	}
	if r := sn.find("__getattr__"); r.found {
		places = append(places, Place{RuleGetattr, r.owner, r.value})
	}
	if e.Answer.Value == nil && len(places) > 0 {
		e.Answer, places = places[0], places[1:]
	}
	e.Shadowed = places
	return e
}

// behind is what a super object finds before its own type's attributes: the places in the
// order behind its class (superGet).
func (w *World) behind(v Value, name string) (places []Place, searched []*Class) {
	s, ok := native(v).(*Super)
	if !ok || s.start == nil || name == "__class__" {
		return nil, nil
	}
	order := s.start.snap.Load().mro
	for _, c := range order[indexOf(order, s.class)+1:] {
		searched = append(searched, c)
		if x, ok := c.snap.Load().ns.get(name); ok {
			rule := RulePlain
			if w.hasGet(kindOf(x), x) {
				rule = RuleDescriptor
			}
			places = append(places, Place{rule, c, x})
		}
	}
	return places, searched
}

// String tells the explanation, a line a place.
func (e Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Name, e.Answer)
	for _, p := range e.Shadowed {
		fmt.Fprintf(&b, "\n  hides: %s", p)
	}
	return b.String()
}

// String is the place in words.
func (p Place) String() string {
	if p.Class == nil {
		return p.Rule.String()
	}
	return p.Rule.String() + ", in " + p.Class.Name()
}
