package lesson

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
)

// ask lets a goroutine ask and sees how far it comes.
func (r *race) ask(ctx context.Context, who *racer, arg string) error {
	if who.inside {
		return fmt.Errorf("%s has asked and has no answer yet", who.name)
	}
	r.say(beatAsk, who, 0, arg)
	who.arg, who.inside, who.id = arg, true, make(chan int, 1)
	if who.cancel != nil {
		who.cancel(nil)
	}
	who.ctx, who.cancel = context.WithCancelCause(ctx)
	r.asking = who
	r.group.Go(func() {
		who.id <- goroutine()
		defer func() {
			if p := recover(); p != nil {
				r.events <- told{kind: beatPanicked, by: who, text: fmt.Sprint(p)}
			}
		}()
		o, err := r.it.get(who)
		if err != nil {
			r.events <- told{kind: beatError, by: who, text: err.Error()}
			return
		}
		r.events <- told{kind: beatGot, by: who, object: o}
	})
	t, err := r.await(ctx, <-who.id)
	if err != nil {
		return err
	}
	switch t.kind {
	case beatBegin:
		r.say(beatLook, who, 0, "")
	case beatGot:
		r.say(beatLook, who, t.object.n, "")
	case beatWait:
		r.say(beatLook, who, 0, "")
		for _, o := range r.building { // there is one
			o.inside = append(o.inside, who)
			t.object = o
		}
		r.say(beatWait, who, t.object.n, t.object.by.name)
		return nil
	}
	t.by = who
	r.tell(t)
	return nil
}

// await is the next event, or that the goroutine of this number, if it is not 0,
// waits for another.
func (r *race) await(ctx context.Context, id int) (told, error) {
	for {
		select {
		case t := <-r.events:
			return t, nil
		case <-ctx.Done():
			return told{}, ctx.Err()
		default:
		}
		if id > 0 && r.form.waits && len(r.building) > 0 && parked(id) {
			return told{kind: beatWait}, nil
		}
		runtime.Gosched()
	}
}

// tell says an event and keeps what follows from it.
func (r *race) tell(t told) {
	n := 0
	switch t.kind {
	case beatBegin:
		r.building[t.by] = t.object
		n = t.object.n
	case beatGot:
		n = t.object.n
		t.by.inside = false
	default:
		t.by.inside = false
	}
	r.say(t.kind, t.by, n, t.text)
}

// end lets a constructor return, and tells what comes of it for all who wait for it.
func (r *race) end(ctx context.Context, who *racer, kind, text string) error {
	o := r.building[who]
	if o == nil {
		return fmt.Errorf("%s constructs nothing", who.name)
	}
	e := ending{}
	switch kind {
	case beatFail:
		e.err = errors.New(text)
	case beatPanic:
		e.panic = text
		if r.form.again && len(o.inside) > 2 {
			return fmt.Errorf("%d wait: nobody can say which of them constructs after the panic; let one wait", len(o.inside)-1)
		}
	}
	delete(r.building, who)
	teller := who
	if r.form.own {
		teller = nil // who began it may have left
	}
	r.say(kind, teller, o.n, text)
	o.end <- e
	all := make([]told, 0, len(o.inside))
	for range o.inside {
		t, err := r.await(ctx, 0)
		if err != nil {
			return err
		}
		all = append(all, t)
	}
	// They come back in any order, and are told in that in which they asked.
	slices.SortFunc(all, func(a, b told) int { return slices.Index(o.inside, a.by) - slices.Index(o.inside, b.by) })
	for _, t := range all {
		r.tell(t)
	}
	return nil
}

// leave has somebody stop waiting.
func (r *race) leave(ctx context.Context, who *racer) error {
	for _, o := range r.building {
		i := slices.Index(o.inside, who)
		if i < 0 {
			continue
		}
		if len(o.inside) == 1 {
			return errors.New("nobody would be left to see how the construction ends")
		}
		o.inside = slices.Delete(o.inside, i, i+1)
		who.cancel(errGo)
		t, err := r.await(ctx, 0)
		if err != nil {
			return err
		}
		who.inside = false
		r.say(beatLeave, who, o.n, t.text)
		return nil
	}
	return fmt.Errorf("%s waits for nothing", who.name)
}
