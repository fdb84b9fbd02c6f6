package lesson

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"weak"

	mc "underhood/metaclass"
)

// mostBeats is how much of one step is told: an endless recursion is no story.
const mostBeats = 80

// A recorder notes what happens while a machine plays, from the engine's own events.
// Its methods do nothing on a nil one.
type recorder struct {
	m     *machine
	code  *listing
	beats []Beat
	names []string                          // of variables, in the order of their first binding
	ids   map[weak.Pointer[mc.Class]]string // of the classes that were shown; it keeps none alive
	last  string                            // the last picture, as text

	step      int
	first     int                    // the beat the step began with
	left      int                    // beats left out
	aside     bool                   // what happens is the player's own affair
	statement bool                   // the step is a class statement
	class     string                 // that the step makes or changes
	bases     []mc.Value             // which it is to have
	made      *mc.Class              // being made
	before    map[*mc.Class][]string // orders a change has replaced
}

func (r *recorder) tell(b Beat) {
	if r == nil || r.aside {
		return
	}
	if len(r.beats)-r.first >= mostBeats && b.Kind != beatDone && b.Kind != beatFail {
		r.left++
		return
	}
	if b.Line == 0 {
		b.Line = r.code.line(r.step, "")
	}
	r.beats = append(r.beats, b)
}

// begin is the beginning of a step, from 1.
func (r *recorder) begin(step int, op string) {
	if r == nil {
		return
	}
	r.step, r.first, r.left, r.statement = step, len(r.beats), 0, op == "class"
	r.made, r.bases, r.before = nil, nil, map[*mc.Class][]string{}
	r.tell(Beat{Kind: beatStart})
}

// end is its end, with what came of it.
func (r *recorder) end(out Outcome, err error) {
	if r == nil {
		return
	}
	var order *mc.OrderError
	if errors.As(err, &order) {
		r.merge(r.class, r.bases)
	}
	if r.left > 0 {
		r.beats = append(r.beats, Beat{Kind: beatMore, Text: strconv.Itoa(r.left), Line: r.code.line(r.step, "")})
	}
	if err == nil {
		r.fold()
	}
	if len(r.beats)-r.first == 1 {
		r.beats[r.first].Kind = beatNote
	}
	r.made = nil
	b := Beat{Kind: beatDone, Op: out.Op, Picture: r.picture()}
	if out.OK != nil {
		b.Text = strings.ReplaceAll(*out.OK, "<function lambda.lambda>", "<function>")
	} else {
		b.Kind, b.Name, b.Text = beatFail, out.Err, *out.Msg
		if out.Cause != "" {
			b.Notes = append(b.Notes, "because of: "+out.Cause)
		}
		if order != nil {
			for _, c := range order.Clashes {
				b.Notes = append(b.Notes, c.String())
			}
		}
	}
	r.tell(b)
}

// fold leaves out what every class statement does, where nothing but that happened: who
// has seen one has seen all.
func (r *recorder) fold() {
	for _, b := range r.beats[r.first:] {
		switch b.Kind {
		case beatStart, beatBind, beatNew, beatMerge, beatOrder:
			continue
		case beatPrepare:
			if b.Name == "type" {
				continue
			}
		}
		return
	}
	if !r.statement {
		return
	}
	merged := slices.ContainsFunc(r.beats[r.first:], func(b Beat) bool { return b.Kind == beatMerge })
	kept := slices.DeleteFunc(r.beats[r.first:], func(b Beat) bool {
		return b.Kind != beatStart && (!merged || b.Kind != beatMerge && b.Kind != beatOrder)
	})
	r.beats = r.beats[:r.first+len(kept)]
}

// event is told by the world while classes are made.
func (r *recorder) event(e mc.Event) {
	switch e.Kind {
	case mc.EventPrepare:
		b := Beat{Kind: beatPrepare, Class: e.Name}
		if e.Class != nil {
			b.Name = e.Class.Name()
			if _, owner, ok := e.Class.Find("__prepare__"); ok {
				b.Text = owner.Name()
			}
		}
		r.class = e.Name
		r.tell(b)
	case mc.EventNew:
		r.class = e.Name
		r.tell(Beat{Kind: beatNew, Class: e.Name, Name: e.Class.Name()})
	case mc.EventOrder:
		if !r.aside {
			r.order(e)
		}
	case mc.EventSetName:
		r.tell(Beat{Kind: beatSetName, Class: e.Class.Name(), Name: e.Name, Line: r.code.line(r.step, e.Name)})
	case mc.EventInitSubclass:
		b := Beat{Kind: beatInitSub, Class: e.Class.Name()}
		for _, c := range e.Class.MRO() {
			if _, has := c.Own("__init_subclass__"); has && c != e.Class {
				b.Text = c.Name()
				break
			}
		}
		r.tell(b)
	}
}

