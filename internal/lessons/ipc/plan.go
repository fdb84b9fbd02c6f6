package lesson

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

const (
	maxSteps     = 200
	maxThings    = 8
	maxProcesses = 12
)

// parent is the process that starts the others. It can act too.
const parent = "parent"

// A step is one entry of a plan: what is done, by whom, with what, and more words.
type step []string

func (s step) arg(i int) string {
	if i < len(s) {
		return s[i]
	}
	return ""
}

// A plan is a program.
type plan struct {
	Things [][]string // kind, name, size
	Plan   []step

	things []thing
	names  []string // of the processes, in the order they start; the parent first if it acts
	code   []string // the definitions, then a line for each step
}

// A thing is in shared memory.
type thing struct {
	name string
	kind *kind
	size int
}

// parsePlan reads a program and says what is wrong with it.
func parsePlan(text []byte) (*plan, error) {
	p := new(plan)
	if err := json.Unmarshal(text, p); err != nil {
		return nil, err
	}
	if len(p.Things) == 0 || len(p.Things) > maxThings {
		return nil, fmt.Errorf("things: %d, want 1 to %d", len(p.Things), maxThings)
	}
	for i, words := range p.Things {
		t, err := p.parseThing(words)
		if err != nil {
			return nil, fmt.Errorf("things[%d]: %w", i, err)
		}
		p.things = append(p.things, t)
		p.code = append(p.code, t.code())
	}
	if len(p.Plan) > maxSteps {
		return nil, fmt.Errorf("plan: %d steps, %d at most", len(p.Plan), maxSteps)
	}
	for i, s := range p.Plan {
		if err := p.check(s); err != nil {
			return nil, fmt.Errorf("plan[%d]: %w", i, err)
		}
		p.code = append(p.code, p.write(s))
	}
	if i := slices.Index(p.names, parent); i > 0 {
		p.names = slices.Insert(slices.Delete(p.names, i, i+1), 0, parent)
	}
	return p, nil
}

func (p *plan) parseThing(words []string) (thing, error) {
	if len(words) < 2 {
		return thing{}, errors.New("want a kind, a name, and for some a size")
	}
	t := thing{name: words[1], kind: kindOf(words[0])}
	switch {
	case t.kind == nil:
		return t, fmt.Errorf("%q is none of %s", words[0], kindNames())
	case !isName(t.name):
		return t, fmt.Errorf("%q is not a name: letters and digits, 12 at most", t.name)
	case p.thing(t.name) != nil:
		return t, fmt.Errorf("%s is there already", t.name)
	case t.kind.size == "" && len(words) > 2:
		return t, fmt.Errorf("a %s has no size", t.kind.name)
	case t.kind.size == "":
		return t, nil
	case len(words) != 3:
		return t, fmt.Errorf("want %s, a name and how many %s", t.kind.name, t.kind.size)
	}
	n, err := strconv.Atoi(words[2])
	if err != nil || n < t.kind.least || n > t.kind.most {
		return t, fmt.Errorf("%q: a %s has %d to %d %s", words[2], t.kind.name, t.kind.least, t.kind.most, t.kind.size)
	}
	t.size = n
	return t, nil
}

func isName(s string) bool {
	return s != "" && len(s) <= 12 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// thing finds a thing by its name, nil for none.
func (p *plan) thing(name string) *thing {
	for i := range p.things {
		if p.things[i].name == name {
			return &p.things[i]
		}
	}
	return nil
}

// processSteps are the steps that are done to a process.
var processSteps = []string{"start", "kill", "stop", "continue", "leave"}

// check says what is wrong with a step before anything is played, and notes its
// process. Who is dead or asleep is known only when it is played.
func (p *plan) check(s step) error {
	who := s.arg(1)
	if slices.Contains(processSteps, s.arg(0)) {
		return p.checkProcess(s)
	}
	t := p.thing(s.arg(2))
	switch {
	case !slices.Contains(verbs(), s.arg(0)):
		return fmt.Errorf("%q is none of %s, %s", s.arg(0), strings.Join(processSteps, ", "), strings.Join(verbs(), ", "))
	case len(s) < 3:
		return fmt.Errorf("%s: want a process, a thing and what belongs to it", s[0])
	case who != parent && !slices.Contains(p.names, who):
		return fmt.Errorf("%s has not been started", who)
	case t == nil:
		return fmt.Errorf("there is no %s", s[2])
	}
	words, ok := t.kind.verbs[s[0]]
	switch {
	case !ok:
		return fmt.Errorf("%s is a %s, which knows no %s", s[2], t.kind.name, s[0])
	case len(s) != 3+words:
		return fmt.Errorf("%s takes %d words after the thing, not %d", s[0], words, len(s)-3)
	}
	for _, word := range s[3:] {
		if len(word) > longest/2 {
			return fmt.Errorf("%s: a word of %d bytes, %d at most", s[0], len(word), longest/2)
		}
		if _, err := strconv.Atoi(word); err != nil && slices.Contains([]string{"write", "acquire", "release"}, s[0]) {
			return fmt.Errorf("%s: %q is not a number", s[0], word)
		}
	}
	if who == parent && !slices.Contains(p.names, who) {
		p.names = append(p.names, who)
	}
	return nil
}

func (p *plan) checkProcess(s step) error {
	who := s.arg(1)
	there := slices.Contains(p.names, who)
	switch {
	case s[0] != "start" && len(s) != 2:
		return fmt.Errorf("%s takes the name of a process", s[0])
	case who == parent && s[0] != "leave":
		return fmt.Errorf("%s: the parent is there as long as the run", s[0])
	case s[0] != "start" && !there:
		return fmt.Errorf("%s has not been started", who)
	case s[0] != "start":
		return nil
	case !isName(who):
		return fmt.Errorf("%q is not a name: letters and digits, 12 at most", who)
	case there:
		return fmt.Errorf("%s is there already", who)
	case len(p.names) == maxProcesses:
		return fmt.Errorf("more than %d processes", maxProcesses)
	}
	for _, name := range s[2:] {
		if p.thing(name) == nil {
			return fmt.Errorf("there is no %s", name)
		}
	}
	p.names = append(p.names, who)
	return nil
}

// verbs are all that can be done with things.
func verbs() []string {
	all := map[string]bool{}
	for _, k := range kinds {
		for verb := range k.verbs {
			all[verb] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// sends says whether the plan sends anything through a pipe that way: 0 is from the
// parent.
func (p *plan) sends(name string, way int) bool {
	return slices.ContainsFunc(p.Plan, func(s step) bool {
		return s[0] == "send" && s[2] == name && (s[1] == parent) == (way == 0)
	})
}
