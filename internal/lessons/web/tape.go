package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"underhood/internal/show"
	"underhood/web"
)

// story is how a run is shown, whatever application it is of.
func story(title string) show.Story[Beat, *State] {
	return show.Story[Beat, *State]{
		Title:   title,
		Start:   newState,
		Apply:   (*State).Apply,
		Clone:   (*State).Clone,
		View:    (*State).view,
		Line:    (*State).line,
		Caption: (*State).caption,
		Quiet:   func(b Beat) bool { return b.step(web.Started) || b.step(web.Finished) },
	}
}

// Tape plays a case and returns the run, ready to be watched.
func Tape(ctx context.Context, title string, text []byte) (show.Tape, error) {
	c, err := strictly(text)
	if err != nil {
		return nil, err
	}
	beats, err := record(ctx, c)
	if err != nil {
		return nil, err
	}
	return show.NewTape(story(title), beats), nil
}

// strictly reads a case, alone or with its recorded answer, and refuses what a case does
// not have, which is mostly something misspelt.
func strictly(text []byte) (*Case, error) {
	var recorded struct{ Case json.RawMessage }
	if err := json.Unmarshal(text, &recorded); err == nil && recorded.Case != nil {
		text = recorded.Case
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&Case{}); err != nil {
		return nil, err
	}
	return Parse(text)
}

// Choose finds the tape a user asked for: a case of theirs, or a scenario.
func Choose(ctx context.Context, choice show.Choice) (show.Tape, error) {
	if choice.Program == nil {
		sc, err := Find(choice.Scenario)
		if err != nil {
			return nil, err
		}
		return Tape(ctx, "web: "+sc.Name, sc.Program)
	}
	tape, err := Tape(ctx, "web: "+choice.File, choice.Program)
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
