package lesson

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"underhood/ipc"
)

// A player is a process as the one who plays the program sees it.
type player struct {
	name    string
	process *ipc.Process // nil for the parent
	orders  io.WriteCloser
	tell    *json.Encoder
	asked   *Beat // what it has not answered yet
	slept   bool  // since an earlier step
	leaving bool  // it has been told to, so that it will answer
	stopped bool
	dead    bool
}

// told is an answer of a player, or that there are no more of it.
type told struct {
	by *player
	answer
	end error
}

// order gives a player something to do.
func (p *player) order(o order) error { return p.tell.Encode(o) }

// listen passes on what a player answers, until it ends.
func (g *game) listen(p *player, answers io.ReadCloser) {
	g.group.Go(func() {
		defer func() { _ = answers.Close() }() // only read
		in := json.NewDecoder(answers)
		for {
			t := told{by: p}
			if t.end = in.Decode(&t.answer); t.end != nil {
				t.answer = answer{}
			}
			select {
			case g.answers <- t:
			case <-g.over:
				return
			}
			if t.end != nil {
				return
			}
		}
	})
}

// start starts a child that is given things, and waits until it has attached to them.
func (g *game) start(ctx context.Context, name string, things []string) error {
	if len(things) == 0 {
		for _, t := range g.plan.things {
			things = append(things, t.name)
		}
	}
	theirs, orders, err := os.Pipe()
	if err != nil {
		return err
	}
	answers, theirAnswers, err := os.Pipe()
	if err != nil {
		_, _ = theirs.Close(), orders.Close() // not used yet
		return err
	}
	options := []ipc.StartOption{ipc.GiveFile("orders", theirs), ipc.GiveFile("answers", theirAnswers)}
	all := make([]given, len(things))
	for i, t := range things {
		all[i] = given{t, g.plan.thing(t).kind.name}
		options = append(options, ipc.Give(t, g.things[t]))
	}
	process, err := ipc.Start(ctx, childName, append(options, ipc.Args(all))...)
	if err != nil {
		_, _ = orders.Close(), answers.Close()
		return err
	}
	p := &player{name: name, process: process, orders: orders, tell: json.NewEncoder(orders)}
	g.players = append(g.players, p)
	g.names[process.Pid()] = name
	g.listen(p, answers)
	first, err := g.next(ctx)
	switch {
	case err != nil:
		return err
	case first.Error != "":
		return errors.New(first.Error)
	}
	g.say(Beat{Kind: beatStart, Who: name, Args: things})
	return nil
}

// join makes the parent one of the players, in a goroutine instead of a process.
func (g *game) join(ctx context.Context) {
	theirs, orders := io.Pipe()
	answers, theirAnswers := io.Pipe()
	p := &player{name: parent, orders: orders, tell: json.NewEncoder(orders)}
	g.players = append(g.players, p)
	g.listen(p, answers)
	a := newActor()
	a.things = g.things
	g.group.Go(func() {
		// What goes wrong is that nobody listens any more.
		_ = a.serve(ctx, theirs, theirAnswers)
		_ = theirAnswers.Close() // returns nil
	})
}

// next is the next answer of who lives.
func (g *game) next(ctx context.Context) (told, error) {
	for {
		select {
		case t := <-g.answers:
			if !t.by.dead {
				return t, g.ended(ctx, t)
			}
		case <-ctx.Done():
			return told{}, context.Cause(ctx)
		}
	}
}

// ended says that a process has ended which nobody killed.
func (g *game) ended(ctx context.Context, t told) error {
	if t.end == nil || t.by.dead {
		return nil
	}
	if t.by.process == nil {
		return context.Cause(ctx)
	}
	state, err := t.by.process.Wait(ctx)
	if err == nil {
		err = state.Err()
	}
	return fmt.Errorf("%s has ended: %w", t.by.name, errors.Join(err, t.end))
}
