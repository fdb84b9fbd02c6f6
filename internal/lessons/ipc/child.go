package lesson

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"underhood/ipc"
)

// childName is under what the parent starts a child of a recorded run.
var childName = ipc.Register("lesson ipc", childMain)

// given is what a child is told of a thing it was given.
type given struct{ Name, Kind string }

// childMain attaches to what it was given, says so, and does what it is told.
func childMain(ctx context.Context, c *ipc.Child) error {
	var all []given
	if err := c.Args(&all); err != nil {
		return err
	}
	orders, err := c.File("orders")
	if err != nil {
		return err
	}
	answers, err := c.File("answers")
	if err != nil {
		return err
	}
	a := newActor()
	var first answer
	for _, g := range all {
		thing, err := kindOf(g.Kind).attach(ctx, c.Given(g.Name))
		if err != nil {
			first.Error = fmt.Sprintf("it cannot attach to %s: %v", g.Name, err)
			break
		}
		a.things[g.Name] = thing
	}
	if err := json.NewEncoder(answers).Encode(first); err != nil {
		return err
	}
	return a.serve(ctx, orders, answers)
}

// errLeft is why somebody stops waiting whom the program lets leave.
var errLeft = errors.New("its context has ended")

// serve does one order after the other, and answers each, until there are no more. The
// order leave is not answered: it ends the context of the one that is under way.
func (a *actor) serve(ctx context.Context, orders io.Reader, answers io.Writer) error {
	in, out := json.NewDecoder(orders), json.NewEncoder(answers)
	leave, done := func(error) {}, make(chan error, 1)
	done <- nil
	for {
		var o order
		if err := in.Decode(&o); err != nil {
			leave(err)
			return <-done // the end of the orders is no error
		}
		if o.Verb == "leave" {
			leave(errLeft)
			continue
		}
		if err := <-done; err != nil {
			return err
		}
		within, cancel := context.WithCancelCause(ctx)
		leave = cancel
		go func() {
			defer cancel(nil)
			done <- out.Encode(a.do(within, o))
		}()
	}
}
