package lesson

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"sync"
	"time"

	"underhood/ipc"
)

// A game plays a program: real things in shared memory, real processes that are at them.
// One step is over when each process has answered or sleeps, which is seen in the shared
// memory itself; so the same program gives the same beats.
type game struct {
	plan    *plan
	things  map[string]any
	players []*player
	names   map[int]string // by process id
	seen    map[string]*Seen
	answers chan told
	over    chan struct{}
	group   sync.WaitGroup
	beats   []Beat
	line    int
}

// play plays the plan. Whatever happens, no process and no goroutine is left.
func (p *plan) play(ctx context.Context) (beats []Beat, err error) {
	ctx, cancel := context.WithCancel(ctx)
	g := &game{
		plan: p, things: map[string]any{}, names: map[int]string{os.Getpid(): parent}, seen: map[string]*Seen{},
		answers: make(chan told), over: make(chan struct{}),
	}
	defer func() {
		cancel()
		err = errors.Join(err, g.end())
	}()
	for _, t := range p.things {
		made, err := t.kind.create(t.size)
		if err != nil {
			return nil, fmt.Errorf("making %s: %w", t.name, err)
		}
		g.things[t.name] = made
	}
	if slices.Contains(p.names, parent) {
		g.join(ctx)
	}
	if err := g.look(); err != nil {
		return nil, err
	}
	for i, s := range p.Plan {
		g.line = len(p.things) + i + 1
		if err := g.step(ctx, s); err != nil {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			return nil, fmt.Errorf("plan[%d] %s: %w", i, s[0], err)
		}
	}
	g.line = 0
	g.say(Beat{Kind: beatEnd})
	return g.beats, nil
}

// end ends all that was started.
func (g *game) end() (err error) {
	close(g.over)
	for _, p := range g.players {
		_ = p.orders.Close() // its process may have closed the other end
		if p.process == nil {
			continue
		}
		if e := p.process.Kill(); e != nil && !errors.Is(e, os.ErrProcessDone) {
			err = errors.Join(err, e)
			continue
		}
		<-p.process.Exited()
	}
	g.group.Wait()
	for _, thing := range g.things {
		err = errors.Join(err, detach(thing))
	}
	return err
}

func (g *game) say(b Beat) {
	b.Line = g.line
	g.beats = append(g.beats, b)
}

// player finds a player that can be asked to do something.
func (g *game) player(name string) (*player, error) {
	for _, p := range g.players {
		if p.name != name {
			continue
		}
		if p.dead {
			return nil, fmt.Errorf("%s is dead", name)
		}
		return p, nil
	}
	return nil, fmt.Errorf("%s has not been started", name)
}

func (g *game) step(ctx context.Context, s step) error {
	if s[0] == "start" {
		if err := g.start(ctx, s[1], s[2:]); err != nil {
			return err
		}
		return g.settle(ctx)
	}
	p, err := g.player(s[1])
	if err != nil {
		return err
	}
	if slices.Contains(processSteps, s[0]) {
		err = g.strike(p, s[0])
	} else {
		err = g.ask(p, s)
	}
	if err != nil {
		return err
	}
	return g.settle(ctx)
}

// strike does to a process what it cannot help.
func (g *game) strike(p *player, what string) error {
	g.say(Beat{Kind: what, Who: p.name})
	switch what {
	case "kill":
		p.dead, p.stopped, p.asked = true, false, nil
		if err := p.process.Kill(); err != nil {
			return err
		}
		<-p.process.Exited()
		return nil
	case "stop":
		if p.stopped {
			return fmt.Errorf("%s is stopped already", p.name)
		}
		p.stopped = true
		return halt(p.process)
	case "continue":
		if !p.stopped {
			return fmt.Errorf("%s is not stopped", p.name)
		}
		p.stopped = false
		return resume(p.process)
	}
	switch {
	case p.asked == nil:
		return fmt.Errorf("%s waits for nothing", p.name)
	case p.stopped:
		return fmt.Errorf("%s is stopped", p.name)
	case p.asked.Verb == "wait" && g.plan.thing(p.asked.Thing).kind.name == "condition":
		return fmt.Errorf("%s waits at a condition, and needs its lock to leave", p.name)
	}
	p.leaving = true
	return p.order(order{Verb: "leave"})
}

// ask has a process do something.
func (g *game) ask(p *player, s step) error {
	switch {
	case p.asked != nil:
		return fmt.Errorf("%s waits at %s", p.name, p.asked.Thing)
	case p.stopped:
		return fmt.Errorf("%s is stopped", p.name)
	}
	b := Beat{Kind: beatAsk, Who: p.name, Verb: s[0], Thing: s[2], Args: s[3:]}
	g.say(b)
	p.asked, p.slept, p.leaving = &b, false, false
	return p.order(order{s[0], s[2], s[3:]})
}

