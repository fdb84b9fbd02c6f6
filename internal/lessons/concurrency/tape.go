package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"underhood/concurrency/loop"
	"underhood/internal/show"
)

// Beat is one step of a run: an event of the loop's trace, or a crash and its outcome.
type Beat struct {
	Kind     string         `json:"kind"`
	What     loop.TraceKind `json:"-"`
	At       int            `json:"at_ms"` // on the virtual clock, since its beginning
	Task     string         `json:"task,omitempty"`
	By       string         `json:"by,omitempty"`
	On       string         `json:"on,omitempty"`
	Err      string         `json:"err,omitempty"`
	Survived bool           `json:"survived,omitempty"` // the process that had started the unit

	last bool
}

// Choose records the run that was chosen.
func Choose(ctx context.Context, choice show.Choice) (show.Tape, error) {
	text, title, err := choice.Program, "concurrency: "+choice.Scenario, error(nil)
	if text == nil {
		if text, err = Find(choice.Scenario); err != nil {
			return nil, err
		}
	} else {
		title = "concurrency: " + choice.File
	}
	p, err := parse(text)
	if err != nil {
		wrong := &show.InputError{File: choice.File, Err: err}
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			wrong.Line = 1 + bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n"))
		}
		return nil, wrong
	}
	if p.Kind == "crash" {
		beats, err := playCrash(ctx)
		if err != nil {
			return nil, err
		}
		return show.NewTape(crashStory(title), beats), nil
	}
	beats, err := playLoop(ctx, p)
	if err != nil {
		return nil, err
	}
	return show.NewTape(loopStory(title), beats), nil
}

func loopStory(title string) show.Story[Beat, loopState] {
	return show.Story[Beat, loopState]{
		Title: title, Start: func() loopState { return loopState{} }, Apply: loopState.apply,
		Clone: loopState.clone, View: loopState.view, Line: func(_ loopState, b Beat) string { return b.line() },
	}
}

func crashStory(title string) show.Story[Beat, []Beat] {
	return show.Story[Beat, []Beat]{
		Title: title, Start: func() []Beat { return nil },
		Apply: func(s []Beat, b Beat) []Beat { return append(s, b) },
		Clone: slices.Clone[[]Beat], View: crashView,
		Line: func(_ []Beat, b Beat) string { return b.line() },
	}
}
