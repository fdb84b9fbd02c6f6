package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"underhood/internal/show"
)

// Tape plays a case and returns the run, ready to be watched.
func Tape(ctx context.Context, title string, text []byte) (show.Tape, error) {
	var kind struct {
		Kind string
		Text []string // lines to head the program with
	}
	if err := json.Unmarshal(text, &kind); err != nil {
		return nil, err
	}
	switch kind.Kind {
	case "generator":
		return generatorTape(ctx, title, text)
	case "iterable":
		return iterableTape(title, text)
	}
	c, err := Parse(text)
	if err != nil {
		return nil, err
	}
	w := &watcher{plan: newPlan(c, kind.Text)}
	if err := c.record(ctx, w); err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Beat, *State]{
		Title:   title,
		Start:   w.plan.newState,
		Apply:   (*State).Apply,
		Clone:   (*State).Clone,
		View:    (*State).view,
		Line:    (*State).line,
		Caption: (*State).caption,
		Quiet:   func(b Beat) bool { return b.Kind == beatLeave },
	}, w.beats), nil
}

// record plays the case, watched.
func (c *Case) record(ctx context.Context, w *watcher) error {
	a, err := c.play(&builder{run: &run{ctx: ctx}, watch: w})
	if err == nil {
		w.raised(c, a)
		s := w.plan.newState()
		for _, b := range w.beats {
			s.Apply(b)
		}
		w.add(Beat{Kind: beatEnd, Value: c.outcome(a, s.Results)})
		if w.full {
			err = fmt.Errorf("more than %d events", maxBeats)
		}
	}
	return err
}

// outcome says what came of a case.
func (c *Case) outcome(a *Answer, results []string) string {
	all := "[" + strings.Join(results, ", ") + "]"
	switch {
	case a.Error != nil && a.Error.When == "build":
		return a.Error.Type + " comes out of making the stages: nothing was asked"
	case a.Error != nil:
		return a.Error.Type + " comes out"
	case c.Kind != "pipeline":
		return "the program is done"
	case c.sink != "":
		return fmt.Sprintf("%s is %s", c.sink, literal(a.Result))
	case a.End == "taken":
		return "the consumer has what it wanted, " + all + ", and asks no more"
	}
	return "the result is " + all
}

// raised puts the names of exceptions, which the watch between the stages does not
// know, where they were raised.
func (w *watcher) raised(c *Case, a *Answer) {
	step := -1
	steps, _ := a.Result.([]any)
	for i := range w.beats {
		switch b := &w.beats[i]; {
		case b.Kind == beatStep:
			step++
		case b.Kind == beatRaise && c.Kind == "pipeline":
			if a.Error != nil {
				b.Value = a.Error.Type
			}
		case b.Kind == beatRaise && step >= 0 && step < len(steps):
			if s, ok := steps[step].([]any); ok && len(s) > 0 {
				text, _ := s[len(s)-1].(string)
				b.Value = strings.TrimPrefix(text, "RAISE ")
			}
		}
	}
}

// Choose is the tape a user asked for: a case of theirs, or a scenario.
func Choose(ctx context.Context, choice show.Choice) (show.Tape, error) {
	if choice.Program == nil {
		sc, err := Find(choice.Scenario)
		if err != nil {
			return nil, err
		}
		return Tape(ctx, "iterators: "+sc.Name, sc.Program)
	}
	if n := values(choice.Program); n > 1 {
		return nil, &show.InputError{File: choice.File, Err: fmt.Errorf("%d cases, one can be shown: pick a line", n)}
	}
	tape, err := Tape(ctx, "iterators: "+choice.File, choice.Program)
	if err != nil && !errors.Is(err, context.Canceled) {
		wrong := &show.InputError{File: choice.File, Err: err}
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			at := min(int(syntax.Offset), len(choice.Program))
			wrong.Line = 1 + bytes.Count(choice.Program[:at], []byte("\n"))
		}
		return nil, wrong
	}
	return tape, err
}

// values is how many JSON values a text is, 0 if it is not all JSON.
func values(text []byte) (n int) {
	d := json.NewDecoder(bytes.NewReader(text))
	for {
		var v json.RawMessage
		switch err := d.Decode(&v); {
		case errors.Is(err, io.EOF):
			return n
		case err != nil:
			return 0
		}
		n++
	}
}
