package lesson

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"underhood/ipc"
)

// An actor does what the program has a process do, with the real things. There is one
// in each child, and one in the parent.
type actor struct {
	things map[string]any
	tasks  map[string][]ipc.Task[string] // not done, by queue
	holds  map[string]ipc.Hold           // by lock
}

func newActor() *actor {
	return &actor{things: map[string]any{}, tasks: map[string][]ipc.Task[string]{}, holds: map[string]ipc.Hold{}}
}

// An order is what an actor is told to do.
type order struct {
	Verb, Thing string
	Args        []string
}

// An answer is what came of it.
type answer struct {
	Text        string
	Redelivered int
	Died        int // process id
	Error       string
}

// do does what an order says, and waits as long as that waits.
func (a *actor) do(ctx context.Context, o order) answer {
	got, err := a.try(ctx, o)
	if err != nil {
		return answer{Error: strings.TrimPrefix(err.Error(), "ipc: ")}
	}
	return got
}

var errNothing = errors.New("it has taken nothing")

func (a *actor) try(ctx context.Context, o order) (answer, error) {
	if c, ok := a.things[o.Thing].(interface{ Close() error }); ok && o.Verb == "close" {
		return answer{}, c.Close()
	}
	switch thing := a.things[o.Thing].(type) {
	case ipc.Queue[string]:
		return a.queue(ctx, thing, o)
	case *ipc.SharedPipe:
		if o.Verb == "send" {
			return answer{}, thing.Send(ctx, []byte(o.Args[0]))
		}
		message, err := thing.Receive(ctx, nil)
		return answer{Text: string(message)}, err
	case *ipc.SharedMemory[int64]:
		return memory(thing, o)
	case ipc.Semaphore:
		n, err := strconv.Atoi(o.Args[0])
		switch {
		case err != nil:
			return answer{}, err
		case o.Verb == "acquire":
			return answer{}, thing.Acquire(ctx, n)
		}
		return answer{}, thing.Release(n)
	case ipc.Lock: // and a condition, which is one
		return a.lock(ctx, thing, o)
	case ipc.Event:
		switch o.Verb {
		case "set":
			return answer{}, thing.Set()
		case "clear":
			return answer{}, thing.Clear()
		}
		return answer{}, thing.Wait(ctx)
	case ipc.Barrier:
		switch o.Verb {
		case "abort":
			return answer{}, thing.Abort()
		case "reset":
			return answer{}, thing.Reset()
		}
		_, err := thing.Wait(ctx)
		return answer{}, err
	}
	return answer{}, fmt.Errorf("there is no %s here", o.Thing)
}

func (a *actor) queue(ctx context.Context, q ipc.Queue[string], o order) (answer, error) {
	switch o.Verb {
	case "put":
		return answer{}, q.Put(ctx, o.Args[0])
	case "get":
		v, err := q.Get(ctx)
		return answer{Text: v}, err
	case "take":
		task, err := q.Take(ctx)
		if err == nil {
			a.tasks[o.Thing] = append(a.tasks[o.Thing], task)
		}
		return answer{Text: task.Value, Redelivered: task.Redelivered}, err
	case "done":
		all := a.tasks[o.Thing]
		if len(all) == 0 {
			return answer{}, errNothing
		}
		a.tasks[o.Thing] = all[1:]
		return answer{Text: all[0].Value}, all[0].Done()
	}
	return answer{}, q.Join(ctx)
}

func (a *actor) lock(ctx context.Context, l ipc.Lock, o order) (answer, error) {
	switch o.Verb {
	case "lock":
		h, err := l.Lock(ctx)
		if err != nil {
			return answer{}, err
		}
		a.holds[o.Thing] = h
		pid, _ := h.OwnerDied()
		return answer{Died: pid}, nil
	case "repaired":
		return answer{}, a.holds[o.Thing].Consistent()
	case "unlock":
		return answer{}, a.holds[o.Thing].Unlock()
	}
	c, ok := l.(ipc.Condition)
	switch {
	case !ok:
		return answer{}, fmt.Errorf("a lock knows no %s", o.Verb)
	case o.Verb == "signal":
		return answer{}, c.Signal()
	case o.Verb == "broadcast":
		return answer{}, c.Broadcast()
	}
	h, err := c.Wait(ctx, a.holds[o.Thing])
	if h != (ipc.Hold{}) {
		a.holds[o.Thing] = h
	}
	return answer{}, err
}

func memory(m *ipc.SharedMemory[int64], o order) (got answer, err error) {
	err = m.Use(func(values []int64) error {
		if o.Verb == "read" {
			got.Text = strings.Trim(fmt.Sprint(values), "[]")
			return nil
		}
		i, err := strconv.Atoi(o.Args[0])
		if err != nil {
			return err
		}
		if i < 0 || i >= len(values) {
			return fmt.Errorf("there is no number %d: there are %d, from 0", i, len(values))
		}
		values[i], err = strconv.ParseInt(o.Args[1], 10, 64)
		return err
	})
	return got, err
}
