package lesson

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"underhood/internal/show"
	"underhood/iterators/pull"
)

// Protocol is iterables and their iterators, as the beats tell of them.
type Protocol struct {
	code  []string
	items map[string]list // of the iterables
	Last  Beat
	Line  int
	Names []string          // of the iterators, as they came to be
	From  map[string]string // an iterator's iterable
	At    map[string]int    // how many items an iterator has given
	Over  map[string]bool
	Alias map[string]string // a name for an iterator that has one already
	What  string            // what the last step came to
}

// Clone is a copy that shares nothing that changes.
func (s *Protocol) Clone() *Protocol {
	c := *s
	c.Names = slices.Clone(s.Names)
	c.From, c.At = maps.Clone(s.From), maps.Clone(s.At)
	c.Over, c.Alias = maps.Clone(s.Over), maps.Clone(s.Alias)
	return &c
}

// Apply is the state after one more beat; it changes s and returns it. The stage of
// a beat is the iterator, its value what came of it.
func (s *Protocol) Apply(b Beat) *Protocol {
	s.Last, s.Line, s.What = b, b.Line, b.Value
	switch b.Kind {
	case beatGive:
		s.At[b.Stage]++
	case beatOver:
		s.Over[b.Stage] = true
	case beatBuilt:
		s.Names = append(s.Names, b.Stage)
		s.From[b.Stage] = b.Value
	case beatStep: // iter of an iterator
		if b.Stage != "" {
			s.Alias[b.Stage] = b.Value
		}
	}
	return s
}

func (s *Protocol) line(b Beat) string {
	switch b.Kind {
	case beatGive, beatOver:
		if strings.HasPrefix(s.code[b.Line-1], "for ") {
			return "    " + s.tell(b)
		}
	}
	return ">>> " + s.code[b.Line-1] + "  # " + s.tell(b)
}

func (s *Protocol) tell(b Beat) string {
	switch b.Kind {
	case beatBuilt:
		return fmt.Sprintf("a new iterator, %s, at the beginning of %s", b.Stage, b.Value)
	case beatStep:
		if b.Stage == "" {
			return "the loop goes on with " + b.Value + " itself, where it is"
		}
		return fmt.Sprintf("no new one: iter of an iterator is itself, so %s is %s", b.Stage, b.Value)
	case beatGive:
		return fmt.Sprintf("%s gives %s", b.Stage, b.Value)
	case beatOver:
		return b.Stage + " is over: StopIteration"
	}
	return b.Value
}

func (s *Protocol) caption(b Beat) string {
	text := s.tell(b)
	switch b.Kind {
	case beatBuilt:
		text += ". An iterable has iter and no place; each iterator has a place of its own."
	case beatStep:
		text += ". An iterator is an iterable too, but it cannot start afresh."
	case beatOver:
		text += ". It stays over, however often it is asked; the iterable can give another."
	}
	return text
}

// view draws the iterables with the places of their iterators.
func (s *Protocol) view() show.Scene {
	scene := show.Scene{Panels: []show.Panel{show.Code{Title: "program", Lines: s.code, First: 1, Current: s.Line}}}
	for _, name := range slices.Sorted(maps.Keys(s.items)) {
		c := show.Cells{Title: "iterable " + name}
		for i, v := range s.items[name] {
			cell := show.Cell{ID: strconv.Itoa(i), Label: literal(v)}
			for _, it := range s.Names {
				if s.From[it] == name && s.At[it] == i && !s.Over[it] {
					cell.Mark += it + " "
				}
			}
			c.Cells = append(c.Cells, cell)
		}
		scene.Panels = append(scene.Panels, c)
	}
	t := show.Table{Title: "iterators", Columns: []string{"iterator", "of", "gave", "is"}}
	for _, it := range s.Names {
		row := show.Row{ID: it, Cells: []string{it, s.From[it], strconv.Itoa(s.At[it]), "at item " + strconv.Itoa(s.At[it])}}
		if s.Over[it] {
			row.Cells[3], row.Class = "over", show.Dead
		}
		if s.Last.Stage == it {
			row.Class = show.Current
		}
		t.Rows = append(t.Rows, row)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Alias)) {
		t.Rows = append(t.Rows, show.Row{ID: name, Class: show.Muted, Cells: []string{name, s.Alias[name], "-", "the same as " + s.Alias[name]}})
	}
	scene.Panels = append(scene.Panels, t)
	return scene
}

