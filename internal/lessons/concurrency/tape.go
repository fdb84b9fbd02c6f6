package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"underhood/concurrency"
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

	// Of the table: what was found in words, and the figures of one unit.
	Found  string              `json:"found,omitempty"`
	Nanos  int64               `json:"ns_each,omitempty"`
	Memory *concurrency.Memory `json:"memory,omitempty"` // of Memory.N units
	Want   int                 `json:"want,omitempty"`   // increments
	Got    int                 `json:"got,omitempty"`    // … that the counter shows

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
	switch p.Kind {
	case "crash":
		return unitTape(ctx, title, playCrash, crashView)
	case "table":
		return unitTape(ctx, title, playTable, tableView)
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

// unitTape is the tape of a run that fills a table, a cell a beat.
func unitTape(ctx context.Context, title string, play func(context.Context) ([]Beat, error), view func([]Beat) show.Scene) (show.Tape, error) {
	beats, err := play(ctx)
	if err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Beat, []Beat]{
		Title: title, Start: func() []Beat { return nil },
		Apply: func(s []Beat, b Beat) []Beat { return append(s, b) },
		Clone: slices.Clone[[]Beat], View: view,
		Line: func(_ []Beat, b Beat) string { return b.line() },
	}, beats), nil
}
