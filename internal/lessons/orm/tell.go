package lesson

import (
	"fmt"
	"strings"
)

// line says a beat in one line: the step, the SQL with its arguments, what came of it.
func (s *State) line(b Beat) string {
	if b.Kind == beatEnd {
		return s.end()
	}
	indent := strings.Repeat("  ", b.Depth)
	if b.Kind == "begin" || b.Kind == "savepoint" {
		indent = strings.Repeat("  ", b.Depth-1)
	}
	text := indent + strings.Join(b.Step, " ")
	switch b.Kind {
	case beatRow:
		return text + ": has object " + b.Result + ": " + b.value()
	case "plan":
		if b.Graph != nil {
			return text + " | " + b.Graph.text()
		}
	}
	for _, st := range b.statements() {
		text += " | " + strings.Join(strings.Fields(st.SQL), " ")
		if len(st.Args) > 0 {
			text += " <- " + strings.Join(st.Args, ", ")
		}
	}
	if out := s.outcome(b); out != "" {
		text += " | " + out
	}
	return text
}

// value is that of the object a step is about.
func (b Beat) value() string {
	if len(b.Step) < 2 {
		return ""
	}
	o, _ := b.object(b.Step[1])
	return o.Value
}

// outcome says what came back.
func (s *State) outcome(b Beat) string {
	switch {
	case b.Error != "":
		return "error: " + b.Error
	case b.Result != "":
		if b.Result == "1" {
			return "1 row"
		}
		return b.Result + " rows"
	}
	switch b.Kind {
	case "create", "begin", "savepoint", "release", "commit", "rollback", "forget", "session", "add", "remove", beatPart:
		return ""
	case "plan", "flush":
		return plural(len(b.Graph.Rows), "row") + " in the plan"
	case "relate":
		return b.value()
	case "new", "set":
		return b.value()
	}
	var n int64
	var objects int
	for _, e := range b.Events {
		n += e.Rows
		objects += e.Objects
	}
	switch b.Kind {
	case "get", "first", "meet":
		return b.value()
	case "list", "each", "report":
		return plural(objects, "object")
	}
	return rows(n)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// end says what all of it took.
func (s *State) end() string {
	var in []string
	for _, t := range s.Last.Tables {
		in = append(in, rows(int64(len(t.Rows)))+" in "+t.Name)
	}
	text := plural(s.Sent, "statement") + " sent"
	if len(in) > 0 {
		text += "; " + strings.Join(in, ", ")
	}
	return text
}

// caption says a beat for whoever looks at the picture, and why it is so.
func (s *State) caption(b Beat) string {
	if b.Kind == beatEnd {
		return s.end() + "."
	}
	text := strings.Join(b.Step, " ")
	if b.Kind == beatPart {
		return b.part()
	}
	if b.Kind == beatRow {
		return "The loop has object " + b.Result + ". " + reasons[beatRow]
	}
	if b.Error != "" {
		text += ": " + b.Error
		if len(b.Events) == 0 || b.sent() == 0 {
			text += ", before anything is sent"
		}
		return text + ". " + faults[b.Fault]
	}
	if out := s.outcome(b); out != "" {
		text += ": " + out
	}
	return strings.TrimSpace(text + ". " + reason(b))
}

// part says what a flush has just done.
func (b Beat) part() string {
	op := b.Events[0].Op
	switch op {
	case "begin":
		return "The flush is one transaction. Rows that wait for nothing come first."
	case "savepoint", "release":
		return "The flush is a savepoint of the transaction."
	case "commit":
		return "All of it is there at once; only now do others see it."
	case "rollback":
		return "All of it is undone, in the tables and in the objects."
	}
	var now []string
	for _, r := range b.Graph.Rows {
		if r.Status == "now" {
			now = append(now, fmt.Sprintf("%d %s", r.N, r.What))
		}
	}
	if len(now) == 0 {
		return op + " fails."
	}
	text := strings.Join(now, ", ") + ". "
	if op == "insert" {
		return text + "The keys that the database made are in the objects, and go into the rows that refer to them."
	}
	return text + "What it waited for is done."
}
