package lesson

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"underhood/internal/show"
)

// Choose records the run that was chosen.
func Choose(ctx context.Context, choice show.Choice) (show.Tape, error) {
	return choose(ctx, choice, measuring())
}

func choose(ctx context.Context, choice show.Choice, tools instrument) (show.Tape, error) {
	text := choice.Program
	if text == nil {
		var err error
		if text, err = Find(choice.Scenario); err != nil {
			return nil, err
		}
	}
	p, err := parse(text)
	if err != nil {
		wrong := &show.InputError{File: choice.File, Err: err}
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			wrong.Line = 1 + bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n"))
		}
		return nil, wrong
	}
	return p.record(ctx, run{
		title: "concurrency: " + cmp.Or(choice.Scenario, choice.File),
		seed:  max(choice.Seed, 1), // as the flag's default
		tools: tools,
	})
}
