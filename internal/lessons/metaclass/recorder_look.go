package lesson

import (
	"slices"

	mc "underhood/metaclass"
)

// look tells how an attribute is found, place by place, as the engine explains it. label
// is what the program calls the value.
func (r *recorder) look(label string, v mc.Value, name string) {
	if r == nil {
		return
	}
	switch v.(type) {
	case *mc.Class, *mc.Object:
	default:
		return // a super, a bound method: they have rules of their own
	}
	if _, err := mc.As[*mc.Super](v); err == nil {
		return
	}
	e := r.m.world.Explain(v, name)
	places := r.places(v, e)
	for i := range places {
		b := Beat{Kind: beatLook, Class: label, Name: name, Places: places[:i+1]}
		if places[i].Wins {
			b.Kind = beatFound
			b.Places = places // with what it hides
			r.tell(b)
			return
		}
		r.tell(b)
	}
}

// places are all places in the order in which they are asked, those that have the name
// and those that have not.
func (r *recorder) places(v mc.Value, e mc.Explanation) []Place {
	of, own := "the class", "its own dict"
	if _, isClass := v.(*mc.Class); isClass {
		of, own = "the metaclass", "its own order"
	}
	out := []Place{}
	if e.Answer.Rule == mc.RuleHook {
		out = append(out, r.place("__getattribute__ of "+of, e, mc.RuleHook))
	}
	late := "the rest of " + of
	for _, p := range append([]mc.Place{e.Answer}, e.Shadowed...) {
		if p.Value != nil && (p.Rule == mc.RuleDescriptor || p.Rule == mc.RulePlain) {
			late = map[mc.Rule]string{mc.RuleDescriptor: "descriptor of ", mc.RulePlain: "plain value of "}[p.Rule] + of
			break
		}
	}
	return append(out,
		r.place("data descriptor of "+of, e, mc.RuleData),
		r.place(own, e, mc.RuleOwn),
		r.place(late, e, mc.RuleDescriptor, mc.RulePlain),
		r.place("__getattr__ of "+of, e, mc.RuleGetattr))
}

// place is the first place of some rules that has the name.
func (r *recorder) place(words string, e mc.Explanation, rules ...mc.Rule) Place {
	place := Place{Rule: words}
	for i, p := range append([]mc.Place{e.Answer}, e.Shadowed...) {
		if p.Value == nil || !slices.Contains(rules, p.Rule) {
			continue
		}
		place.Has, place.Wins, place.Value = true, i == 0, r.m.render(p.Value, 0)
		if p.Class != nil {
			place.Where = p.Class.Name()
		}
		break
	}
	return place
}

// super tells where super(cls, obj).name begins to look.
func (r *recorder) super(cls, obj mc.Value, name string) {
	if r == nil {
		return
	}
	c, ok := cls.(*mc.Class)
	if !ok {
		return
	}
	of, isClass := obj.(*mc.Class)
	if !isClass || !of.IsSubclassOf(c) {
		of = r.m.world.TypeOf(obj)
	}
	b := Beat{Kind: beatSuper, Class: c.Name(), Name: name}
	behind := false
	for _, k := range of.MRO() {
		if behind {
			b.Order = append(b.Order, k.Name())
			if _, has := k.Own(name); has && b.Text == "" {
				b.Text = k.Name()
			}
		}
		behind = behind || k == c
	}
	if len(b.Order) > 0 {
		r.tell(b)
	}
}
