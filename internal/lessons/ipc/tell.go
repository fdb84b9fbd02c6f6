package lesson

import (
	"fmt"
	"strings"
)

// line says a beat in one line.
func (s *State) line(b Beat) string {
	if b.Kind == beatEnd {
		return s.tell(b)
	}
	mark := ">>> "
	if b.Slept {
		mark = "    " // it is no step of its own
	}
	return mark + s.tell(b)
}

// deeds are what somebody does who has done it: %[1]s is the thing, %[2]s the first of
// the other words, %[3]s the second, %[4]s the answer.
var deeds = map[string]string{
	"put": "puts %[2]s into %[1]s", "get": "gets %[4]s from %[1]s", "take": "takes %[4]s from %[1]s",
	"done": "is done with %[4]s", "join": "knows that all of %[1]s is done", "close": "closes %[1]s",
	"send": "sends %[2]s through %[1]s", "receive": "receives %[4]s from %[1]s",
	"write": "writes %[3]s into %[1]s[%[2]s]", "read": "reads %[4]s from %[1]s",
	"acquire": "has %[2]s of %[1]s", "release": "gives %[2]s of %[1]s back",
	"lock": "has the lock %[1]s", "unlock": "unlocks %[1]s", "repaired": "says that what %[1]s guards is right again",
	"set": "sets %[1]s", "clear": "clears %[1]s", "wait": "passes %[1]s",
	"signal": "wakes one at %[1]s", "broadcast": "wakes all at %[1]s", "abort": "breaks %[1]s", "reset": "makes %[1]s whole",
}

// wishes are what somebody wants who sleeps or cannot.
var wishes = map[string]string{
	"put": "to put %[2]s into %[1]s", "get": "to get from %[1]s", "take": "to take from %[1]s",
	"done": "to be done", "join": "for all of %[1]s to be done", "close": "to close %[1]s",
	"send": "to send %[2]s through %[1]s", "receive": "to receive from %[1]s",
	"write": "to write into %[1]s", "read": "to read %[1]s",
	"acquire": "for %[2]s of %[1]s", "release": "to give %[2]s of %[1]s back",
	"lock": "for the lock %[1]s", "unlock": "to unlock %[1]s", "repaired": "to vouch for %[1]s",
	"set": "to set %[1]s", "clear": "to clear %[1]s", "wait": "at %[1]s",
	"signal": "to signal at %[1]s", "broadcast": "to wake all at %[1]s", "abort": "to break %[1]s", "reset": "to make %[1]s whole",
}

func phrase(of map[string]string, b Beat) string {
	words := []any{b.Thing, "", "", b.Text}
	for i, word := range b.Args {
		if b.Verb == "acquire" || b.Verb == "release" {
			word = count(word, "permit")
		}
		words[1+i] = word
	}
	// Sprintf adds what was not asked for, after this.
	said, _, _ := strings.Cut(fmt.Sprintf(of[b.Verb]+"%[5]s", append(words, "\x00")...), "\x00")
	return said
}

func count(n, what string) string {
	if n == "1" {
		return "1 " + what
	}
	return n + " " + what + "s"
}

// doing is what somebody sleeps in.
func (s *State) doing(b Beat) string {
	if b.Verb == "wait" && s.plan.thing(b.Thing).kind.name == "condition" {
		return "for a signal at " + b.Thing
	}
	return phrase(wishes, b)
}

// tell says a beat in one sentence.
func (s *State) tell(b Beat) string {
	who := b.Who
	if b.Slept {
		who += ", which slept,"
	}
	switch b.Kind {
	case beatStart:
		return fmt.Sprintf("%s is started, a process of its own, and attaches to %s", who, strings.Join(b.Args, ", "))
	case beatWait:
		return fmt.Sprintf("%s sleeps: it waits %s", who, s.doing(b))
	case beatGot:
		return who + " " + s.did(b)
	case beatError:
		if !b.Slept {
			return fmt.Sprintf("%s asks %s, in vain: %s", who, s.doing(b), b.Text)
		}
		return fmt.Sprintf("%s waits %s no more: %s", who, s.doing(b), b.Text)
	case beatKill:
		return who + " is killed, by SIGKILL"
	case beatStop:
		return who + " is stopped, by SIGSTOP"
	case beatContinue:
		return who + " is continued, by SIGCONT"
	case beatLeave:
		return fmt.Sprintf("the context of what %s waits in ends", who)
	}
	return s.end()
}

func (s *State) did(b Beat) string {
	text := phrase(deeds, b)
	switch {
	case b.Verb == "wait" && s.plan.thing(b.Thing).kind.name == "condition":
		text = "is woken at " + b.Thing + ", and has the lock again"
	case b.Verb == "receive" && b.Text == "":
		text = "receives a message of no bytes from " + b.Thing
	}
	if b.Redelivered > 0 {
		text += fmt.Sprintf(", marked: %d died with it", b.Redelivered)
	}
	if b.Died != "" {
		text += ", and is told that " + b.Died + " died with it"
	}
	if b.Verb == "read" && differ(b.Text) {
		text += ": half old, half new"
	}
	return text
}

// differ says whether numbers that should be the same are not.
func differ(numbers string) bool {
	all := strings.Fields(numbers)
	for _, n := range all {
		if n != all[0] {
			return true
		}
	}
	return false
}

// end says who is left.
func (s *State) end() string {
	is := map[string]int{}
	for _, p := range s.Procs {
		is[p.Is]++
	}
	return fmt.Sprintf("the end: %d killed; the rest end now, and nothing of theirs is left", is[killed])
}
