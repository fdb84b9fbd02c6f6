package lesson

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"underhood/orm"
)

// An Opener opens an empty database: Open of orm/sqlite, whose path is ":memory:", or what
// makes a place of its own at a server and needs no path. Dialects that the lesson does not
// know are refused.
type Opener func(ctx context.Context, path string, opts ...orm.Option) (*orm.DB, error)

// errUndo makes a transaction roll back, as the plan says.
var errUndo = errors.New("lesson: rolled back as planned")

// noon is when everything happens, so that a run is the same each time.
func noon() time.Time { return time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC) }

// A player does a plan on a database and notes what happens.
type player struct {
	*plan
	db      *orm.DB
	objects []named
	beats   []Beat
	events  []orm.Event
	tables  []Table
	looking bool // the player itself reads, which is not part of the story
	depth   int
	session *orm.Session
	watch   func(e orm.Event) // while a session flushes
	graph   *Graph            // of the step
}

type named struct {
	name  string
	value any
	text  func(v any) string
}

// play does the plan on a database of its own.
func (p *plan) play(ctx context.Context, open Opener) (beats []Beat, err error) {
	pl := &player{plan: p}
	pl.db, err = open(ctx, ":memory:", orm.WithClock(noon), orm.WithTrace(func(e orm.Event) {
		switch {
		case pl.watch != nil:
			pl.watch(e)
		case !pl.looking:
			pl.events = append(pl.events, e)
		}
	}))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pl.db.Close()) }()
	if name := pl.db.Dialect().Name(); !known(name) {
		return nil, fmt.Errorf("lesson: no way is known to look at the tables of %s", name)
	}
	if _, err := pl.run(ctx, 0, pl.db); err != nil {
		return nil, err
	}
	pl.beats = append(pl.beats, Beat{Kind: beatEnd, Objects: pl.shown(), Tables: pl.tables})
	return pl.beats, nil
}

// run does the steps from the i-th on, up to the one that ends what is open, and returns
// the place of that.
func (p *player) run(ctx context.Context, i int, r runner) (int, error) {
	for ; i < len(p.Plan); i++ {
		s := p.Plan[i]
		switch s[0] {
		case "commit", "release", "rollback":
			return i, nil
		case "begin", "savepoint":
			var err error
			if i, err = p.nested(ctx, i, r); err != nil {
				return i, err
			}
			continue
		}
		result, err := p.do(ctx, r, s)
		if ctx.Err() != nil {
			return i, ctx.Err()
		}
		if broken := new(planError); errors.As(err, &broken) {
			return i, fmt.Errorf("plan[%d] %s: %w", i, s[0], err)
		}
		if err := p.note(ctx, r, s, result, err); err != nil {
			return i, err
		}
	}
	return i, nil
}

// A runner is a DB or a Tx, in both of which a transaction can begin.
type runner interface {
	orm.Runner
	Tx(ctx context.Context, f func(tx *orm.Tx) error, opts ...orm.TxOption) error
}

// nested does a transaction or savepoint and returns the place of its last step.
func (p *player) nested(ctx context.Context, i int, r runner) (last int, broken error) {
	err := r.Tx(ctx, func(tx *orm.Tx) error {
		p.depth++
		if broken = p.note(ctx, tx, p.Plan[i], "", nil); broken != nil {
			return broken
		}
		if last, broken = p.run(ctx, i+1, tx); broken != nil {
			return broken
		}
		if p.Plan[last][0] == "rollback" {
			return errUndo
		}
		return nil
	})
	p.depth--
	if broken != nil {
		return last, broken
	}
	if errors.Is(err, errUndo) {
		err = nil
	}
	return last, p.note(ctx, r, p.Plan[last], "", err)
}

// note makes a beat of what has happened since the last one.
func (p *player) note(ctx context.Context, r orm.Runner, s step, result string, failed error) error {
	// Where an error has ended a transaction, it answers nothing any more, and its tables are
	// shown as they were seen last.
	if err := p.look(ctx, r); err != nil && (p.depth == 0 || !p.db.Dialect().Features().ErrorsAbort || ctx.Err() != nil) {
		return err
	}
	b := Beat{Kind: s[0], Step: s, Result: result, Depth: p.depth, Objects: p.shown(), Tables: p.tables}
	for _, e := range p.events {
		b.Events = append(b.Events, told(e))
	}
	if failed != nil {
		b.Error, b.Fault = failed.Error(), fault(failed)
	}
	b.Graph = p.graph
	p.events, p.graph = nil, nil
	p.beats = append(p.beats, b)
	return nil
}

// fault names the kind of an error, for whoever explains it.
func fault(err error) string {
	var stale *orm.StaleError
	var circle *orm.CycleError
	switch {
	case errors.As(err, &circle):
		return "circle"
	case errors.Is(err, orm.ErrNotInSession):
		return "not in session"
	case errors.As(err, &stale):
		return "stale"
	case errors.Is(err, orm.ErrNotFound):
		return "not found"
	case errors.Is(err, orm.ErrNoCondition):
		return "no condition"
	case errors.Is(err, orm.ErrUnique):
		return "unique"
	case errors.Is(err, orm.ErrForeignKey):
		return "foreign key"
	}
	return "other"
}

// shown is the objects as they are now.
func (p *player) shown() []Object {
	out := make([]Object, len(p.objects))
	for i, o := range p.objects {
		out[i] = Object{o.name, o.text(o.value)}
	}
	return out
}

// object finds an object by its name.
func (p *player) object(name string) (any, error) {
	i := slices.IndexFunc(p.objects, func(o named) bool { return o.name == name })
	if i < 0 {
		return nil, &planError{"there is no object " + strconv.Quote(name) + ": it was not read"}
	}
	return p.objects[i].value, nil
}

// A planError is a step that cannot be done, which ends the run.
type planError struct{ text string }

func (e *planError) Error() string { return e.text }

// keep gives an object a name, in the place of what had it.
func (p *player) keep(name string, v any, text func(v any) string) {
	o := named{name, v, text}
	if i := slices.IndexFunc(p.objects, func(o named) bool { return o.name == name }); i >= 0 {
		p.objects[i] = o
		return
	}
	p.objects = append(p.objects, o)
}

// forget drops an object, or all of a list.
func (p *player) forget(name string) {
	p.objects = slices.DeleteFunc(p.objects, func(o named) bool {
		return o.name == name || len(o.name) > len(name) && o.name[:len(name)+1] == name+"["
	})
}
