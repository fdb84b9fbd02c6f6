package lesson

import (
	"slices"
	"strings"

	"underhood/web"
)

// A State is what is seen at one moment: a fold of the beats up to it.
type State struct {
	Last     Beat
	Requests int
	Called   int // functions, since the beginning

	app, request stack
	calls        []call // of this request, in order
	arrived      Beat   // that began it
	rule         string
	endpoint     string
	trouble      string // the error that is on its way
	g            []Value
	session      []Value
	streams      bool    // a part of the body was sent by the view
	stored       []Value // what the store has, by the names of ids
	answer       *Message
	set          Beat // that set a cookie
	before       []Value
}

// A stack is one of contexts; what was popped last is seen once more.
type stack struct {
	on     []string
	popped string
	pushed bool
}

// A call is a function of the request.
type call struct {
	step, name, scope string
	failed            bool
}

func newState() *State { return &State{} }

// Clone copies the state; beats are never changed, so they are shared.
func (s *State) Clone() *State {
	c := *s
	c.app.on, c.request.on = slices.Clone(s.app.on), slices.Clone(s.request.on)
	c.calls, c.stored = slices.Clone(s.calls), slices.Clone(s.stored)
	c.before = slices.Clone(s.before)
	return &c
}

// Apply takes the next beat in.
func (s *State) Apply(b Beat) *State {
	s.before = s.rows()
	s.Last = b
	s.app.settle()
	s.request.settle()
	if b.calls() {
		s.Called++
		s.calls = append(s.calls, call{step: b.Kind, name: b.Func, scope: b.Scope})
	}
	if b.seesG() {
		s.g = b.G
	}
	if b.Session != nil {
		s.session = b.Session.List
	}
	if b.Answer != nil {
		s.answer = b.Answer
	}
	s.take(b)
	return s
}

// take is what some kinds of beat mean.
func (s *State) take(b Beat) {
	switch b.Kind {
	case beatRequest:
		s.Requests++
		s.arrived, s.calls, s.set, s.answer = b, nil, Beat{}, nil
		s.rule, s.endpoint, s.trouble, s.session, s.streams = "", "", "", nil, false
	case beatLoad, beatSave:
		if b.Error == "" {
			s.keep(b.Text, b.Result)
		}
	case beatDelete:
		s.stored = slices.DeleteFunc(s.stored, func(v Value) bool { return v.Name == b.Text })
	case beatDoes:
		s.fail(s.at(b), b.Error)
		s.streams = s.streams || strings.HasPrefix(b.Text, "yield ")
	case web.AppPushed.String():
		s.app.push("app, g")
	case web.RequestPushed.String():
		s.request.push("request")
	case web.RequestPopped.String():
		s.request.pop()
	case web.AppPopped.String():
		s.app.pop()
	case web.Matched.String():
		s.rule, s.endpoint, s.trouble = b.Text, b.Result, b.Error
	case web.Raised.String(), web.Escaped.String(), web.Unanswered.String(), web.FinishFailed.String():
		s.trouble = b.Error
		s.fail(len(s.calls)-1, b.Error)
	case web.Responded.String():
		if s.trouble != "" {
			s.trouble = ""
		}
	case web.TeardownFailed.String():
		s.trouble = b.Error
	case web.SessionSaved.String():
		if b.Cookie != "" {
			s.set = b
		}
	}
}

// at is the place of the call a beat belongs to, -1 if there is none: a function that
// does something need not be the one called last.
func (s *State) at(b Beat) int {
	for i, c := range slices.Backward(s.calls) {
		if b.Kind == beatDoes && c.name == b.Func && c.scope == b.Scope {
			return i
		}
	}
	return len(s.calls) - 1
}

// fail marks a call as one that failed.
func (s *State) fail(i int, err string) {
	if i >= 0 && err != "" {
		s.calls[i].failed = true
	}
}

func (s *State) keep(name, data string) {
	i := slices.IndexFunc(s.stored, func(v Value) bool { return v.Name == name })
	if i < 0 {
		s.stored = append(s.stored, Value{name, data})
		return
	}
	s.stored[i].Text = data
}

func (k *stack) push(name string) { k.on, k.pushed = append(k.on, name), true }

func (k *stack) pop() {
	if n := len(k.on); n > 0 {
		k.popped, k.on = k.on[n-1], k.on[:n-1]
	}
}

func (k *stack) settle() { k.popped, k.pushed = "", false }

// rows are what the contexts, the cookie and the store hold, name by name.
func (s *State) rows() []Value {
	var all []Value
	add := func(name, text string) {
		if text != "" {
			all = append(all, Value{name, text})
		}
	}
	add("request", s.arrived.Text)
	add("its cookie", s.arrived.Cookie)
	add("... says", s.arrived.Says)
	add("... sealed", s.arrived.Sealed)
	add("rule", s.rule)
	add("endpoint", s.endpoint)
	add("error", s.trouble)
	for _, v := range s.session {
		add("session."+v.Name, v.Text)
	}
	for _, v := range s.g {
		add("g."+v.Name, v.Text)
	}
	for _, v := range s.stored {
		add("store: "+v.Name, v.Text)
	}
	if s.answer != nil {
		add("response", s.answer.text())
	}
	add("set cookie", s.set.Cookie)
	add("... it says", s.set.Says)
	return all
}
