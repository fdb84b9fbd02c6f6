package show

import (
	"context"
	"os"
)

// App is one example: what it is called, what it can play, how to record it.
type App struct {
	Name      string     // as typed: "gc"
	About     string     // one or two sentences for -h
	Scenarios []Scenario // the first is the default; may be empty

	// Program says in a line what -program takes, such as "JSON, one operation
	// a line"; "" when the example takes none.
	Program string

	// Options are flags of this example alone, which have a part in what is recorded.
	Options []Option

	// Tape records the run that was chosen. It returns an [*InputError] for a
	// program that makes no sense. Required.
	Tape func(ctx context.Context, choice Choice) (Tape, error)

	// Live plays a tape on a terminal: terminal.Play. With nil a terminal gets
	// the plain form too.
	Live func(ctx context.Context, tape Tape, screen Screen) error

	// Source starts the run that -live watches, and Watch shows it: terminal.Watch.
	// Without both there is no such run.
	Source func(ctx context.Context) (Source, error)
	Watch  func(ctx context.Context, source Source, screen Screen) error
}

// Option is a flag of one example, -Name Arg, or -Name alone.
type Option struct {
	Name  string // as typed after the dash, none of the names that all examples have
	Arg   string // what it takes, in capitals: "DSN"; "" for a flag that is given or not
	About string // one line for -h

	// Do is what the flag is for, when that is no run to be shown, such as to serve pages. Of
	// the choice it gets Options and Seed: it goes with no other flag than -seed and those of
	// the example's own.
	Do func(ctx context.Context, choice Choice) error
}

// Scenario is a run that comes with an example.
type Scenario struct {
	Name   string // as typed after -scenario
	About  string // one line
	Poster int    // the step that makes the best still picture; 0 means the last
}

// Choice is what the user asked to see.
type Choice struct {
	Scenario string // one of the app's names; "" when a program is given or there are none
	Program  []byte // contents of -program; nil when none is given
	File     string // name of the program's file for messages, "stdin" for "-"
	Seed     uint64 // of everything that is left to chance

	// Options are the values of the app's own flags that were given, by name. None is empty:
	// a flag without a value has "true".
	Options map[string]string
}

// Screen is the terminal a tape is played on.
type Screen struct {
	In    *os.File // keys
	Out   *os.File // pictures
	Speed float64  // steps a second
	Color bool     // false when the user asked for none
	ASCII bool     // true when the locale cannot show box-drawing characters
}
