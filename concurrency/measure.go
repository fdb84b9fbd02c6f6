package concurrency

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"underhood/internal/reexec"
)

// A Cost is how long a number of equal things took. Times are of one machine at
// one moment: only ratios of costs that were measured together mean anything.
type Cost struct {
	Kind  Kind
	N     int
	Total time.Duration
}

// Each is the time of one.
func (c Cost) Each() time.Duration { return c.Total / time.Duration(max(c.N, 1)) }

// measurable says why n of something cannot be measured.
func measurable(ctx context.Context, n int) error {
	if n < 1 {
		return fmt.Errorf("%d of them", n)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// measured is the error of a measurement.
func measured(what string, err error) error {
	if err == nil {
		return nil
	}
	return within("measuring "+what, err)
}

// host registers a measurement that runs in a fresh process: because it may end
// it, or because its figures must not be those of whoever measures.
func host[Args, Result any](name string, run func(context.Context, Args) (Result, error)) string {
	return reexec.Register("concurrency/measure/"+name, func(ctx context.Context, c *reexec.Child) error {
		var args Args
		if err := c.Args(&args); err != nil {
			return err
		}
		out, err := c.File("result")
		if err != nil {
			return err
		}
		result, err := run(ctx, args)
		if err != nil {
			return err
		}
		return errors.Join(json.NewEncoder(out).Encode(result), out.Close())
	})
}

// visit runs a host: how it ended, what it wrote to standard error, and its result,
// if it came so far as to give one.
func visit(ctx context.Context, name string, args, result any) (state reexec.State, stderr string, err error) {
	out, outW, err := os.Pipe()
	if err != nil {
		return state, "", err
	}
	defer func() { _ = out.Close() }()
	log, logW, err := os.Pipe()
	if err != nil {
		_ = outW.Close()
		return state, "", err
	}
	defer func() { _ = log.Close() }()
	// What the race detector finds is a result here, not a failure.
	env := slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "GORACE=") })
	env = append(env, "GORACE=exitcode=0 atexit_sleep_ms=0 log_path=stderr")
	p, err := reexec.Start(ctx, name, reexec.Options{
		Args: args, Give: map[string]*os.File{"result": outW}, Stderr: logW, Env: env,
	})
	_ = logW.Close() // ours, so that the end comes with the child's
	if err != nil {
		return state, "", err
	}
	heard := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(log) // what there is
		heard <- string(text)
	}()
	text, err := io.ReadAll(out)
	stderr = <-heard
	state, waitErr := p.Wait(context.WithoutCancel(ctx))
	switch err = errors.Join(err, waitErr); {
	case err != nil:
		return state, stderr, err
	case ctx.Err() != nil:
		return state, stderr, context.Cause(ctx)
	case len(text) > 0:
		return state, stderr, json.Unmarshal(text, result)
	}
	return state, stderr, nil
}
