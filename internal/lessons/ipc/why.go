package lesson

import "strings"

// caption says a beat, and the rule behind it, for whoever looks at the picture.
func (s *State) caption(b Beat) string {
	text := s.tell(b)
	if why := s.why(b); why != "" {
		text += ". " + why
	}
	return text
}

// whys are rules behind what is done, by kind of thing and verb.
var whys = map[string]string{
	"pipe send":        "The header of a message is written last: it is there whole or not at all.",
	"queue take":       "The slot says who has it, in one word, until it is done.",
	"lock repaired":    "From now on the lock is a lock like any other.",
	"condition signal": "One of those who wait is woken, and looks again.",
	"memory write":     "There is one page of memory, mapped by both: nothing is sent.",
}

func (s *State) why(b Beat) string {
	kind := ""
	if t := s.plan.thing(b.Thing); t != nil {
		kind = t.kind.name
	}
	switch b.Kind {
	case beatStart:
		return "It inherits a descriptor of the memory, and no name of it is anywhere."
	case beatKill:
		return s.whyKilled(b.Who)
	case beatStop:
		return "A stopped process is not a dead one: nobody takes anything from it."
	case beatWait:
		if s.holderStopped(b.Thing) {
			return "It waits as long as its context does: how long the other is stopped, nobody can guess."
		}
		return "It takes no processor: the kernel wakes it when the word changes, or when one of the others dies."
	case beatError:
		return whyNot(b)
	case beatGot:
		return whyGot(kind, b)
	}
	return ""
}

func whyGot(kind string, b Beat) string {
	switch {
	case b.Redelivered > 0:
		return "What was taken and not done is given to another, before all that was put later."
	case b.Died != "":
		return "What the lock guards may be half changed, and it is the next one who has to look."
	case b.Verb == "acquire" && b.Slept:
		return "It was the first in line."
	case b.Verb == "read" && differ(b.Text):
		return "Memory has no lock of its own."
	}
	return whys[kind+" "+b.Verb]
}

func whyNot(b Beat) string {
	switch {
	case strings.Contains(b.Text, "not recoverable"):
		return "Somebody died with it, and who had it next gave it back without a word: so it is with POSIX's robust mutexes."
	case strings.Contains(b.Text, "broken"):
		return "All would wait for ever for one who will not come."
	case strings.Contains(b.Text, "has died"):
		return "What was sent before has been received."
	case strings.Contains(b.Text, errLeft.Error()):
		return "Every call that waits can be ended, and then it has nothing."
	}
	return ""
}

// whyKilled is what becomes of what a killed process had.
func (s *State) whyKilled(who string) string {
	for _, t := range s.plan.things {
		for _, p := range s.Seen[t.name].Peers {
			if p.Name != who || p.Holds == 0 && !p.Waits {
				continue
			}
			switch t.kind.name {
			case "semaphore":
				return "Its permits come back. Those of a POSIX semaphore, and of multiprocessing's, are lost for ever."
			case "lock", "condition":
				return "The kernel tells, by its list of robust futexes, and the next in line is told."
			case "queue":
				return "What it had taken, another will get. multiprocessing.JoinableQueue loses it, and its join waits for ever."
			}
		}
	}
	return "It had no time for anything: what is left is what it had written."
}

// holderStopped says whether somebody who has what others wait for is stopped.
func (s *State) holderStopped(thing string) bool {
	for _, p := range s.Seen[thing].Peers {
		if p.Holds > 0 && s.proc(p.Name).Is == stopped {
			return true
		}
	}
	return false
}
