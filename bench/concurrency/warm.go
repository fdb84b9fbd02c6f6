package concurrency

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"underhood/bench/harness"
	"underhood/concurrency"
	"underhood/ipc"
)

// warmth is for how long a contestant is at it before the clock starts.
const warmth = 30 * time.Millisecond

func affine(v int) int { return 3*v + 1 }

// task is what the other process does with a number.
var task = concurrency.Register("bench/affine", func(_ context.Context, n int) (int, error) { return affine(n), nil })

// ourTasks hands tasks to a pool.
func ourTasks(p harness.Params) (harness.Run, error) {
	pool, err := concurrency.NewProcessPool(task, concurrency.Workers(1))
	if err != nil {
		return harness.Run{}, err
	}
	ctx := context.Background()
	run := warm(p.Size, func(n int) (int, error) {
		t, err := pool.Submit(ctx, n)
		if err != nil {
			return 0, err
		}
		return t.Join(ctx)
	})
	run.Close = pool.Close
	return run, nil
}

// warm has so many numbers handed over and adds up what comes back.
func warm(size int, hand func(n int) (int, error)) harness.Run {
	all := func() (sum int, err error) {
		for i := range size {
			v, err := hand(i)
			if err != nil {
				return 0, err
			}
			sum += v
		}
		return sum, nil
	}
	return harness.Run{Sample: func() (harness.Sample, error) {
		var sum int
		var err error
		s := harness.MeasureAfter(func() {
			for begun := time.Now(); err == nil && time.Since(begun) < warmth; {
				_, err = all()
			}
		}, func() {
			if err == nil {
				sum, err = all()
			}
		})
		s.Answer = fmt.Sprint(sum)
		return s, err
	}}
}

// pinned is the same on one processor.
func pinned(work harness.Work) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		back, err := pin()
		if err != nil {
			return harness.Run{}, err
		}
		run, err := work(p)
		if err != nil {
			back()
			return run, err
		}
		end := run.Close
		run.Close = func() {
			end()
			back()
		}
		return run, nil
	}
}

// mirror is the process at the other end of the pipes.
var mirror = ipc.Register("bench/mirror", func(_ context.Context, c *ipc.Child) error {
	in, err := c.File("in")
	if err != nil {
		return err
	}
	out, err := c.File("out")
	if err != nil {
		return err
	}
	buf := make([]byte, 8)
	for {
		if _, err := io.ReadFull(in, buf); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		binary.LittleEndian.PutUint64(buf, uint64(affine(int(binary.LittleEndian.Uint64(buf)))))
		if _, err := out.Write(buf); err != nil {
			return err
		}
	}
})

// pipeTasks is what the kernel takes for it, and the two schedulers.
func pipeTasks(p harness.Params) (harness.Run, error) {
	childIn, out, err := os.Pipe()
	if err != nil {
		return harness.Run{}, err
	}
	in, childOut, err := os.Pipe()
	if err != nil {
		return harness.Run{}, errors.Join(err, childIn.Close(), out.Close())
	}
	// The worker's standard output is for the harness alone.
	child, err := ipc.Start(context.Background(), mirror, ipc.GiveFile("in", childIn), ipc.GiveFile("out", childOut), ipc.Output(os.Stderr, os.Stderr))
	if err != nil {
		return harness.Run{}, errors.Join(err, in.Close(), out.Close())
	}
	buf := make([]byte, 8)
	run := warm(p.Size, func(n int) (int, error) {
		binary.LittleEndian.PutUint64(buf, uint64(n))
		if _, err := out.Write(buf); err != nil {
			return 0, err
		}
		_, err := io.ReadFull(in, buf)
		return int(binary.LittleEndian.Uint64(buf)), err
	})
	run.Close = func() {
		_ = out.Close() // ends the other process
		_, _ = child.Wait(context.Background())
		_ = in.Close()
	}
	return run, nil
}
