package lesson

import (
	"fmt"
	"strings"
)

// line says a beat in one line.
func (s *State) line(b Beat) string {
	switch b.Kind {
	case beatRound:
		return s.round(b)
	case beatEnd:
		return s.end()
	}
	text := s.tell(b)
	if b.Who == "" {
		return text
	}
	return fmt.Sprintf("%-3s %s", b.Who, strings.TrimPrefix(text, b.Who+" "))
}

// tell says a beat in one sentence.
func (s *State) tell(b Beat) string {
	switch b.Kind {
	case beatAsk:
		return b.Who + " asks"
	case beatLook:
		if b.Object == 0 {
			return b.Who + " asks, and finds no instance"
		}
		return fmt.Sprintf("%s asks, and finds #%d", b.Who, b.Object)
	case beatBegin:
		return fmt.Sprintf("%s begins to construct #%d", b.Who, b.Object)
	case beatWait:
		return fmt.Sprintf("%s waits: %s constructs #%d", b.Who, b.Text, b.Object)
	case beatMade:
		switch {
		case b.Way == "Must":
			return fmt.Sprintf("#%d is constructed, before main", b.Object)
		case b.Who == "":
			return fmt.Sprintf("the construction of #%d is done, and it is stored", b.Object)
		}
		return fmt.Sprintf("%s has constructed #%d, and it is stored", b.Who, b.Object)
	case beatFail:
		return fmt.Sprintf("the construction of #%d fails: %s", b.Object, b.Text)
	case beatPanic:
		return fmt.Sprintf("the construction of #%d panics: %s", b.Object, b.Text)
	case beatGot:
		return fmt.Sprintf("%s gets #%d", b.Who, b.Object)
	case beatError:
		return fmt.Sprintf("%s gets an error: %s", b.Who, b.Text)
	case beatPanicked:
		return fmt.Sprintf("%s panics: %s", b.Who, b.Text)
	case beatLeave:
		return fmt.Sprintf("%s leaves: %s; the construction of #%d goes on", b.Who, b.Text, b.Object)
	case beatTurn:
		return "the clock is turned by " + b.Text
	case beatReset:
		return "the instance is forgotten"
	case beatRound:
		return s.round(b)
	}
	return s.end()
}

// round says what became of a step in all ways, those alike together.
func (s *State) round(b Beat) string {
	var order []string
	names := map[string][]string{}
	for _, w := range s.Ways {
		if w.News == "" {
			continue
		}
		said := words(w.News, w.racer(b.Who).Object)
		switch w.News {
		case beatBegin:
			said = "finds none and constructs"
		case beatWait:
			said = "waits"
		case beatGot:
			said = "gets " + said
		case beatError:
			said = "gets an error"
		case beatPanicked:
			said = "panics"
		}
		if names[said] == nil {
			order = append(order, said)
		}
		names[said] = append(names[said], w.Name)
	}
	what := map[string]string{"ask": b.Who + " asks", "make": b.Who + "'s constructor returns"}[b.Text]
	if what == "" {
		what = strings.TrimSpace(b.Text + " " + b.Who)
	}
	if len(order) == 0 {
		return what + ": nothing changes"
	}
	parts := make([]string, len(order))
	for i, said := range order {
		parts[i] = said + " (" + strings.Join(names[said], ", ") + ")"
	}
	return what + ": " + strings.Join(parts, "; ")
}

// end says what came of it, ways alike together.
func (s *State) end() string {
	if w := s.Ways[0]; len(s.Ways) == 1 {
		return fmt.Sprintf("%d constructed, %d handed out", w.Made, w.given())
	}
	var order []int
	names := map[int][]string{}
	for _, w := range s.Ways {
		n := w.given()
		if names[n] == nil {
			order = append(order, n)
		}
		names[n] = append(names[n], w.Name)
	}
	parts := make([]string, len(order))
	for i, n := range order {
		parts[i] = fmt.Sprintf("%d handed out by %s", n, strings.Join(names[n], ", "))
	}
	return strings.Join(parts, "; ")
}

// reasons are the rules behind the beats.
var reasons = map[string]string{
	beatFail:     "An error is never kept as if it were an instance.",
	beatTurn:     "The clock is passed in, so nobody sleeps.",
	beatReset:    "Who has it keeps it; the next one to ask constructs another.",
	beatPanicked: "The panic came out of the call.",
	beatRound:    "A naive form looks and then stores; whoever looks in between constructs too.",
}

// caption says a beat for whoever looks at the picture.
func (s *State) caption(b Beat) string {
	text, why := s.tell(b), reasons[b.Kind]
	naive := len(s.Ways) == 1 && !s.plan.forms[0].waits && !s.plan.forms[0].eager
	switch {
	case b.Kind == beatLook && b.Object == 0 && naive:
		why = "Until somebody stores, everybody finds none."
	case b.Kind == beatMade && naive && b.Object > 1:
		why = "It is stored over the one that was there."
	case b.Kind == beatMade && b.Way == "Must":
		why = "A package variable is set once, in the order of need; whoever asks finds it."
	case b.Kind == beatWait && b.Way == "Lazy":
		why = "It waits as long as its context lets it."
	case b.Kind == beatWait:
		why = "There is a lock between the look and the store."
	case b.Kind == beatError && strings.Contains(b.Text, "not tried again"):
		why = "The back-off allows no construction yet, so the last error is all there is."
	case b.Kind == beatError && b.Way == "Wrap":
		why = "The first result is everybody's, for good."
	case b.Kind == beatError && strings.Contains(b.Text, "panicked"):
		why = "The panic is an error for all who wait, and nobody gets a nil."
	}
	if why != "" {
		text += ". " + why
	}
	return text
}
