package web

import (
	"errors"
	"fmt"
	"strings"
)

// A misfit is a value that a session cannot hold, an [ErrSessionValue] that says where
// it is. The path is put together on the way out, so that what fits pays nothing for it.
type misfit struct {
	what string
	path []string // of keys and indices, the innermost first
}

// outermost is how much of a path is told: of values that nest too deeply there is more.
const outermost = 8

// Error names the type and the keys that lead to it.
func (m *misfit) Error() string {
	var where strings.Builder
	for i := len(m.path) - 1; i >= 0; i-- {
		if len(m.path)-i > outermost {
			where.WriteString(" …")
			break
		}
		where.WriteString(m.path[i])
	}
	if where.Len() == 0 {
		return fmt.Sprintf("%v: %s", ErrSessionValue, m.what)
	}
	return fmt.Sprintf("%v: %s at %s", ErrSessionValue, m.what, where.String())
}

// Unwrap returns ErrSessionValue.
func (m *misfit) Unwrap() error { return ErrSessionValue }

// inside adds the key or index that an error was found at.
func inside(err error, at any) error {
	if m, ok := errors.AsType[*misfit](err); ok {
		m.path = append(m.path, fmt.Sprintf("[%v]", at))
	}
	return err
}
