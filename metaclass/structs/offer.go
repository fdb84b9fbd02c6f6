package structs

// An Offered method is one of a whole set, see [Offer].
type Offered struct {
	Method
	// Promoted tells that Go promotes it from an embedded struct.
	Promoted bool
}

// Offer registers a set of methods, as methodset finds them. One is left out if a method
// of the same Go name is given by itself, or if it is promoted and a [Base] has it: then
// it is inherited.
func Offer(set ...Offered) Option {
	return option(func(p *plan) error {
		for _, o := range set {
			if o.build == nil {
				return refusef("%s: an offered method is zero", p.typ)
			}
		}
		p.offered = append(p.offered, set...)
		return nil
	})
}

// acceptOffers adds what is offered to the methods given.
func (p *plan) acceptOffers() {
	given := map[string]bool{}
	for _, m := range p.methods {
		given[m.name] = true
	}
	for _, o := range p.offered {
		if given[o.name] || o.Promoted && p.inherits(o.name) {
			continue
		}
		p.methods = append(p.methods, o.Method)
	}
}

// inherits reports whether a base has a method of a Go name.
func (p *plan) inherits(goName string) bool {
	for b := p.base; b != nil; b = b.base {
		if b.goNames[goName] {
			return true
		}
	}
	return false
}
