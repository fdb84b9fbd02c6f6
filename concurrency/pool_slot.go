package concurrency

import (
	"context"
	"errors"
	"fmt"

	"underhood/internal/reexec"
)

// hire starts a worker that Kill knows of.
func (p *ProcessPool[Args, Result]) hire() (*worker, error) {
	if p.isKilled() {
		return nil, ErrPoolKilled
	}
	w, err := hire(p.work.worker)
	if err != nil {
		return nil, fmt.Errorf("concurrency: a worker of %s: %w", p.work, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.workers[w] = true
	if p.isKilled() { // and may have missed this one
		_ = w.proc.Kill()
	}
	return w, nil
}

// bury lets a worker go, by dismiss or fire, and takes it off the list when it has
// gone: until then Kill ends it.
func (p *ProcessPool[Args, Result]) bury(w *worker, how func() reexec.State) reexec.State {
	state := how()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.workers, w)
	return state
}

// slot keeps one worker at work.
func (p *ProcessPool[Args, Result]) slot(w *worker) {
	barren := 0 // workers in a row that died before they had done anything
	for {
		var exited <-chan struct{}
		if w != nil {
			exited = w.proc.Exited()
		}
		select {
		case t, ok := <-p.queue:
			if !ok {
				if w != nil {
					p.bury(w, w.dismiss) // it was idle: how it ended is nobody's loss
				}
				return
			}
			if !t.claim.take() {
				<-t.done // its context has ended
				continue
			}
			if w = p.do(w, t); w == nil && !p.isClosing() {
				w, _ = p.hire() // as below
			}
		case <-exited:
			if barren++; w.served > 0 {
				barren = 0
			}
			p.bury(w, w.dismiss)
			w = nil
			p.note(func(now *Progress) { now.Replaced++ })
			if barren < maxBarren {
				w, _ = p.hire() // the next task sees the error
			}
		}
	}
}

// do sees one task through and returns the worker that is left.
func (p *ProcessPool[Args, Result]) do(w *worker, t *Task[Result]) *worker {
	for lost, unsent := 0, 0; ; {
		if p.isKilled() {
			return p.done(w, t, ErrPoolKilled)
		}
		if t.ctx.Err() != nil {
			return p.done(w, t, context.Cause(t.ctx))
		}
		if w != nil && w.gone() {
			p.bury(w, w.dismiss)
			w = nil
			p.note(func(now *Progress) { now.Replaced++ })
		}
		if w == nil {
			var err error
			if w, err = p.hire(); err != nil {
				return p.done(nil, t, err)
			}
		}
		kind, answer, err := w.ask(t.ctx, t.number, t.args, p.conf.patience)
		if err == nil {
			if kind == frameResult {
				var result Result
				if result, err = p.work.parse(answer); err == nil {
					t.end.result = result
				}
			} else {
				err = remote(t.ctx, p.work.name, answer)
			}
			if w.killed { // its answer was on its way; it must not get another task
				p.bury(w, w.fire)
				w = nil
				p.note(func(now *Progress) { now.Replaced++ })
			}
			return p.done(w, t, err)
		}
		exit := p.bury(w, w.fire)
		w = nil
		unborn := errors.Is(exit.Err(), reexec.ErrNoInit) // it cannot have begun the task
		if (unborn || errors.Is(err, errUnsent)) && !p.isKilled() {
			p.note(func(now *Progress) { now.Replaced++ })
			if unsent++; unsent <= maxUnsent {
				continue
			}
			if unborn { // and no other would do so
				return p.done(nil, t, fmt.Errorf("concurrency: no worker of %s begins: %w", p.work, exit.Err()))
			}
		}
		lost++
		again := lost <= p.conf.retries && t.ctx.Err() == nil && !p.isKilled()
		p.note(func(now *Progress) {
			now.Replaced++
			if again {
				now.Retried++
			}
		})
		if !again {
			return p.done(nil, t, p.loss(t, lost, ended(context.Background(), p.work.name, exit)))
		}
	}
}

// loss is the error of a task that has cost so many workers, the last of which ended so.
func (p *ProcessPool[Args, Result]) loss(t *Task[Result], attempts int, exit error) error {
	e := &LostError{Work: p.work.name, Attempts: attempts, Exit: exit}
	switch {
	case p.isKilled():
		e.Cause = ErrPoolKilled
	case t.ctx.Err() != nil:
		e.Cause = context.Cause(t.ctx)
	}
	return e
}

// done ends a task.
func (p *ProcessPool[Args, Result]) done(w *worker, t *Task[Result], err error) *worker {
	t.end.err = err
	p.note(func(now *Progress) {
		now.Done++
		if err != nil {
			now.Failed++
		}
		if _, ok := errors.AsType[*LostError](err); ok {
			now.Lost++
		}
	})
	close(t.done)
	return w
}

// note changes the count and tells it, one change at a time.
func (p *ProcessPool[Args, Result]) note(change func(*Progress)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.progress)
	if p.conf.watch != nil {
		p.conf.watch(p.progress)
	}
}