// order tells a new MRO, and the merge that led to it.
func (r *recorder) order(e mc.Event) {
	c, bases := e.Class, e.Class.Bases()
	names := namesOf(e.MRO)
	b := Beat{Kind: beatOrder, Class: c.Name(), Order: names}
	rest, err := mc.Linearize(bases, nil)
	if err != nil || !slices.Equal(e.MRO[1:], rest) || e.MRO[0] != c {
		if _, owner, ok := c.Class().Find("mro"); ok {
			b.Text = owner.Name()
		}
	} else if len(bases) > 1 {
		r.merge(c.Name(), values(bases))
	}
	if _, known := r.ids[weak.Make(c)]; !known {
		r.made = c
	}
	if old, changed := r.before[c]; changed && slices.Equal(old, names) {
		b.Kind = beatBack
	} else if !changed {
		r.before[c] = r.shownOrder(c)
	}
	b.Picture = r.picture()
	r.tell(b)
}

// shownOrder is the order of a class in the last picture.
func (r *recorder) shownOrder(c *mc.Class) []string {
	id, known := r.ids[weak.Make(c)]
	if !known {
		return nil
	}
	for _, b := range slices.Backward(r.beats) {
		if b.Picture == nil {
			continue
		}
		for _, t := range b.Picture.Things {
			if t.ID == id {
				return t.Order
			}
		}
	}
	return nil
}

// merge tells the steps of C3 over some bases.
func (r *recorder) merge(name string, bases []mc.Value) {
	var list []*mc.Class
	for _, b := range bases {
		if c, ok := b.(*mc.Class); ok {
			list = append(list, c)
		}
	}
	if len(list) < 2 || len(list) != len(bases) {
		return
	}
	// What it comes to has been told, or will be.
	_, _ = mc.Linearize(list, func(s mc.MergeStep) {
		b := Beat{Kind: beatMerge, Class: name, Order: namesOf(list)}
		for _, l := range s.Lists {
			b.Lists = append(b.Lists, namesOf(l))
		}
		if s.Taken != nil {
			b.Name = s.Taken.Name()
		}
		r.tell(b)
	})
}

func namesOf(list []*mc.Class) []string {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = c.Name()
	}
	return names
}

func values(list []*mc.Class) []mc.Value {
	out := make([]mc.Value, len(list))
	for i, c := range list {
		out[i] = c
	}
	return out
}

// changes notes which bases a class is about to get.
func (r *recorder) changes(name string, bases []mc.Value) {
	if r != nil {
		r.class, r.bases = name, bases
	}
}

// bound notes a variable.
func (r *recorder) bound(name string) {
	if r != nil && !slices.Contains(r.names, name) {
		r.names = append(r.names, name)
	}
}

// bind tells that a class body has bound a name.
func (r *recorder) bind(class, key string, v mc.Value) {
	if r == nil {
		return
	}
	r.tell(Beat{Kind: beatBind, Class: class, Name: key, Text: r.m.render(v, 0), Line: r.code.line(r.step, key)})
}

// call tells that a function of the program runs.
func (r *recorder) call(f *mc.Function, c *mc.Call) {
	if r == nil {
		return
	}
	name := r.called(f)
	args := make([]string, len(c.Args))
	for i, a := range c.Args {
		args[i] = short(r.m.render(a, 0))
	}
	class, rest, _ := strings.Cut(name, ".")
	r.tell(Beat{Kind: beatCall, Class: class, Name: name, Text: strings.Join(args, ", "), Line: r.calledAt(class, rest)})
}

// called is what a function is called: by its class, or by the variable it is bound to.
func (r *recorder) called(f *mc.Function) string {
	name := r.m.tags[f]
	if name != "" && name != "lambda.lambda" {
		return name
	}
	for _, v := range r.names {
		if r.m.env[v] == mc.Value(f) {
			return v
		}
	}
	return f.Name()
}

// longest is how much of an argument is told.
const longest = 28

func short(s string) string {
	if r := []rune(s); len(r) > longest {
		return string(r[:longest-3]) + "..."
	}
	return s
}

// calledAt is the line of a function: that of its entry, in whichever step.
func (r *recorder) calledAt(class, key string) int {
	key, _, _ = strings.Cut(key, ".")
	for i := r.step; i > 0; i-- {
		if r.code.names[i-1] == class {
			return r.code.line(i, key)
		}
	}
	return 0
}

func (r *recorder) returned() {
	if r != nil {
		r.tell(Beat{Kind: beatReturn})
	}
}

// hide begins what is the player's own affair, and gives its end.
func (r *recorder) hide() func() {
	if r == nil {
		return func() {}
	}
	before := r.aside
	r.aside = true
	return func() { r.aside = before }
}
