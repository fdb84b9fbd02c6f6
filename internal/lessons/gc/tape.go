package lesson

import (
	"context"
	"errors"

	"underhood/internal/show"
)

// Tape plays a program and returns the run, ready to be watched.
func Tape(ctx context.Context, title string, program []Op) (show.Tape, error) {
	beats, err := Record(ctx, program)
	if err != nil {
		return nil, err
	}
	return show.NewTape(show.Story[Beat, *State]{
		Title:   title,
		Start:   NewState,
		Apply:   (*State).Apply,
		Clone:   (*State).Clone,
		View:    View(Source(program), aboutGenerations(program)),
		Line:    Line,
		Caption: Caption,
		Quiet:   Quiet,
	}, beats), nil
}

// aboutGenerations says that a program is about where objects live: its picture
// has a table of the lists.
func aboutGenerations(program []Op) bool {
	for i := range program {
		switch program[i].Op {
		case "alloc", "threshold", "freeze", "gen", "stats":
			return true
		}
	}
	return false
}

// Choose is the tape a user asked for: a program of theirs, or a scenario.
func Choose(ctx context.Context, choice show.Choice) (show.Tape, error) {
	if choice.Program == nil {
		sc, err := Find(choice.Scenario)
		if err != nil {
			return nil, err
		}
		return Tape(ctx, "gc: "+sc.Name, sc.Program)
	}
	program, err := Parse(choice.Program)
	if err == nil {
		err = Check(program)
	}
	var tape show.Tape
	if err == nil {
		tape, err = Tape(ctx, "gc: "+choice.File, program)
	}
	if wrong := new(ProgramError); errors.As(err, &wrong) {
		return nil, &show.InputError{File: choice.File, Line: wrong.Line, Op: wrong.Op + 1, Err: wrong.Err}
	}
	return tape, err
}