// patience is how long nobody is looked at: there is no event for that somebody sleeps.
const patience = 200 * time.Microsecond

// settle waits until everybody has answered or sleeps, and says what has changed.
func (g *game) settle(ctx context.Context) error {
	answers := map[*player]answer{}
	clock := time.NewTicker(patience)
	defer clock.Stop()
	for {
		select {
		case t := <-g.answers:
			if err := g.ended(ctx, t); err != nil {
				return err
			}
			if t.end == nil && t.by.asked != nil {
				answers[t.by] = t.answer
			}
			continue
		case <-clock.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		calm, err := g.calm(answers)
		if err != nil {
			return err
		}
		if calm {
			return g.report(answers)
		}
	}
}

// calm says whether all who have not answered sleep, or are stopped.
func (g *game) calm(answers map[*player]answer) (bool, error) {
	for _, p := range g.players {
		if _, ok := answers[p]; ok || p.asked == nil || p.stopped {
			continue
		}
		s, err := ipc.Look(g.things[p.asked.Thing])
		if err != nil {
			return false, err
		}
		if p.leaving || !sleeps(s, g.pid(p)) {
			return false, nil
		}
	}
	return true, nil
}

func (g *game) pid(p *player) int {
	if p.process == nil {
		return os.Getpid()
	}
	return p.process.Pid()
}

// sleeps says whether a process sleeps there, and will: who sleeps where somebody has
// died is about to wake.
func sleeps(s ipc.State, pid int) bool {
	at := slices.IndexFunc(s.Peers, func(p ipc.Peer) bool { return p.PID == pid })
	return at >= 0 && s.Peers[at].Waits && !slices.ContainsFunc(s.Peers, func(p ipc.Peer) bool { return p.Dead })
}

// report says what came of a step: first of who was asked, then of who slept. The last
// beat comes with how things look now.
func (g *game) report(answers map[*player]answer) error {
	var all []Beat
	for _, slept := range []bool{false, true} {
		for _, p := range g.players {
			if b, ok := g.outcome(p, answers, slept); ok {
				all = append(all, b)
			}
		}
	}
	if len(all) == 0 && len(g.beats) > 0 { // something was done to a process, and nobody else minds
		last := g.beats[len(g.beats)-1]
		g.beats = g.beats[:len(g.beats)-1]
		all = append(all, last)
	}
	for i, b := range all {
		if i == len(all)-1 {
			if err := g.look(); err != nil {
				return err
			}
		}
		g.say(b)
	}
	return nil
}

// outcome is the beat of a player that has answered or has begun to sleep.
func (g *game) outcome(p *player, answers map[*player]answer, slept bool) (Beat, bool) {
	a, ok := answers[p]
	if p.asked == nil || p.slept != slept || !ok && p.slept {
		return Beat{}, false
	}
	b := *p.asked
	b.Slept, b.Kind = p.slept, beatGot
	switch {
	case !ok:
		b.Kind, p.slept = beatWait, true
		return b, true
	case a.Error != "":
		b.Kind, b.Text = beatError, a.Error
	default:
		b.Text, b.Redelivered, b.Died = a.Text, a.Redelivered, g.names[a.Died]
	}
	p.asked = nil
	return b, true
}

// look says how things look that have changed.
func (g *game) look() error {
	for _, t := range g.plan.things {
		s, err := g.see(t.name)
		if err != nil {
			return fmt.Errorf("looking at %s: %w", t.name, err)
		}
		if !reflect.DeepEqual(s, g.seen[t.name]) {
			g.seen[t.name] = s
			g.say(Beat{Kind: beatSeen, Thing: t.name, Seen: s})
		}
	}
	return nil
}

// see is how a thing looks, its processes by name. The parent is there without being
// asked to be, so it is told of only where it does something.
func (g *game) see(name string) (*Seen, error) {
	look, err := ipc.Look(g.things[name])
	if err != nil {
		return nil, err
	}
	s := &Seen{
		Kind: look.Kind, Size: look.Size, Len: look.Len, Closed: look.Closed, Broken: look.Broken, Died: g.names[look.Died],
		Used: [2]int{look.Out.Used, look.In.Used}, Read: [2]uint64{look.Out.Read, look.In.Read},
	}
	for _, p := range look.Peers {
		if n := g.names[p.PID]; n != parent || slices.Contains(g.plan.names, parent) {
			s.Peers = append(s.Peers, Peer{Name: n, Dead: p.Dead, Holds: p.Holds, Wants: p.Wants, Waits: p.Waits})
		}
	}
	if m, ok := g.things[name].(*ipc.SharedMemory[int64]); ok {
		err = m.Use(func(values []int64) error {
			for _, v := range values {
				s.Values = append(s.Values, int(v))
			}
			return nil
		})
	}
	return s, err
}
