package concurrency

import (
	"context"
	"os"
	"os/exec"

	"underhood/concurrency"
)

// nothing is what a unit does whose start and end are all that matters.
var nothing = concurrency.Register("bench/nothing", func(_ context.Context, n int) (int, error) { return n, nil })

// ourProcesses counts those that came back with their result.
func ourProcesses(n int) (count int, err error) {
	ctx := context.Background()
	for range n {
		p, err := concurrency.StartProcess(ctx, nothing, 1)
		if err != nil {
			return count, err
		}
		one, err := p.Join(ctx)
		if err != nil {
			return count, err
		}
		count += one
	}
	return count, nil
}

// itselfAgain runs this program as a worker that finds its input at its end.
func itselfAgain(n int) (int, error) {
	exe, err := os.Executable()
	if err != nil {
		return 0, err
	}
	return executions(n, exe, "worker", "concurrency", "os/exec")
}

func nothingElse(n int) (int, error) { return executions(n, "true") }

func executions(n int, name string, args ...string) (count int, err error) {
	for range n {
		if err := exec.CommandContext(context.Background(), name, args...).Run(); err != nil {
			return count, err
		}
		count++
	}
	return count, nil
}
