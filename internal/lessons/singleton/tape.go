package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"underhood/internal/show"
)

// Tape plays a program and returns the run, ready to be watched.
func Tape(ctx context.Context, title string, text []byte) (show.Tape, error) {
	var program struct{ Kind string }
	if err := json.Unmarshal(text, &program); err != nil {
		return nil, err
	}
	switch program.Kind {
	case "race":
		return raceTape(ctx, title, text)
	case "scope":
		return scopeTape(title, text)
	}
	return nil, fmt.Errorf("kind: %q is none of race, scope", program.Kind)
}

// strictly reads JSON whose fields all have to be known, so that a slip of the pen is
// told and not passed over.
func strictly(text []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(to)
}

func raceTape(ctx context.Context, title string, text []byte) (show.Tape, error) {
	p, err := parseRace(text)
	if err != nil {
		return nil, err
	}
	beats, err := p.play(ctx)
	if err != nil {
		return nil, err
	}
	story := show.Story[Beat, *State]{
		Title:   title,
		Start:   p.newState,
		Apply:   (*State).Apply,
		Clone:   (*State).Clone,
		View:    (*State).view,
		Line:    (*State).line,
		Caption: (*State).caption,
		Quiet:   quiet,
	}
	if len(p.forms) > 1 {
		story.Quiet = func(b Beat) bool { return b.Kind != beatRound && b.Kind != beatEnd }
	}
	return show.NewTape(story, beats), nil
}

func scopeTape(title string, text []byte) (show.Tape, error) {
	p, err := parseScope(text)
	if err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Beat, *World]{
		Title:   title,
		Start:   p.newWorld,
		Apply:   (*World).Apply,
		Clone:   (*World).Clone,
		View:    (*World).view,
		Line:    (*World).line,
		Caption: (*World).caption,
	}, p.play()), nil
}

// Choose is the tape a user asked for: a program of theirs, or a scenario.
func Choose(ctx context.Context, choice show.Choice) (show.Tape, error) {
	if choice.Program == nil {
		sc, err := Find(choice.Scenario)
		if err != nil {
			return nil, err
		}
		return Tape(ctx, "singleton: "+sc.Name, sc.Program)
	}
	tape, err := Tape(ctx, "singleton: "+choice.File, choice.Program)
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
