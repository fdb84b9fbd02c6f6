package ipc

import (
	"context"
	"fmt"
	"os"

	"underhood/bench/harness"
	"underhood/ipc"
)

// A transport is a way to get a pipe between two processes.
type transport struct {
	// offer is what this process does before the other is there: it says what that is
	// given, and how to have this end of the pipe once it runs. It may add to the job.
	offer func(j *job) (give []ipc.StartOption, end func(ctx context.Context) (ipc.Pipe, error), err error)
	// attach is the other process's end.
	attach func(ctx context.Context, c *ipc.Child, j job) (ipc.Pipe, error)
}

// otherHalf is the process that does the other half.
var otherHalf = ipc.Register("bench/ipc", func(ctx context.Context, c *ipc.Child) error {
	var j job
	if err := c.Args(&j); err != nil {
		return err
	}
	p, err := transports()[j.Contestant].attach(ctx, c, j)
	if err != nil {
		return err
	}
	return j.serve(ctx, p)
})

// work is a case of traffic.
func (t transport) work(j job) harness.Work {
	return func(params harness.Params) (harness.Run, error) {
		j := j
		j.Count = params.Size
		give, end, err := t.offer(&j)
		if err != nil {
			return harness.Run{}, err
		}
		stop, err := start(otherHalf, j, give)
		if err != nil {
			return harness.Run{}, err
		}
		p, err := end(context.Background())
		if err != nil {
			stop()
			return harness.Run{}, err
		}
		return j.run(p, func() {
			_ = p.Close() // ends the other process, if it still runs
			stop()
		})
	}
}

// start starts the other process. stop waits for its end, or sees to it.
func start(name string, args any, options []ipc.StartOption) (stop func(), err error) {
	ctx, kill := context.WithCancel(context.Background())
	// The worker's standard output is for the harness alone.
	options = append(options, ipc.Args(args), ipc.Output(os.Stderr, os.Stderr))
	p, err := ipc.Start(ctx, name, options...)
	if err != nil {
		kill()
		return nil, fmt.Errorf("the other process: %w", err)
	}
	return func() {
		kill()
		_, _ = p.Wait(context.Background()) // how it ended does not matter any more
	}, nil
}
