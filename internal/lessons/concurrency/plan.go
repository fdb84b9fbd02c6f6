package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"underhood/internal/show"
)

// A plan is a program of one kind.
type plan interface {
	// check says what is wrong with it, before anything is played.
	check() error
	// record plays it.
	record(ctx context.Context, r run) (show.Tape, error)
}

// A run is what a program is played with, besides itself.
type run struct {
	title string
	seed  uint64
	tools instrument
}

// kinds are the programs there are, each by its empty plan.
var kinds = []struct {
	name string
	plan func() plan
}{
	{"loop", func() plan { return &loopPlan{} }},
	{"coroutine", func() plan { return &askPlan{} }},
	{"counter", func() plan { return &counterPlan{} }},
	{"pool", func() plan { return &poolPlan{} }},
	{"crash", func() plan { return &crashPlan{} }},
	{"table", func() plan { return &tablePlan{} }},
}

// parse reads a program and refuses one that cannot be played.
func parse(text []byte) (plan, error) {
	var any struct{ Kind string }
	if err := json.Unmarshal(text, &any); err != nil {
		return nil, err
	}
	var names []string
	for _, k := range kinds {
		if names = append(names, k.name); k.name != any.Kind {
			continue
		}
		p := k.plan()
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.DisallowUnknownFields()
		if err := dec.Decode(p); err != nil {
			return nil, err
		}
		return p, p.check()
	}
	return nil, fmt.Errorf("kind %q is none of %s", any.Kind, strings.Join(names, ", "))
}

// named says what is wrong with names, of which some are taken.
func named(what string, names, taken []string) error {
	for i, name := range names {
		if name == "" || slices.Contains(taken, name) || slices.Contains(names[:i], name) {
			return fmt.Errorf("%s[%d]: name %q is empty or taken", what, i, name)
		}
	}
	return nil
}
