package ipc

import (
	"context"
	"fmt"

	"underhood/bench/harness"
	"underhood/ipc"
)

// capacity is the size of our pipes, each way: two messages of 1 MiB can be lent.
const capacity = 4 << 20

// shared is the library's pipe in shared memory.
func shared() transport {
	return transport{
		offer: func(j *job) ([]ipc.StartOption, func(context.Context) (ipc.Pipe, error), error) {
			p, err := ipc.CreatePipe(capacity, j.options()...)
			if err != nil {
				return nil, nil, err
			}
			return []ipc.StartOption{ipc.Give("pipe", p)}, func(context.Context) (ipc.Pipe, error) { return ours{p}, nil }, nil
		},
		attach: func(ctx context.Context, c *ipc.Child, j job) (ipc.Pipe, error) {
			p, err := ipc.AttachPipe(ctx, c.Given("pipe"), j.options()...)
			return ours{p}, err
		},
	}
}

func (j job) options() []ipc.PipeOption {
	if j.NoSpin {
		return []ipc.PipeOption{ipc.NoSpin()}
	}
	return nil
}

// ours is a pipe that lends.
type ours struct{ *ipc.SharedPipe }

func (o ours) lend(ctx context.Context, n int, fill func([]byte)) error {
	l, err := o.Loan(ctx, n)
	if err != nil {
		return err
	}
	fill(l.Bytes())
	return l.Commit(n)
}

func (o ours) borrow(ctx context.Context, use func([]byte) error) error {
	for message, err := range o.Messages(ctx) {
		if err != nil {
			return err
		}
		if err := use(message); err != nil {
			return err
		}
	}
	return nil
}

// ourStream is the library's framing over pipes or sockets of the system: what there is
// where memory cannot be shared.
func ourStream(ends func(max int) (a, b *ipc.StreamingPipe, err error)) transport {
	return transport{
		offer: func(*job) ([]ipc.StartOption, func(context.Context) (ipc.Pipe, error), error) {
			a, b, err := ends(0)
			if err != nil {
				return nil, nil, err
			}
			return []ipc.StartOption{ipc.GivePipe("pipe", b)}, func(context.Context) (ipc.Pipe, error) { return a, nil }, nil
		},
		attach: func(_ context.Context, c *ipc.Child, _ job) (ipc.Pipe, error) { return c.Pipe("pipe", 0) },
	}
}

// queued is what goes through a queue.
const queued = 64

type value [queued]byte

// places is how many values a queue holds, everybody's.
const places = 1024

// ourQueue sends values through the library's queue; the sum comes back through another.
func ourQueue(params harness.Params) (harness.Run, error) {
	there, err := ipc.CreateQueue[value](places, nil)
	if err != nil {
		return harness.Run{}, err
	}
	back, err := ipc.CreateQueue[uint64](1, nil)
	if err != nil {
		return harness.Run{}, err
	}
	stop, err := start(consumer, params.Size, []ipc.StartOption{ipc.Give("there", there), ipc.Give("back", back)})
	if err != nil {
		return harness.Run{}, err
	}
	end := func() {
		stop()
		_ = there.Detach()
		_ = back.Detach()
	}
	ctx := context.Background()
	v := value(payload(queued))
	return harness.Run{Close: end, Sample: func() (harness.Sample, error) {
		var total uint64
		var err error
		s := harness.MeasureAfter(warmUp(func() {
			for i := range uint64(params.Size) {
				setWord(v[:], i)
				if err = there.Put(ctx, v); err != nil {
					return
				}
			}
			total, err = back.Get(ctx)
		}))
		s.Answer = fmt.Sprint(total)
		return s, err
	}}, nil
}

// consumer is the process that gets what ourQueue puts.
var consumer = ipc.Register("bench/ipc consumer", func(ctx context.Context, c *ipc.Child) error {
	var count int
	if err := c.Args(&count); err != nil {
		return err
	}
	there, err := ipc.AttachQueue[value](ctx, c.Given("there"), nil)
	if err != nil {
		return err
	}
	back, err := ipc.AttachQueue[uint64](ctx, c.Given("back"), nil)
	if err != nil {
		return err
	}
	for {
		total := uint64(0)
		for range count {
			v, err := there.Get(ctx)
			if err != nil {
				return err
			}
			total += word(v[:]) + queued
		}
		if err := back.Put(ctx, total); err != nil {
			return err
		}
	}
})
