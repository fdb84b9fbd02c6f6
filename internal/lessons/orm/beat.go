package lesson

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"underhood/orm"
)

// A Beat is one moment of a run, what an animation stops at: a step of the plan that is
// done, or an object that a loop has got.
type Beat struct {
	Kind    string   `json:"kind"`             // the step's first word, "row", "part", or "end"
	Step    []string `json:"step,omitempty"`   // its words
	Events  []Event  `json:"events,omitempty"` // what the orm's hook was told, in order
	Result  string   `json:"result,omitempty"` // of a step that counts
	Error   string   `json:"error,omitempty"`  // what the operation returned
	Fault   string   `json:"fault,omitempty"`  // what kind of error that is
	Depth   int      `json:"depth,omitempty"`  // how many transactions and savepoints are open
	Objects []Object `json:"objects"`          // the program's, in the order of their making
	Tables  []Table  `json:"tables"`           // read by SQL when the step was done
	Graph   *Graph   `json:"graph,omitempty"`  // of a flush
}

// The kinds of beat that are no step.
const (
	beatRow  = "row"  // a loop has got an object
	beatPart = "part" // a flush has done something
	beatEnd  = "end"
)

// An Event is one operation as the orm's hook tells it.
type Event struct {
	Op         string      `json:"op"`
	Tx         int64       `json:"tx,omitempty"`
	Statements []Statement `json:"statements"`
	Rows       int64       `json:"rows"`
	Objects    int         `json:"objects"`
}

// A Statement is SQL as the driver got it, with its arguments as SQL would write them.
type Statement struct {
	SQL  string   `json:"sql"`
	Args []string `json:"args,omitempty"`
}

// An Object is a Go object by its name in the program.
type Object struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Table is what is in a table, each value as SQL would write it.
type Table struct {
	Name    string     `json:"name"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// told copies an event of the hook.
func told(e orm.Event) Event {
	out := Event{Op: e.Op, Tx: e.Tx, Rows: e.Rows, Objects: e.Objects}
	for _, s := range e.Statements {
		text := Statement{SQL: s.SQL}
		for _, a := range s.Args {
			text.Args = append(text.Args, literal(a))
		}
		out.Statements = append(out.Statements, text)
	}
	return out
}

// literal writes an argument as SQL would.
func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case string:
		return "'" + strings.ReplaceAll(v, "'", "''") + "'"
	case []byte:
		return fmt.Sprintf("X'%X'", v)
	case int64:
		return strconv.FormatInt(v, 10)
	case []any: // an array
		all := make([]string, len(v))
		for i, e := range v {
			all[i] = literal(e)
		}
		return "ARRAY[" + strings.Join(all, ", ") + "]"
	case time.Time:
		return v.UTC().Format("'2006-01-02 15:04:05.000000Z'")
	}
	return fmt.Sprint(v)
}
