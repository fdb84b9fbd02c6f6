package lesson

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A State is what is seen at one moment: a fold of the beats up to it.
type State struct {
	Last Beat

	goal     []string
	sites    map[string]*side
	wire     []exchange
	accounts map[string][]Account
	alone    []Beat
}

// A side is what happened at one bank since the last request.
type side struct {
	passed  []string // layers
	refused string   // by a layer, and why
	sql     string   // the last statement, with what came back
	answer  string   // and what the browser shows
	script  string   // what became of the one that matters
	user    string   // who is logged in, as the page says
	rows    [][]string
	goal    string // what was seen of the attack's in the end
	fell    bool
}

// An exchange is a request and its answer at each bank.
type exchange struct {
	step            int
	who, what, from string
	status          map[string]int
	refused         map[string]bool
}

func (p *program) newState() *State {
	s := &State{goal: p.Goal, sites: map[string]*side{"bare": {}, "protected": {}}, accounts: map[string][]Account{}}
	for _, site := range []string{"bare", "protected"} {
		s.accounts[site] = make([]Account, len(customers))
	}
	return s
}

// about reports whether a script is the attacker's.
func (s *State) about(script Script) bool {
	return s.goal[0] == "runs" && strings.Contains(script.Text, s.goal[2])
}

// Clone is a copy that what comes later does not change.
func (s *State) Clone() *State {
	c := *s
	c.sites = map[string]*side{}
	for name, one := range s.sites {
		copied := *one
		copied.passed = slices.Clone(one.passed)
		c.sites[name] = &copied
	}
	c.wire = slices.Clone(s.wire)
	for i := range c.wire {
		c.wire[i].status, c.wire[i].refused = maps.Clone(c.wire[i].status), maps.Clone(c.wire[i].refused)
	}
	c.accounts, c.alone = maps.Clone(s.accounts), slices.Clone(s.alone)
	return &c
}

// Apply goes on by one beat.
func (s *State) Apply(b Beat) *State {
	s.Last = b
	one := s.sites[b.Site]
	if b.Accounts != nil {
		s.accounts[b.Site] = b.Accounts
	}
	switch b.Kind {
	case beatStep:
		s.sites["bare"], s.sites["protected"] = &side{}, &side{}
	case beatRequest:
		if s.ask(b); !b.quiet {
			*one = side{}
		}
	case beatLayer:
		switch {
		case one.answer != "": // of what the browser then asks by itself
		case b.Refused == "":
			one.passed = append(one.passed, b.Layer)
		default:
			one.refused = b.Layer + ": " + b.Refused
			s.asked(b).refused[b.Site] = true
		}
	case beatSQL:
		if !b.quiet {
			one.sql, one.rows = stated(b), b.Rows
		}
	case beatAnswer:
		s.asked(b).status[b.Site] = b.Status
		one.answer = fmt.Sprint(b.Status)
		if b.Text != "" {
			one.answer += " to " + b.Text
		}
	case beatPage:
		one.answer, one.user = fmt.Sprintf("%d: %s", b.Status, b.Text), b.User
		if one.script = "none in the page"; len(b.Scripts) > 0 {
			one.script = "the page's own"
		}
	case beatScript:
		if s.about(*b.Script) || b.Script.Why != "" {
			one.script = b.Script.Where + " " + runs(*b.Script)
		}
	case beatLogin:
		one.answer = b.Who + " is logged in"
	case beatGoal:
		one.goal, one.fell = b.Text, b.Fell
	case beatAlone:
		s.alone = append(s.alone, b)
	}
	return s
}

// ask notes a request, beside the same one at the other bank.
func (s *State) ask(b Beat) {
	if e := s.asked(b); e != nil && e.status[b.Site] == 0 {
		e.status[b.Site] = -1
		return
	}
	s.wire = append(s.wire, exchange{
		step: b.Step, who: b.Who, what: b.Method + " " + b.Target, from: b.From,
		status: map[string]int{b.Site: -1}, refused: map[string]bool{},
	})
}

// asked finds the exchange of a beat: the last like it which has no answer at its bank, or
// nil.
func (s *State) asked(b Beat) *exchange {
	for i := range s.wire {
		e := &s.wire[i]
		if e.step == b.Step && e.what == b.Method+" "+b.Target && e.status[b.Site] <= 0 {
			return e
		}
	}
	return nil
}
