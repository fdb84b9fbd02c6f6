package lesson

import (
	"errors"
	"fmt"
)

// inSession checks a step of a session.
func (p *plan) inSession(s step) error {
	switch {
	case len(p.open) > 0:
		return errors.New("a session here has transactions of its own, and one is open")
	case s[0] == "session":
		p.unit = true
		return nil
	case !p.unit:
		return errors.New("there is no session")
	case s[0] == "meet":
		return p.makes(s)
	case s[0] == "add" || s[0] == "remove":
		return p.uses(s)
	}
	return nil
}

// relates checks that two objects fit together.
func (p *plan) relates(s step) error {
	m, ok := p.shop.models[p.kinds[s[1]]]
	if !ok {
		return fmt.Errorf("there is no object %q", s[1])
	}
	table, err := m.relates(s[2])
	switch {
	case err != nil:
		return err
	case s[3] != "nil" && p.kinds[s[3]] != table:
		return fmt.Errorf("%s is no %s", s[3], table)
	}
	return nil
}
