package lesson

import (
	"underhood/internal/show"
	"underhood/web"
)

// How much is shown; the plain and JSON forms have all of it.
const (
	mostCalls  = 9
	bothTables = 68 // columns that the texts of both tables may take, so that they fit beside each other
)

// outline is the way of a request, with the names it has in flask/app.py and ctx.py.
var outline = []string{
	"ctx.push               contexts",
	"open_session",
	"match_request          URL",
	"preprocess_request     before",
	"dispatch_request       view",
	"handle_user_exception  its handler",
	"make_response",
	"process_response       after",
	"save_session",
	"handle_exception       a 500",
	"(send)",
	"do_teardown_request    teardown",
	"ctx.pop                contexts",
}

// places are the lines of the outline, by step.
var places = map[string]int{
	web.AppPushed.String(): 1, web.RequestPushed.String(): 1, web.SessionOpened.String(): 2, web.Matched.String(): 3,
	web.Preprocessing.String(): 4, web.BeforeCalled.String(): 4, web.Viewing.String(): 5, web.OptionsAnswered.String(): 5,
	web.Raised.String(): 6, web.Handling.String(): 6, web.Responded.String(): 7, web.AfterThis.String(): 8,
	web.AfterCalled.String(): 8, web.SessionSaved.String(): 9, web.Escaped.String(): 10, web.FinishFailed.String(): 10,
	web.Unanswered.String(): 10, web.Sent.String(): 11, web.TeardownCalled.String(): 12, web.RequestPopped.String(): 13,
	web.TeardownApp.String(): 12, web.AppPopped.String(): 13, web.TeardownFailed.String(): 12,
	beatSave: 9, beatDelete: 9, beatPart: 11,
}

// view draws the contexts, what runs, the functions so far and what they find.
func (s *State) view() show.Scene {
	calls := s.functions()
	return show.Scene{Panels: []show.Panel{s.contexts(), s.running(), calls, s.values(bothTables - width(calls))}}
}

// contexts are the two stacks.
func (s *State) contexts() show.Lanes {
	lanes := show.Lanes{Title: "context stacks", Stacked: true}
	for _, l := range []struct {
		name string
		stack
	}{{"application", s.app}, {"request", s.request}} {
		lane := show.Lane{ID: l.name}
		for i, name := range l.on {
			it := show.Item{ID: l.name + string(rune('1'+i%9)), Label: name, Class: show.Good}
			if l.pushed && i == len(l.on)-1 {
				it.Class = show.Current
			}
			lane.Items = append(lane.Items, it)
		}
		if l.popped != "" {
			lane.Items = append(lane.Items, show.Item{ID: l.name + "popped", Label: l.popped, Class: show.Dead})
		}
		if len(lane.Items) == 0 {
			lane.Class = show.Muted
		}
		lanes.Lanes = append(lanes.Lanes, lane)
	}
	return lanes
}

// running is the function that runs, or where the request is on its way.
func (s *State) running() show.Code {
	if c := s.Last.Code; c != nil {
		return show.Code{Title: c.Title, Lines: c.Lines, Current: s.Last.Line}
	}
	return show.Code{Title: "the way of a request", Lines: outline, Current: places[s.Last.Kind]}
}

// functions are those that were called for the request, in order.
func (s *State) functions() show.Table {
	t := show.Table{Title: "functions called", Columns: []string{"when", "function"}}
	from := 0
	if len(s.calls) > mostCalls {
		from = len(s.calls) - mostCalls + 1
		t.Rows = append(t.Rows, show.Row{ID: "earlier", Cells: []string{"...", plural(from, "earlier one")}, Class: show.Muted})
	}
	for i := from; i < len(s.calls); i++ {
		c := s.calls[i]
		row := show.Row{ID: itoa(i + 1), Cells: []string{c.step, qualified(c)}}
		switch {
		case c.failed:
			row.Class = show.Doomed
		case i == s.at(s.Last) && (s.Last.calls() || s.Last.Kind == beatDoes):
			row.Class = show.Current
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// qualified is a function's name behind that of its blueprint.
func qualified(c call) string {
	if c.scope == "" {
		return c.name
	}
	return c.scope + "." + c.name
}

// owner is whose a function is.
func owner(scope string) string {
	if scope == "" {
		return "the app"
	}
	return scope
}

// values are what is found in the contexts and beside them; what is new stands out.
func (s *State) values(room int) show.Table {
	t := show.Table{Title: "what is known", Columns: []string{"name", "value"}}
	names := 0
	for _, v := range s.rows() {
		names = max(names, len(v.Name))
	}
	room = max(20, room-names)
	was := map[string]string{}
	for _, v := range s.before {
		was[v.Name] = v.Text
	}
	for _, v := range s.rows() {
		row := show.Row{ID: v.Name, Cells: []string{v.Name, cut(v.Text, room)}}
		switch old, ok := was[v.Name]; {
		case v.Name == "error":
			row.Class = show.Doomed
		case !ok:
			row.Class = show.Good
		case old != v.Text:
			row.Class = show.Current
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// width is what the texts of a table take, without what lies between.
func width(t show.Table) int {
	total := 0
	for i, name := range t.Columns {
		w := len(name)
		for _, r := range t.Rows {
			w = max(w, len(r.Cells[i]))
		}
		total += w
	}
	return total
}

func cut(text string, width int) string {
	if r := []rune(text); len(r) > width {
		return string(r[:width-1]) + "~"
	}
	return text
}
