package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"weak"

	"underhood/internal/show"
	mc "underhood/metaclass"
)

// mostSteps is how long a program may be that is told as a story.
const mostSteps = 500

// fewClasses is how many classes are shown each as an instance of type.
const fewClasses = 2

// Tape plays a program and returns the run, ready to be watched.
func Tape(ctx context.Context, title string, text []byte) (show.Tape, error) {
	p, err := parseProgram(text)
	if err != nil {
		return nil, err
	}
	list := p.list("steps")
	if len(list) > mostSteps {
		return nil, fmt.Errorf("%d steps, %d at most", len(list), mostSteps)
	}
	steps := make([]*object, len(list))
	classes := 0
	for i, s := range list {
		if steps[i], err = stepOf(s); err != nil {
			return nil, &show.InputError{Op: i + 1, Err: err}
		}
		if op := steps[i].text("op"); op == "class" || op == "type3" {
			classes++
		}
	}
	code := listed(steps)
	beats, err := record(ctx, code, steps)
	if err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Beat, *State]{
		Title:   title,
		Start:   func() *State { return newState(code, classes <= fewClasses) },
		Apply:   (*State).Apply,
		Clone:   (*State).Clone,
		View:    (*State).view,
		Line:    (*State).line,
		Caption: (*State).caption,
		Quiet:   quiet,
	}, beats), nil
}

// record plays the steps and notes what happens.
func record(ctx context.Context, code *listing, steps []*object) ([]Beat, error) {
	rec := &recorder{code: code, ids: map[weak.Pointer[mc.Class]]string{}}
	m := newMachine(mc.WithHook(rec.event))
	m.rec, rec.m = rec, m
	for i, s := range steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rec.begin(i+1, s.text("op"))
		m.step(s)
	}
	return rec.beats, nil
}

// Choose is the tape a user asked for: a program of theirs, or a scenario.
func Choose(ctx context.Context, choice show.Choice) (show.Tape, error) {
	if choice.Program == nil {
		sc, err := Find(choice.Scenario)
		if err != nil {
			return nil, err
		}
		return Tape(ctx, "metaclass: "+sc.Name, sc.Program)
	}
	tape, err := Tape(ctx, "metaclass: "+choice.File, choice.Program)
	if err != nil && !errors.Is(err, context.Canceled) {
		wrong := new(show.InputError)
		if !errors.As(err, &wrong) {
			wrong = &show.InputError{Err: err}
		}
		wrong.File = choice.File
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			at := min(int(syntax.Offset), len(choice.Program))
			wrong.Line = 1 + bytes.Count(choice.Program[:at], []byte("\n"))
		}
		return nil, wrong
	}
	return tape, err
}
