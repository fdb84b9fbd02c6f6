// Package kept puts what it is given into fields and variables that its importers read.
package kept

import (
	"bufio"
	"bytes"
	"io"
	"iter"
	"strings"
)

// A Filter is made of what a caller gives.
type Filter struct {
	Sort  string
	Where string
	Args  []any
}

func NewFilter(sort string) *Filter { return &Filter{Sort: sort} }

func With(where string, args ...any) Filter { return Filter{Where: where, Args: args} }

func OfValue(s string) Filter {
	f := Filter{}
	f.Sort = clean(s)
	return f
}

func clean(s string) string { return strings.TrimSpace(s) }

func (f *Filter) SetSort(s string) { f.Sort = s }

func Split(s string) (f Filter) {
	f.Sort, f.Where, _ = strings.Cut(s, ",")
	return
}

// A Base is embedded by importers.
type Base struct{ Table string }

func MakeBase(table string) Base { return Base{table} }

type hidden struct{ Text string }

func Hidden(s string) hidden { return hidden{s} }

// A Script has the statements of a file.
type Script struct{ Up []string }

func Parse(r io.Reader) (*Script, error) {
	p := &Script{}
	var buf bytes.Buffer
	s := bufio.NewScanner(r)
	for s.Scan() {
		buf.WriteString(s.Text())
		p.Up = append(p.Up, buf.String())
		buf.Reset()
	}
	return p, s.Err()
}

// Order is set by anybody.
var Order = "id"

func SetOrder(s string) { Order = s }

// Limit is set to constants only.
var Limit = "10"

func Many() { Limit = "100" }

var all []string

func Register(s string) { all = append(all, s) }

func All() []string { return all }

var tables = []string{"users"}

func register(s string) { tables = append(tables, s) }

func More() { register("cities") }

func Tables() []string { return tables }

func Each(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for part := range strings.SplitSeq(s, ",") {
			if !yield(part) {
				return
			}
		}
	}
}
