package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"underhood/internal/show"
)

// Fight fights the duel of a program, and returns the run, ready to be watched, with the
// verdict: nil, or [ErrOtherwise] if it went otherwise than it should.
func Fight(ctx context.Context, title string, text []byte) (tape show.Tape, verdict, err error) {
	var several struct{ Duels json.RawMessage }
	if json.Unmarshal(text, &several) == nil && several.Duels != nil {
		return matrix(ctx, title, text)
	}
	p, err := parse(text)
	if err != nil {
		return nil, nil, err
	}
	beats, verdict, err := p.play(ctx)
	if err != nil {
		return nil, nil, err
	}
	return show.NewTape(show.Story[Beat, *State]{
		Title:   title,
		Start:   p.newState,
		Apply:   (*State).Apply,
		Clone:   (*State).Clone,
		View:    (*State).view,
		Line:    (*State).line,
		Caption: (*State).caption,
		Quiet:   func(b Beat) bool { return b.quiet },
	}, beats), verdict, nil
}

// Choose fights the duel a user asked for, a program of theirs or a scenario.
func Choose(ctx context.Context, choice show.Choice) (tape show.Tape, verdict, err error) {
	if choice.Program == nil {
		sc, err := Find(choice.Scenario)
		if err != nil {
			return nil, nil, err
		}
		return Fight(ctx, "websec: "+sc.Name, sc.Program)
	}
	tape, verdict, err = Fight(ctx, "websec: "+choice.File, choice.Program)
	if err != nil && !errors.Is(err, context.Canceled) {
		wrong := &show.InputError{File: choice.File, Err: err}
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			at := min(int(syntax.Offset), len(choice.Program))
			wrong.Line = 1 + bytes.Count(choice.Program[:at], []byte("\n"))
		}
		return nil, nil, wrong
	}
	return tape, verdict, err
}
