package lesson

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"underhood/ipc"
)

// A hand is a place in the crew, and the process that has it now.
type hand struct {
	name, role string
	process    *ipc.Process
	left       time.Time // when it was seen dead; zero while it lives
	before     int       // how many have had the place
}

// uses are the things that a role needs.
var uses = map[string][]string{
	roleMaker: {"jobs"}, roleWorker: {"jobs"}, roleReader: {"wire"}, roleSitter: {"seats", "key"},
}

func (c *crew) start(ctx context.Context, h *hand) error {
	options := []ipc.StartOption{ipc.Args(h.role), ipc.Give("numbers", c.counts)}
	for _, name := range uses[h.role] {
		options = append(options, ipc.Give(name, c.game.things[name]))
	}
	p, err := ipc.Start(ctx, liveName, options...)
	if err != nil {
		return err
	}
	h.process, h.left = p, time.Time{}
	c.game.names[p.Pid()] = h.name
	return nil
}

// replace starts another in the place of who has been dead for a while. A pipe has one
// other end: what has gone there does not come again.
func (c *crew) replace(ctx context.Context) {
	for _, h := range c.hands {
		select {
		case <-h.process.Exited():
		default:
			continue
		}
		switch {
		case ctx.Err() != nil:
			return
		case h.left.IsZero():
			h.left = time.Now()
			c.say(Moment{News: h.name + " is dead"}) // of another's kill: ours are told when they are done
		case h.role == roleReader || time.Since(h.left) < mournTime:
		default:
			first, _, _ := strings.Cut(h.name, "-")
			h.before++
			h.name = fmt.Sprintf("%s-%d", first, h.before+1)
			if err := c.start(ctx, h); err != nil {
				c.say(Moment{News: fmt.Sprintf("%s cannot be started: %v", h.name, err)})
				continue
			}
			c.say(Moment{News: h.name + " is started in its place"})
		}
	}
}

// killHolder kills who has the lock, if anybody has, and says who has it next, and when.
func (c *crew) killHolder(ctx context.Context) {
	h := c.holder()
	if h == nil {
		return // but it is still wanted
	}
	c.wanted = false
	begin := time.Now()
	if err := h.process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		c.say(Moment{News: err.Error()})
		return
	}
	c.say(Moment{News: "SIGKILL to " + h.name + ", which has the lock and a seat"})
	defer func() {
		<-h.process.Exited()
		h.left = time.Now()
	}()
	clock := time.NewTicker(patience)
	defer clock.Stop()
	for next := c.holder(); time.Since(begin) < mournTime; next = c.holder() {
		if next != nil && next != h {
			took := time.Since(begin).Round(10 * time.Microsecond)
			c.say(Moment{News: fmt.Sprintf("%s has the lock, %v after the SIGKILL", next.name, took)})
			return
		}
		select {
		case <-clock.C:
		case <-ctx.Done():
			return
		}
	}
	c.say(Moment{News: "nobody waits for the lock: the next to come is told"})
}

// holder is who has the lock, and lives as far as anybody knows.
func (c *crew) holder() *hand {
	s, err := ipc.Look(c.game.things["key"])
	if err != nil {
		return nil
	}
	at := slices.IndexFunc(s.Peers, func(p ipc.Peer) bool { return p.Holds > 0 && !p.Dead })
	if at < 0 {
		return nil
	}
	i := slices.IndexFunc(c.hands, func(h *hand) bool { return h.process.Pid() == s.Peers[at].PID && h.left.IsZero() })
	if i < 0 {
		return nil
	}
	return c.hands[i]
}
