package models

import "strings"

// A Problem is one thing wrong with one field.
type Problem struct{ Field, Text string }

// A ValidationError is all that is wrong with an instance at once, in the order of the
// fields. In a program it is a kind of ValueError.
type ValidationError struct {
	Model    string
	Problems []Problem
}

// Kind is "ValueError".
func (e *ValidationError) Kind() string { return "ValueError" }

// Message lists the problems.
func (e *ValidationError) Message() string {
	parts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		parts[i] = p.Field + " " + p.Text
	}
	return e.Model + ": " + strings.Join(parts, "; ")
}

func (e *ValidationError) Error() string { return e.Kind() + ": " + e.Message() }
