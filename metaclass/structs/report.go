package structs

import (
	"fmt"
	"strings"
)

// A Path is how a field or a method is reached at use.
type Path uint8

const (
	// Typed is by Go's own types: a call of a Go function, a load from an address.
	Typed Path = iota
	// Reflected is by package reflect: hundreds of nanoseconds, and allocations.
	Reflected
)

// String names the path.
func (p Path) String() string { return [...]string{"typed", "reflected"}[p] }

func pathOf(reflected bool) Path {
	if reflected {
		return Reflected
	}
	return Typed
}

// A Line is what became of one field or method.
type Line struct {
	Name   string // in the world
	Go     string // in Go
	Method bool
	Type   string // of the field, or the signature
	Path   Path
	Why    string // of a reflected method
}

// A Report is what a registration did, fields first, see [ReportTo].
type Report []Line

// Reflected are the lines of what goes through package reflect.
func (r Report) Reflected() Report {
	var slow Report
	for _, l := range r {
		if l.Path == Reflected {
			slow = append(slow, l)
		}
	}
	return slow
}

// String is the report, one line a member.
func (r Report) String() string {
	var b strings.Builder
	for _, l := range r {
		kind := "field"
		if l.Method {
			kind = "method"
		}
		fmt.Fprintf(&b, "%-6s %s %s: %s", kind, l.Name, l.Type, l.Path)
		if l.Why != "" {
			fmt.Fprintf(&b, " (%s)", l.Why)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// ReportTo has the registration tell which path each field and method took.
func ReportTo(r *Report) Option {
	return option(func(p *plan) error { p.report = r; return nil })
}

func (p *plan) tell(l Line) {
	if p.report != nil {
		*p.report = append(*p.report, l)
	}
}
