package orm

import (
	"database/sql/driver"
	"time"
)

// An Event is one operation, told to the hook of [WithTrace] when it has ended: what
// was asked of which object, the SQL it became, and what came back.
type Event struct {
	Op         string    // "insert", "list", "begin", …
	Table      string    // empty for transactions and raw SQL
	Tx         int64     // counts transactions of the DB from 1; 0 outside one
	Object     any       // the *T of an operation on one object
	Changes    []Change  // what an insert or update writes, in the order of columns
	Statements []Sent    // in order; an operation is rarely more than one
	Rows       int64     // read, or affected
	Objects    int       // that were made or read from
	Start      time.Time // by the DB's clock
	Duration   time.Duration
	Err        error
}

// A Change is a column and the value it gets.
type Change struct {
	Column string
	Value  any
}

// A Sent is a statement as the driver got it. The arguments are the event's own.
type Sent struct {
	SQL  string
	Args []any
	Rows int64
}

// sent notes a statement.
func (e *Event) sent(text string, args []driver.NamedValue, rows int64) {
	if e == nil {
		return
	}
	own := make([]any, len(args))
	for i, a := range args {
		own[i] = keep(a.Value)
	}
	e.Statements = append(e.Statements, Sent{text, own, rows})
}

// keep copies an argument, which may lie in the caller's object.
func keep(v driver.Value) any {
	switch v := v.(type) {
	case int64:
		own := v
		return own
	case float64:
		own := v
		return own
	case string:
		own := v
		return own
	case []byte:
		return append([]byte{}, v...)
	case interface{ Elements() []driver.Value }: // an array that Columnar made
		var own []any
		for _, e := range v.Elements() {
			own = append(own, keep(e))
		}
		return own
	}
	return v
}

// changes notes what is written.
func (e *Event) changes(cols []*binding, args []driver.NamedValue) {
	if e == nil || len(args) < len(cols) {
		return
	}
	for i, b := range cols {
		e.Changes = append(e.Changes, Change{b.name, keep(args[i].Value)})
	}
}

// affected notes how many rows a write touched.
func (e *Event) affected(n int64) {
	if e != nil {
		e.Rows = n
	}
}

// made notes objects.
func (e *Event) made(object any, n int) {
	if e != nil {
		e.Object, e.Objects = object, n
	}
}
