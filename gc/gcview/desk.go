package gcview

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"underhood/gc"
)

// A desk is where requests leave their questions and the owner of the heap answers
// them. A request never touches the heap, the owner never waits for a request.
type desk struct {
	waiting atomic.Int32 // len(queue), so that an owner nobody asks pays one load
	wake    chan struct{}

	mu    sync.Mutex
	queue []*question
}

// deskSize is how many different questions may wait.
const deskSize = 16

// A question is about the heap. Requests that ask the same wait for the same answer.
type question struct {
	key    string // what is asked
	answer func(*gc.Heap) (any, error)
	askers int // requests that wait; 0 takes it off the queue

	done  chan struct{} // closed when value and err are there
	value any
	err   error
}

// ask waits for the owner's answer: until it is there, the request ends, the view is
// closed or the time is over.
func ask[T any](ctx context.Context, v *View, key string, answer func(*gc.Heap) (T, error)) (T, error) {
	var none T
	if v.isClosed() {
		return none, ErrClosed
	}
	if !v.attached.Load() {
		return none, ErrDetached
	}
	q, err := v.desk.put(key, func(h *gc.Heap) (any, error) { return answer(h) })
	if err != nil {
		return none, err
	}
	defer v.desk.leave(q)
	late := time.NewTimer(v.wait)
	defer late.Stop()
	select {
	case <-q.done:
		if q.err != nil {
			return none, q.err
		}
		value, _ := q.value.(T) // the key says what it is
		return value, nil
	case <-late.C:
		return none, ErrSilent
	case <-v.closed:
		return none, ErrClosed
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

func (d *desk) put(key string, answer func(*gc.Heap) (any, error)) (*question, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, q := range d.queue {
		if q.key == key {
			q.askers++
			return q, nil
		}
	}
	if len(d.queue) >= deskSize {
		return nil, ErrCrowded
	}
	q := &question{key: key, answer: answer, askers: 1, done: make(chan struct{})}
	d.set(append(d.queue, q))
	select {
	case d.wake <- struct{}{}:
	default: // the owner is told already
	}
	return q, nil
}

// leave takes a question that nobody waits for any more off the queue.
func (d *desk) leave(q *question) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if q.askers--; q.askers == 0 {
		if i := slices.Index(d.queue, q); i >= 0 {
			d.set(slices.Delete(d.queue, i, i+1))
		}
	}
}

func (d *desk) take() *question {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.queue) == 0 {
		return nil
	}
	q := d.queue[0]
	d.set(slices.Delete(d.queue, 0, 1))
	return q
}

func (d *desk) set(queue []*question) {
	d.queue = queue
	d.waiting.Store(int32(len(queue)))
}

// restFactor is how many times as long as an answer took the owner is left alone
// after it.
const restFactor = 9

// Poll answers one question, if one waits. The owner of the heap calls it where its
// work may be looked at, between steps or in a finalizer, as often as it likes: when
// nobody asks it costs an atomic load. An answer costs a walk through the heap or two;
// after one that took d, Poll does nothing for 9d, so that however many browsers watch,
// the owner gives them a tenth of its time. From inside a hook it does nothing.
func (v *View) Poll() {
	if v.desk.waiting.Load() == 0 || v.heap == nil || v.isClosed() {
		return
	}
	start := time.Now()
	if start.Before(v.resting) || !v.answerOne() {
		return
	}
	now := time.Now()
	v.resting = now.Add(restFactor * now.Sub(start))
}

// Stay answers questions as they come until ctx is done, whose error it returns, or
// the view is closed: for a program that is at its end but still to be looked at. It
// takes no rests.
func (v *View) Stay(ctx context.Context) error {
	if v.heap == nil {
		return ErrDetached
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-v.closed:
			return ErrClosed
		case <-v.desk.wake:
			for ctx.Err() == nil && !v.isClosed() && v.answerOne() {
			}
		}
	}
}

// answerOne says whether it has answered a question.
func (v *View) answerOne() bool {
	atRest := restOf(v.heap)
	if errors.Is(atRest, gc.ErrBusy) {
		return false // a hook has called: soon
	}
	q := v.desk.take()
	if q == nil {
		return false
	}
	if q.err = atRest; atRest == nil {
		q.value, q.err = q.answer(v.heap)
	}
	close(q.done)
	return true
}

// restOf says why a heap cannot be looked at: it is closed, abandoned, or in the
// middle of a step. Adding no observer is the cheapest thing only a heap at rest does.
func restOf(h *gc.Heap) error {
	_, err := h.Observe(nil)
	return err
}
