package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"underhood/internal/show"
)

// Tape plays a program on a database that open opens and returns the run, ready to be
// watched.
func Tape(ctx context.Context, open Opener, title string, text []byte) (show.Tape, error) {
	p, err := parse(text)
	if err != nil {
		return nil, err
	}
	beats, err := p.play(ctx, open)
	if err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Beat, *State]{
		Title:   title,
		Start:   p.newState,
		Apply:   (*State).Apply,
		Clone:   (*State).Clone,
		View:    (*State).view,
		Line:    (*State).line,
		Caption: (*State).caption,
	}, beats), nil
}

// Choose gives what finds the tape a user asked for, a program of theirs or a scenario,
// with databases that open opens.
func Choose(open Opener) func(ctx context.Context, choice show.Choice) (show.Tape, error) {
	return func(ctx context.Context, choice show.Choice) (show.Tape, error) {
		if choice.Program == nil {
			sc, err := Find(choice.Scenario)
			if err != nil {
				return nil, err
			}
			return Tape(ctx, open, "orm: "+sc.Name, sc.Program)
		}
		tape, err := Tape(ctx, open, "orm: "+choice.File, choice.Program)
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
}
