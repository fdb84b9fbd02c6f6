package lesson

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"underhood/internal/show"
	"underhood/ipc"
)

const (
	kept       = 300 // moments of a run that goes on: half a minute
	sampleTime = 100 * time.Millisecond
	mournTime  = 2 * time.Second // until another takes the place of a dead one
)

// A crew is processes that work without end at a queue, a pipe, a semaphore and a lock,
// of which the holder can be killed. Its goroutines end with Close.
type crew struct {
	game   *game // the things, the names, and how things look
	hands  []*hand
	wire   *ipc.SharedPipe
	counts *ipc.SharedMemory[int64]
	kills  chan struct{}
	wanted bool // a kill, of who is the next to have the lock
	meter  meter
	cancel context.CancelFunc
	tasks  sync.WaitGroup

	mu   sync.Mutex
	tail *show.Tail[Moment]
	base *Scenery // the fold of what the tail has let go
}

// Watch starts a run that goes on: a parent and its children. It ends with Close, and
// with ctx.
func Watch(ctx context.Context) (show.Source, error) {
	p := livePlan()
	c := &crew{
		game: &game{
			plan: p, things: map[string]any{}, names: map[int]string{os.Getpid(): parent},
		},
		kills: make(chan struct{}, 1), base: newScenery(p),
	}
	c.tail = show.NewTail(kept, func(m Moment) { c.base.Apply(m) })
	ctx, c.cancel = context.WithCancel(ctx)
	if err := c.begin(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	c.tasks.Go(func() { c.send(ctx) })
	c.tasks.Go(func() { c.run(ctx) })
	return c, nil
}

// livePlan is what the crew works at.
func livePlan() *plan {
	return &plan{
		things: []thing{
			{name: "jobs", kind: kindOf("queue"), size: 8},
			{name: "wire", kind: kindOf("pipe"), size: 4096},
			{name: "seats", kind: kindOf("semaphore"), size: 2},
			{name: "key", kind: kindOf("lock")},
		},
		names: []string{parent},
	}
}

// begin makes the things and starts the children.
func (c *crew) begin(ctx context.Context) (err error) {
	things := c.game.things
	for _, t := range c.game.plan.things {
		switch t.name {
		case "jobs": // of numbers, not of texts
			things[t.name], err = ipc.CreateQueue[int64](t.size, nil)
		case "wire":
			c.wire, err = ipc.CreatePipe(t.size, ipc.NoSpin())
			things[t.name] = c.wire
		default:
			things[t.name], err = t.kind.create(t.size)
		}
		if err != nil {
			delete(things, t.name)
			return err
		}
	}
	if c.counts, err = ipc.CreateMemory[int64](counters); err != nil {
		return err
	}
	for _, h := range []*hand{
		{name: "maker", role: roleMaker},
		{name: "w1", role: roleWorker},
		{name: "w2", role: roleWorker},
		{name: "reader", role: roleReader},
		{name: "a", role: roleSitter},
		{name: "b", role: roleSitter},
		{name: "c", role: roleSitter},
	} {
		if err := c.start(ctx, h); err != nil {
			return err
		}
		c.hands = append(c.hands, h)
	}
	return nil
}

// send fills the pipe, with a breath now and then, which the processor is glad of.
func (c *crew) send(ctx context.Context) {
	message := make([]byte, 56)
	for i := 1; c.wire.Send(ctx, message) == nil; i++ {
		if i%500 == 0 && pause(ctx, 10*time.Millisecond) != nil {
			return
		}
	}
}

// run looks at everything, again and again, and kills who is to be killed.
func (c *crew) run(ctx context.Context) {
	clock := time.NewTicker(sampleTime)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.kills:
			c.wanted = true
		case <-clock.C:
			c.replace(ctx)
			c.sample(time.Now())
		}
		if c.wanted {
			c.killHolder(ctx)
		}
	}
}

func (c *crew) say(m Moment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tail.Append(m)
}

// Tape is the newest part of the run; see [show.Source].
func (c *crew) Tape() show.Tape {
	c.mu.Lock()
	base, moments := c.base.Clone(), c.tail.Events()
	c.mu.Unlock()
	return show.NewTape(show.Story[Moment, *Scenery]{
		Title: "ipc, live",
		Start: base.Clone,
		Apply: (*Scenery).Apply,
		Clone: (*Scenery).Clone,
		View:  (*Scenery).view,
		Line:  (*Scenery).line,
		Quiet: func(m Moment) bool { return m.News != "" },
	}, moments)
}

// Keys are k alone; see [show.Source].
func (c *crew) Keys() []show.Key {
	return []show.Key{{Name: "k", Does: "kill the holder of the lock"}}
}

// Press wants the holder of the lock killed; see [show.Source].
func (c *crew) Press(name string) {
	if name != "k" {
		return
	}
	select {
	case c.kills <- struct{}{}:
	default: // one is on its way
	}
}

// Close ends all processes, and gives up the things; see [show.Source].
func (c *crew) Close() (err error) {
	c.cancel() // which kills the children
	c.tasks.Wait()
	for _, h := range c.hands {
		<-h.process.Exited()
	}
	for _, thing := range c.game.things {
		err = errors.Join(err, detach(thing))
	}
	if c.counts != nil {
		err = errors.Join(err, c.counts.Detach())
	}
	return err
}