// iterableTape plays a case of kind iterable:
//
//	{"kind":"iterable", "iterables":{"l":[1,2]}, "plan":[["iter","a","l"], ["next","a"], ["for","l"]]}
func iterableTape(title string, text []byte) (show.Tape, error) {
	var c struct {
		Text      []string
		Iterables map[string]json.RawMessage
		Plan      [][]string
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, err
	}
	s := &Protocol{code: slices.Clone(c.Text), items: map[string]list{}}
	for _, name := range slices.Sorted(maps.Keys(c.Iterables)) {
		v, err := decode(c.Iterables[name])
		if err == nil {
			v, err = value(v)
		}
		l, ok := v.(list)
		if err != nil || !ok {
			return nil, fmt.Errorf("iterables.%s: not a list of values", name)
		}
		s.items[name] = l
		s.code = append(s.code, name+" = "+literal(l))
	}
	beats, err := s.play(c.Plan)
	if err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Beat, *Protocol]{
		Title: title,
		Start: func() *Protocol {
			return &Protocol{code: s.code, items: s.items, From: map[string]string{}, At: map[string]int{}, Over: map[string]bool{}, Alias: map[string]string{}}
		},
		Apply: (*Protocol).Apply, Clone: (*Protocol).Clone, View: (*Protocol).view,
		Line: (*Protocol).line, Caption: (*Protocol).caption,
	}, beats), nil
}

// play plays the plan on sources and writes its text.
func (s *Protocol) play(plan [][]string) ([]Beat, error) {
	passes := map[string]func() (any, bool){}
	same := map[string]string{} // a second name of an iterator
	w := new(watcher)
	begin := func(name, of string) {
		passes[name], _ = pull.Slice([]any(s.items[of])).Iter()
		w.add(Beat{Kind: beatBuilt, Stage: name, Value: of, Line: len(s.code)})
	}
	ask := func(name string) bool {
		v, ok := passes[name]()
		b := Beat{Kind: beatOver, Stage: name, Line: len(s.code)}
		if ok {
			b.Kind, b.Value = beatGive, literal(v)
		}
		w.add(b)
		return ok
	}
	for i, p := range plan {
		if len(p) < 2 || p[0] == "iter" && len(p) != 3 {
			return nil, fmt.Errorf(`plan[%d]: not ["iter", name, of], ["next", of] or ["for", of]`, i)
		}
		of := p[len(p)-1]
		if first, ok := same[of]; ok {
			of = first
		}
		_, iterable := s.items[of]
		if passes[of] == nil && !iterable {
			return nil, fmt.Errorf("plan[%d]: there is no %s", i, of)
		}
		switch {
		case p[0] == "iter" && iterable:
			s.code = append(s.code, p[1]+" = iter("+p[2]+")")
			begin(p[1], of)
		case p[0] == "iter":
			s.code = append(s.code, p[1]+" = iter("+p[2]+")")
			same[p[1]] = of
			w.add(Beat{Kind: beatStep, Stage: p[1], Value: of, Line: len(s.code)})
		case p[0] == "next" && iterable:
			s.code = append(s.code, "next("+of+")")
			w.add(Beat{Kind: beatEnd, Value: "TypeError: " + of + " is an iterable and no iterator: it has no next", Line: len(s.code)})
		case p[0] == "next":
			s.code = append(s.code, "next("+p[1]+")")
			ask(of)
		case p[0] == "for":
			s.code = append(s.code, "for item in "+p[1]+": ...")
			if iterable {
				fresh := "iter" + strconv.Itoa(len(s.code))
				begin(fresh, of)
				of = fresh
			} else {
				w.add(Beat{Kind: beatStep, Value: of, Line: len(s.code)})
			}
			for ask(of) {
				continue
			}
		default:
			return nil, fmt.Errorf("plan[%d]: %q is none of iter, next, for", i, p[0])
		}
	}
	if w.full {
		return nil, fmt.Errorf("more than %d events", maxBeats)
	}
	return w.beats, nil
}
