package websec

import (
	"fmt"
	"maps"
	"slices"

	"underhood/internal/constsql"
)

// Names is a list of what a user may choose where no placeholder can stand: a column to
// sort by, a direction, a table. Each choice has a name, which the user gives, and text,
// which becomes SQL. Names and texts are constants, so what is chosen is one of them.
//
// The zero Names allows nothing. A Names is a value: its methods give another one. It is
// safe for concurrent use.
type Names struct{ texts map[string]string }

// Allow makes a list of names that are their own text.
func Allow(names ...constsql.Constant) Names {
	texts := make(map[string]string, len(names))
	for _, name := range names {
		texts[string(name)] = string(name)
	}
	return Names{texts}
}

// As allows one name more, or gives a name another text: As("newest", "created DESC").
func (n Names) As(name, text constsql.Constant) Names {
	texts := maps.Clone(n.texts)
	if texts == nil {
		texts = map[string]string{}
	}
	texts[string(name)] = string(text)
	return Names{texts}
}

// Pick gives the text of a name. Names are compared exactly. The text of any other name
// is none, and the query that it becomes a part of fails with a [NameError]. The text is a
// piece without arguments, for which the rules of [SQL] hold.
func (n Names) Pick(name string) Query {
	text, ok := n.texts[name]
	if !ok {
		return Query{err: &NameError{Name: name, Allowed: slices.Sorted(maps.Keys(n.texts))}}
	}
	return Query{}.Add(constsql.Constant(text))
}

// A NameError names what was asked for and what there is.
type NameError struct {
	Name    string
	Allowed []string // in order
}

func (e *NameError) Error() string {
	return fmt.Sprintf("%v: %q is not one of %q", ErrQuery, e.Name, e.Allowed)
}

// Unwrap returns [ErrQuery].
func (e *NameError) Unwrap() error { return ErrQuery }
