package lesson

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A scopePlan is a program of the kind scope: instances that need each other, and
// what is done with their scope and its forks.
type scopePlan struct {
	Kind  string
	Needs [][]string // an instance, then what its constructor asks for
	Fails []string   // whose closer fails
	Plan  []step

	code []string // the definitions, then a line for each step
	head int      // how many lines are definitions
}

// home is the name of the scope that all instances belong to.
const home = "home"

// parseScope reads a program and says what is wrong with it.
func parseScope(text []byte) (*scopePlan, error) {
	p := new(scopePlan)
	if err := strictly(text, p); err != nil {
		return nil, err
	}
	if len(p.Needs) == 0 {
		return nil, errors.New("needs: there are no instances")
	}
	var names []string
	for i, n := range p.Needs {
		if len(n) == 0 {
			return nil, fmt.Errorf("needs[%d]: want the name of an instance, and what it needs", i)
		}
		if slices.Contains(names, n[0]) {
			return nil, fmt.Errorf("needs[%d]: %s is there already", i, n[0])
		}
		names = append(names, n[0])
	}
	for i, n := range p.Needs {
		for _, need := range n[1:] {
			if !slices.Contains(names, need) {
				return nil, fmt.Errorf("needs[%d]: %s needs %s, which is not there", i, n[0], need)
			}
		}
	}
	for i, name := range p.Fails {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("fails[%d]: there is no %s", i, name)
		}
	}
	if len(p.Plan) > maxSteps {
		return nil, fmt.Errorf("plan: %d steps, %d at most", len(p.Plan), maxSteps)
	}
	scopes := map[string]bool{home: true} // whether they are open
	for i, s := range p.Plan {
		if err := checkScope(s, names, scopes); err != nil {
			return nil, fmt.Errorf("plan[%d]: %w", i, err)
		}
	}
	p.write()
	return p, nil
}

// checkScope says what is wrong with a step, and notes the scopes it opens and
// closes.
func checkScope(s step, names []string, scopes map[string]bool) error {
	words := map[string]struct{ least, most int }{"get": {2, 3}, "fork": {2, 2}, "override": {3, 3}, "close": {1, 2}}
	w, ok := words[s.arg(0)]
	switch {
	case !ok:
		return fmt.Errorf("%q is none of get, fork, override, close", s.arg(0))
	case len(s) < w.least || len(s) > w.most:
		return fmt.Errorf("%s takes %d to %d words, not %d", s[0], w.least, w.most, len(s))
	}
	scope, instance := s.arg(1), ""
	switch s[0] {
	case "get":
		scope, instance = s.arg(2), s[1]
	case "override":
		instance = s[2]
	}
	if instance != "" && !slices.Contains(names, instance) {
		return fmt.Errorf("there is no %s", instance)
	}
	if scope == "" {
		scope = home
	}
	_, there := scopes[scope]
	switch {
	case s[0] == "fork" && there:
		return fmt.Errorf("%s is there already", scope)
	case s[0] == "fork" && !scopes[home]:
		return errors.New("there is nothing left to fork")
	case s[0] == "fork":
		scopes[scope] = true
	case !there:
		return fmt.Errorf("there is no scope %s", scope)
	case s[0] == "override" && scope == home:
		return errors.New("only a fork can be overridden")
	case s[0] != "get" && !scopes[scope]:
		return fmt.Errorf("%s is closed", scope)
	case s[0] == "close" && scope == home:
		for name := range scopes { // with its forks
			scopes[name] = false
		}
	case s[0] == "close":
		scopes[scope] = false
	}
	return nil
}

// write writes the program as Go.
func (p *scopePlan) write() {
	for _, n := range p.Needs {
		text := "var " + n[0] + " = singleton.New(new" + n[0] + ")"
		if needs := strings.Join(n[1:], ", "); needs != "" {
			text += " // needs " + needs
		}
		p.code = append(p.code, text)
	}
	p.head = len(p.code)
	for _, s := range p.Plan {
		scope := s.arg(1)
		switch {
		case s[0] == "get" && (s.arg(2) == "" || s.arg(2) == home):
			p.code = append(p.code, s[1]+".Get(ctx)")
		case s[0] == "get":
			p.code = append(p.code, s[1]+".Get("+s[2]+".Context(ctx))")
		case s[0] == "fork":
			p.code = append(p.code, scope+" := singleton.ForTest(t, home)")
		case s[0] == "override":
			p.code = append(p.code, "singleton.Override(t, "+scope+", "+s[2]+", standIn)")
		case scope == "" || scope == home:
			p.code = append(p.code, "home.Close(ctx)")
		default:
			p.code = append(p.code, "// the test of "+scope+" is over")
		}
	}
}

// needs are what an instance needs.
func (p *scopePlan) needs(name string) []string {
	for _, n := range p.Needs {
		if n[0] == name {
			return n[1:]
		}
	}
	return nil
}
