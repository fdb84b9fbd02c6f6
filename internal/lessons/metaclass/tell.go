package lesson

import (
	"slices"
	"strings"
)

// line says a beat in one line: what belongs to a step is indented below it.
func (s *State) line(b Beat) string {
	switch b.Kind {
	case beatStart, beatNote:
		return s.source(b)
	case beatDone, beatFail:
		return s.result(b)
	}
	return "    " + s.tell(b)
}

// source is the line of the program a step is at.
func (s *State) source(b Beat) string {
	if b.Line < 1 || b.Line > len(s.code.lines) {
		return ""
	}
	text := strings.TrimSpace(s.code.lines[b.Line-1])
	if strings.HasSuffix(text, ":") {
		text += " ..."
	}
	return text
}

// result says what a step came to, after its line if nothing has been told of it yet.
func (s *State) result(b Beat) string {
	text := "=  " + b.Text
	if b.Kind == beatFail {
		text = "!  " + s.exception(b)
		if len(b.Notes) > 0 {
			text += "; " + strings.Join(b.Notes, "; ")
		}
	}
	if !s.Told {
		return s.source(b) + "  " + text
	}
	return "    " + text
}

func (s *State) exception(b Beat) string {
	return strings.TrimSuffix(b.Name+": "+strings.ReplaceAll(b.Text, "\n", " "), ": ")
}

// tell says a beat in one sentence.
func (s *State) tell(b Beat) string {
	switch b.Kind {
	case beatStart, beatNote:
		return s.source(b)
	case beatPrepare:
		if b.Name == "" {
			return "a namespace for " + b.Class + ": what is called in the place of a metaclass has no __prepare__"
		}
		if b.Text == "" {
			return "a namespace for " + b.Class + ": " + b.Name + ", in the place of a metaclass, has no __prepare__"
		}
		return b.Name + " is the metaclass of " + b.Class + "; " + b.Text + ".__prepare__ gives the namespace"
	case beatBind:
		return "the body binds " + b.Name + " to " + b.Text
	case beatNew:
		return "type.__new__ makes " + b.Class + ", an instance of " + b.Name
	case beatMerge:
		return s.tellMerge(b)
	case beatOrder:
		text := "the order of " + b.Class + ": " + strings.Join(b.Order, ", ")
		if b.Text != "" {
			text += ", as " + b.Text + ".mro says"
		}
		return text
	case beatBack:
		return "the order of " + b.Class + " again: " + strings.Join(b.Order, ", ")
	case beatSetName:
		return b.Name + " is told its name in " + b.Class + ": __set_name__"
	case beatInitSub:
		return or(b.Text, "object") + ".__init_subclass__ is told of " + b.Class
	case beatCall:
		return b.Name + "(" + b.Text + ") runs"
	case beatReturn:
		return "it returns"
	case beatLog:
		return "log: " + b.Text
	case beatLook:
		return s.tellLook(b)
	case beatFound:
		return s.tellFound(b)
	case beatSuper:
		text := "behind " + b.Class + " come " + strings.Join(b.Order, ", ") + "; "
		if b.Text == "" {
			return text + "none has " + b.Name
		}
		return text + b.Text + " has " + b.Name
	case beatMore:
		return "and " + b.Text + " more"
	case beatDone:
		return "it is " + b.Text
	}
	return s.exception(b)
}

func (s *State) tellMerge(b Beat) string {
	heads := make([]string, 0, len(b.Lists))
	for _, l := range b.Lists {
		if len(l) > 0 && !slices.Contains(heads, l[0]) {
			heads = append(heads, l[0])
		}
	}
	if b.Name == "" {
		return "of the heads " + strings.Join(heads, ", ") + " none is free: each stands in a tail"
	}
	var waiting []string
	for _, h := range heads {
		if h == b.Name {
			break
		}
		waiting = append(waiting, h)
	}
	if len(waiting) > 0 {
		return strings.Join(waiting, ", ") + " must wait, " + b.Name + " is taken"
	}
	return b.Name + " is taken"
}

func (s *State) tellLook(b Beat) string {
	p := b.Places[len(b.Places)-1]
	switch {
	case strings.HasPrefix(p.Rule, "its own"):
		return p.Rule + " has no " + b.Name
	case strings.HasPrefix(p.Rule, "the rest"):
		return "there is no " + b.Name + " in " + p.Rule
	case strings.HasPrefix(p.Rule, "__getattr__ of "):
		return strings.TrimPrefix(p.Rule, "__getattr__ of ") + " has no __getattr__"
	}
	return "no " + p.Rule + " has " + b.Name
}

func (s *State) tellFound(b Beat) string {
	w := b.winner()
	text := w.Rule
	if w.Where != "" {
		text += ": " + w.Where + " has " + b.Name
	} else {
		text += " has " + b.Name
	}
	var hidden []string
	seen := false
	for _, p := range b.Places {
		seen = seen || p.Wins
		if seen && p.Has && !p.Wins {
			hidden = append(hidden, p.Rule)
		}
	}
	if len(hidden) > 0 {
		text += "; it hides: " + strings.Join(hidden, ", ")
	}
	return text
}

// reasons are the rules behind the beats.
var reasons = map[string]string{
	beatPrepare: "The metaclass is the most derived of the given one and those of the bases.",
	beatBind:    "A class body is code that runs; what it binds ends up in the namespace.",
	beatNew:     "It copies the namespace, makes room for slots, and works out the order.",
	beatSetName: "It is looked up on the type of the value, and asked at creation only.",
	beatInitSub: "super(cls, cls).__init_subclass__, so the class that defines it does not hear of itself.",
	beatBack:    "One order could not be worked out, so all that were changed before are put back.",
	beatSuper:   "super looks behind the class in the order of the object's type, not among the class's own bases.",
}

// caption says a beat for whoever looks at the picture.
func (s *State) caption(b Beat) string {
	text, why := s.tell(b), reasons[b.Kind]
	switch b.Kind {
	case beatStart:
		return text
	case beatDone:
		text, why = s.source(b)+" gives "+b.Text, operations[b.Op]
	case beatFail:
		notes := slices.Clone(b.Notes)
		if len(s.Changed) == 0 && strings.Contains(s.source(b), ".__bases__ =") {
			notes = append(notes, "No class has changed")
		}
		text, why = s.exception(b), strings.Join(notes, ". ")
	case beatMerge:
		why = "The first head that stands in no tail is taken, from all lists."
		if b.Name == "" {
			why = "So no order can please all of them."
		}
	case beatOrder:
		if b.Text == "" && s.About == "making" {
			why = "Attributes are looked up along it, from the left."
		}
	case beatFound:
		why = places[b.winner().Rule]
	}
	if why != "" {
		text += ". " + why
	}
	return text
}

// operations are what there is to know of steps that went well.
var operations = map[string]string{
	"register":   "A virtual subclass: its order stays as it is, and it is not among the subclasses.",
	"subclasses": "The list is weak, and in the order of definition.",
	"abstract":   "The set was worked out when the class was made.",
	"issubclass": "The metaclass is asked, by __subclasscheck__; ABCMeta's knows who is registered.",
	"mro":        "The order in which attributes are looked up.",
}

// places are why each place comes where it does.
var places = map[string]string{
	"data descriptor of the class": "A data descriptor, which has __set__ or __delete__, comes before the instance's own.",
	"its own dict":                 "Only a data descriptor would have come before it.",
	"descriptor of the class":      "Its __get__ is called with the instance: so a function becomes a bound method.",
	"__getattr__ of the class":     "It is asked when nothing else has the name.",
}
