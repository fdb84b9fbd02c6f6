package lesson

import (
	"fmt"
	"strings"
)

// line says a beat in one line.
func (s *World) line(b Beat) string {
	switch b.Kind {
	case beatGet, beatFork, beatOverride, beatClosing:
		return ">>> " + s.plan.code[b.Line-1] + "  // " + s.tell(b)
	case beatEnd:
		return s.tell(b)
	}
	return strings.Repeat("  ", len(s.Under)+1) + s.tell(b)
}

// tell says a beat in one sentence.
func (s *World) tell(b Beat) string {
	switch b.Kind {
	case beatGet:
		return fmt.Sprintf("%s is asked for, in %s", b.Way, b.Who)
	case beatBegin:
		return fmt.Sprintf("%s #%d is being constructed", b.Way, b.Object)
	case beatNeed:
		return fmt.Sprintf("the constructor of %s needs %s", b.Way, b.Text)
	case beatGot:
		if b.Object == 0 {
			return fmt.Sprintf("it gets %s, the stand-in", b.Text)
		}
		return fmt.Sprintf("it gets %s #%d", b.Text, b.Object)
	case beatMade:
		return fmt.Sprintf("%s #%d is made", b.Way, b.Object)
	case beatFail:
		return fmt.Sprintf("%s cannot be made: %s", b.Way, b.Text)
	case beatError:
		return "Get returns the error: " + b.Text
	case beatFound:
		if b.Object == 0 {
			return fmt.Sprintf("Get returns the stand-in for %s", b.Way)
		}
		return fmt.Sprintf("Get returns %s #%d", b.Way, b.Object)
	case beatFork:
		return b.Who + " is a world of its own: nothing is made in it"
	case beatOverride:
		return fmt.Sprintf("in %s a stand-in is in the place of %s", b.Who, b.Way)
	case beatClosing:
		return b.Who + " is closed"
	case beatClose:
		if b.Text != "" {
			return fmt.Sprintf("%s #%d is closed, with an error: %s", b.Way, b.Object, b.Text)
		}
		return fmt.Sprintf("%s #%d is closed", b.Way, b.Object)
	case beatClosed:
		if b.Text != "" {
			return fmt.Sprintf("all of %s is closed; Close returns: %s", b.Who, strings.ReplaceAll(b.Text, "\n", "; "))
		}
		return fmt.Sprintf("all of %s is closed", b.Who)
	}
	return fmt.Sprintf("%d constructed in all", b.Object)
}

// scopeReasons are the rules behind the beats.
var scopeReasons = map[string]string{
	beatNeed:     "It asks through the Resolver it was given, which knows on whose way it is.",
	beatError:    "Who would wait for itself is told the way round, at once.",
	beatFork:     "A Get whose context is of the fork has instances of its own.",
	beatOverride: "Who asks in the fork gets it; nobody else sees it.",
	beatClose:    "What needs something is closed before what it needs.",
	beatClosed:   "Every closer has run, and the errors are joined.",
}

// caption says a beat for whoever looks at the picture.
func (s *World) caption(b Beat) string {
	text, why := s.tell(b), scopeReasons[b.Kind]
	if b.Kind == beatError && !strings.Contains(b.Text, "needs itself") {
		why = "What is closed makes nothing any more."
	}
	if why != "" {
		text += ". " + why
	}
	return text
}
