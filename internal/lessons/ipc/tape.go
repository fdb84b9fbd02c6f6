package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"underhood/internal/show"
)

// Tape plays a program with processes of its own and returns the run, ready to be
// watched. The program that calls it calls ipc.Init first.
func Tape(ctx context.Context, title string, text []byte) (show.Tape, error) {
	p, err := parsePlan(text)
	if err != nil {
		return nil, err
	}
	beats, err := p.play(ctx)
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
		Quiet:   quiet,
	}, beats), nil
}

// Choose is the tape a user asked for: a program of theirs, or a scenario.
func Choose(ctx context.Context, choice show.Choice) (show.Tape, error) {
	if choice.Program == nil {
		sc, err := Find(choice.Scenario)
		if err != nil {
			return nil, err
		}
		return Tape(ctx, "ipc: "+sc.Name, sc.Program)
	}
	tape, err := Tape(ctx, "ipc: "+choice.File, choice.Program)
	if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, errors.ErrUnsupported) {
		wrong := &show.InputError{File: choice.File, Err: err}
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			at := min(int(syntax.Offset), len(choice.Program))
			wrong.Line = 1 + bytes.Count(choice.Program[:at], []byte("\n"))
		}
		return nil, wrong
	}
	return tape, err
}
