package lesson

import (
	"fmt"
	"strings"
)

// line says a beat in one line, given the state after it. It is indented by how
// many asks are open.
func (s *State) line(b Beat) string {
	switch b.Kind {
	case beatBuilt:
		return ">>> " + s.built()
	case beatStep:
		return ">>> " + s.code(b.Line)
	case beatEnd:
		return s.tell(b)
	}
	depth := len(s.Asking)
	if b.Kind != beatAsk {
		depth++
	}
	return strings.Repeat("  ", depth) + s.tell(b)
}

func (s *State) code(line int) string {
	if line < 1 || line > len(s.plan.code) {
		return ""
	}
	return s.plan.code[line-1]
}

func (s *State) built() string {
	return "all stages are made: nothing has been asked, nothing has moved"
}

// label is what a stage is called.
func (s *State) label(id string) string { return s.plan.stage(id).label }

// tell says a beat in one sentence.
func (s *State) tell(b Beat) string {
	name, by := s.label(b.Stage), s.label(s.From) // who asks, of an ask
	switch b.Kind {
	case beatBuilt:
		return s.built()
	case beatStep:
		return s.code(b.Line)
	case beatAsk:
		if s.Dropped != "" {
			return fmt.Sprintf("%s gives up %s and asks %s", by, s.Dropped, name)
		}
		return fmt.Sprintf("%s asks %s", by, name)
	case beatGive:
		text := fmt.Sprintf("%s gives %s to %s", name, b.Value, s.label(s.To))
		if s.plan.stage(b.Stage).op == "tee" && !s.Fresh {
			text += ", from what tee has kept"
		}
		return text
	case beatOver:
		text := name + " is over"
		if st := s.plan.stage(b.Stage); len(st.inputs) > 0 && !s.Stages[b.Stage].Tried {
			text += ", without asking"
		}
		if s.Dropped != "" {
			text += fmt.Sprintf(": %s, which it had got, is lost", s.Dropped)
		}
		return text
	case beatRaise:
		text := name + " raises " + b.Value
		if s.Dropped != "" {
			text += fmt.Sprintf(": %s, which it had got, is lost", s.Dropped)
		}
		return text
	case beatLeave:
		return name + " is left: nobody asks it any more"
	}
	return b.Value
}

// caption says a beat for whoever looks at the picture: what happened, and why.
func (s *State) caption(b Beat) string {
	text := s.tell(b)
	if why := s.why(b); why != "" {
		text += ". " + why
	}
	return text
}

// why is the rule behind a beat.
func (s *State) why(b Beat) string {
	st := s.plan.stage(b.Stage)
	switch b.Kind {
	case beatBuilt:
		return "A stage is an iterator: it works only when it is asked for its next item."
	case beatAsk:
		return s.whyAsk()
	case beatGive:
		if s.To == consumerID {
			return "One item has come all the way; the stages rest until the next ask."
		}
		if st.op == "groupby" {
			return "The group itself has given nothing yet: its first item is held ahead."
		}
	case beatOver:
		switch st.op {
		case "src", "lit", "range":
			return "There is no next item: StopIteration."
		case "islice":
			if !s.Stages[b.Stage].Tried {
				return "It has counted to its stop, so it does not even ask its source."
			}
		case "takewhile":
			if s.Dropped != "" {
				return "To see that an item fails it had to be taken; it cannot be put back."
			}
		case "zip":
			return "One input is over, so the row cannot be completed."
		case "group":
			if !s.Stages[b.Stage].Tried {
				return "The groupby has gone on to another group, so this one is empty."
			}
			if len(s.Stages[keysID].Holds) > 0 {
				return "The next item has another key; it is held for the next group."
			}
		}
	case beatRaise:
		return "An exception goes up through all that wait for an answer."
	}
	return ""
}

// whyAsk is why somebody asks.
func (s *State) whyAsk() string {
	by, w := s.plan.stage(s.From), s.Stages[s.From]
	switch by.op {
	case "":
		return "The consumer wants an item, and this is what sets the stages going."
	case "filter":
		if s.Dropped != "" {
			return "It asks until an item passes its test."
		}
	case "filterfalse", "dropwhile":
		if s.Dropped != "" {
			return "It asks until an item fails its test."
		}
	case "islice":
		if s.Dropped != "" {
			return "Items before its start, and between its steps, are taken and given up."
		}
	case "takewhile":
		return "It must see an item to know whether it still passes."
	case "zip", "zip_longest":
		return fmt.Sprintf("A row takes one item of each input, from left to right; it has %d.", len(w.Holds))
	case "batched":
		return fmt.Sprintf("It has %d of its batch and asks for the rest.", len(w.Holds))
	case "chain", "chain_from_iterable":
		return "It goes through its inputs one after the other."
	case "tee":
		return "This part is in front: nobody has taken the next item yet, so tee asks for it and keeps it for the others."
	case "groupby":
		if s.Dropped != "" {
			return "The last group was not used up; what is left of it is skipped."
		}
		return "It must see an item to know its key."
	case "group":
		return "A group has no items of its own: it takes them from the same source as its groupby."
	case "cycle":
		return "In the first round it asks, and keeps what it gets."
	}
	return "It can give nothing before it has got an item itself."
}
