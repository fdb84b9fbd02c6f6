package lesson

import (
	"context"
	"errors"
	"fmt"

	"underhood/internal/lessons/websec/bank"
)

// ErrOtherwise says that a duel went otherwise than the lesson is there to show: the bare
// bank did not fall, or the protected one did.
var ErrOtherwise = errors.New("the bare bank should fall, and the protected one hold")

// alone are the defences, each by itself.
var alone = []struct {
	name     string
	defences bank.Defences
}{
	{"middleware", bank.Defences{Protect: true}},
	{"guarded templates", bank.Defences{Guard: true}},
	{"queries of constants", bank.Defences{Parameters: true}},
	{"SameSite cookie", bank.Defences{Cookies: true}},
}

// An outcome is what became of an attack at one bank.
type outcome struct {
	fell bool
	seen string
	shut bool // … and customers are kept out as well
}

// play fights the duel of the bare bank and the protected one.
func (p *program) play(ctx context.Context) (beats []Beat, verdict, err error) {
	return p.duel(ctx, bank.Defences{}, bank.AllDefences())
}

// duel does every step at a bank with some defences and at one with more, and then all of
// it at banks with a single defence. The verdict is an error that is [ErrOtherwise], or nil;
// err is for what kept the duel from being fought.
func (p *program) duel(ctx context.Context, few, more bank.Defences) (beats []Beat, verdict, err error) {
	tell := func(b Beat) { beats = append(beats, b) }
	bare, protected, err := p.both(ctx, few, more, tell)
	if err != nil {
		return nil, nil, err
	}
	end := Beat{Kind: beatEnd}
	for _, d := range alone {
		o, err := p.fight(ctx, d.name, d.defences)
		if err != nil {
			return nil, nil, err
		}
		if !o.fell && !o.shut {
			end.Enough = append(end.Enough, d.name)
		}
		tell(Beat{Kind: beatAlone, Site: d.name, Text: o.seen, Fell: o.fell, Shut: o.shut})
	}
	end.Text = "the bare bank " + became(bare.fell) + ", the protected one " + became(protected.fell)
	if !bare.fell || protected.fell {
		verdict = fmt.Errorf("%w; but %s", ErrOtherwise, end.Text)
		end.Refused = verdict.Error()
	}
	tell(end)
	return beats, verdict, nil
}

// both fights at both banks side by side.
func (p *program) both(ctx context.Context, few, more bank.Defences, tell func(Beat)) (bare, protected outcome, err error) {
	worlds, err := p.worlds(ctx, few, more, tell)
	defer func() {
		for _, w := range worlds {
			err = errors.Join(err, w.close())
		}
	}()
	if err != nil {
		return bare, protected, err
	}
	for i, s := range p.steps {
		tell(p.begin(i))
		if s.kind == "guard" {
			refused := bank.Refused(s.path)
			if refused == nil {
				return bare, protected, fmt.Errorf("the guard does not refuse the page %s", s.path)
			}
			tell(Beat{Kind: beatGuard, Step: i + 1, Text: refused.Error()})
		}
		for _, w := range worlds {
			if err := w.try(ctx, i, s); err != nil {
				return bare, protected, err
			}
		}
	}
	var outcomes []outcome
	for _, w := range worlds {
		fell, seen, err := w.reached(ctx)
		if err != nil {
			return bare, protected, err
		}
		now, err := w.accounts(ctx)
		if err != nil {
			return bare, protected, err
		}
		tell(Beat{Kind: beatGoal, Site: w.name, Text: seen, Fell: fell, Accounts: now})
		outcomes = append(outcomes, outcome{fell: fell, seen: seen})
	}
	return outcomes[0], outcomes[1], nil
}

func (p *program) worlds(ctx context.Context, few, more bank.Defences, tell func(Beat)) (worlds []*world, err error) {
	for _, one := range []struct {
		name     string
		defences bank.Defences
	}{{"bare", few}, {"protected", more}} {
		w, err := p.newWorld(ctx, one.name, one.defences, tell)
		if err != nil {
			return worlds, err
		}
		worlds = append(worlds, w)
	}
	return worlds, nil
}

// fight does the plan at one bank, and tells nothing of it.
func (p *program) fight(ctx context.Context, name string, d bank.Defences) (o outcome, err error) {
	w, err := p.newWorld(ctx, name, d, func(Beat) {})
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	w.alone = true
	for i, s := range p.steps {
		if err := w.try(ctx, i, s); err != nil {
			return o, err
		}
	}
	o.fell, o.seen, err = w.reached(ctx)
	if o.shut = w.locked != ""; o.shut {
		o.seen += ", but " + w.locked + " is kept out, too"
	}
	return o, err
}

// try does a step, unless nobody wants it any more. A request once begun is not broken off,
// so that what is told of it comes from here alone.
func (w *world) try(ctx context.Context, i int, s step) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := w.do(context.WithoutCancel(ctx), i+1, s); err != nil {
		return fmt.Errorf("plan[%d]: %w", i, err)
	}
	return nil
}

// begin is the beat before a step: what somebody is made to do.
func (p *program) begin(i int) Beat {
	s := p.steps[i]
	b := Beat{Kind: beatStep, Step: i + 1, Who: s.who, Method: s.kind, From: s.from, Target: s.path, Lines: s.lure()}
	for _, f := range s.fields {
		b.Args = append(b.Args, f.Name+"="+f.Value)
	}
	b.Line = len(b.Lines)
	return b
}

func became(fell bool) string {
	if fell {
		return "fell"
	}
	return "held"
}
