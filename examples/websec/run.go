package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	lesson "underhood/internal/lessons/websec"
	"underhood/internal/lessons/websec/siege"
	"underhood/internal/show"
)

// run shows the duel that was chosen, and then says whether it went as it should.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var verdict error
	app := app
	app.Options = append([]show.Option{{
		Name: "serve", About: "serve both banks and the attacker's page to a browser, until Ctrl-C",
		Do: func(ctx context.Context, choice show.Choice) error {
			return serve(ctx, cmp.Or(choice.Options["host"], "127.0.0.1"), stdout)
		},
	}}, app.Options...)
	app.Tape = func(ctx context.Context, choice show.Choice) (tape show.Tape, err error) {
		if choice.Options["host"] != "" {
			return nil, &show.InputError{Err: errors.New("-host goes with -serve")}
		}
		tape, verdict, err = choose(ctx, choice)
		return tape, err
	}
	status := show.Run(ctx, app, args, os.Stdin, stdout, stderr)
	if status == 0 && verdict != nil {
		fmt.Fprintf(stderr, "%s: %s\n", app.Name, verdict)
		return 1
	}
	return status
}

// choose fights a duel in process, or besieges both banks for real.
func choose(ctx context.Context, choice show.Choice) (tape show.Tape, verdict, err error) {
	if slices.ContainsFunc(siege.Scenarios(), func(s show.Scenario) bool { return s.Name == choice.Scenario }) {
		return siege.Choose(ctx, choice.Scenario, siege.OnLoopback)
	}
	return lesson.Choose(ctx, choice)
}
