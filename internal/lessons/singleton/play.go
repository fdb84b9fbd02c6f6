package lesson

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// play plays the plan in each of the ways. Beats of several ways come step by step,
// each step ended by a round.
func (p *racePlan) play(ctx context.Context) ([]Beat, error) {
	steps := make([][]Beat, len(p.Plan)+1) // the first is the beginning
	for _, f := range p.forms {
		if err := p.playOne(ctx, f, steps); err != nil {
			return nil, err
		}
	}
	var beats []Beat
	for i, s := range steps {
		beats = append(beats, s...)
		if len(p.forms) > 1 && i > 0 {
			beats = append(beats, Beat{Kind: beatRound, Who: p.Plan[i-1].arg(1), Text: p.Plan[i-1][0], Line: i})
		}
	}
	return append(beats, Beat{Kind: beatEnd}), nil
}

func (p *racePlan) playOne(ctx context.Context, f *form, steps [][]Beat) error {
	r := newRace(f, p.retry, p.racers, len(p.Plan))
	defer r.stop()
	steps[0] = append(steps[0], r.beats...)
	for i, s := range p.Plan {
		r.beats = nil
		if err := p.step(ctx, r, s); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("plan[%d] %s, %s: %w", i, s[0], f.name, err)
		}
		steps[i+1] = append(steps[i+1], r.beats...)
	}
	return nil
}

func (p *racePlan) step(ctx context.Context, r *race, s step) error {
	who := r.racers[s.arg(1)]
	switch s[0] {
	case "ask":
		return r.ask(ctx, who, s.arg(2))
	case "leave":
		return r.leave(ctx, who)
	case "turn":
		d, err := time.ParseDuration(s[1])
		p.now = p.now.Add(d)
		r.say(beatTurn, nil, 0, s[1])
		return err
	case "reset":
		if r.form.name == "Holder" && len(r.building) > 0 {
			return errors.New("somebody constructs; a reset would wait for it")
		}
		r.it.reset()
		r.say(beatReset, nil, 0, "")
		return nil
	}
	if len(p.forms) > 1 && r.building[who] == nil {
		return nil // in another way it constructs, here it waits or has its object
	}
	kind := map[string]string{"make": beatMade, "fail": beatFail, "panic": beatPanic}[s[0]]
	return r.end(ctx, who, kind, s.arg(2))
}
