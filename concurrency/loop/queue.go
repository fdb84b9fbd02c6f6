package loop

import "context"

// A Queue hands items from tasks to tasks, first in first out. It must not be
// copied. (asyncio.Queue)
type Queue[T any] struct {
	bound
	name       string
	limit      int
	items      fifo[T]
	getters    waitlist
	putters    waitlist
	unfinished int
	finished   Event
}

// NewQueue makes a queue that holds at most limit items, any number if limit is 0
// or less, with a name, which may be empty, for reports.
func NewQueue[T any](name string, limit int) *Queue[T] {
	q := &Queue[T]{name: name, limit: limit}
	q.finished.name = "that all of queue " + name + " is done"
	q.finished.set = true
	return q
}

// Put waits for room and adds an item. On an error the item was not added.
func (q *Queue[T]) Put(ctx context.Context, item T) error {
	t, err := enter(ctx)
	if err == nil {
		err = q.bind(t)
	}
	if err != nil {
		return err
	}
	for q.full() {
		if err := q.wait(t, &q.putters, (*roomIn[T])(q)); err != nil {
			if !q.full() && t.parked == released {
				wakeNext(&q.putters) // who was woken in vain wakes the next
			}
			return err
		}
	}
	return q.TryPut(item)
}

// Get waits for an item and takes it. On an error none was taken.
func (q *Queue[T]) Get(ctx context.Context) (item T, err error) {
	t, err := enter(ctx)
	if err == nil {
		err = q.bind(t)
	}
	if err != nil {
		return item, err
	}
	for q.items.n == 0 {
		if err := q.wait(t, &q.getters, (*itemOf[T])(q)); err != nil {
			if q.items.n > 0 && t.parked == released {
				wakeNext(&q.getters)
			}
			return item, err
		}
	}
	return q.TryGet()
}

func (q *Queue[T]) wait(t *Handle, list *waitlist, on resource) error {
	list.add(t)
	err := t.park(on)
	if err != nil {
		list.remove(t)
	}
	return err
}

// wakeNext lets go the first that still waits, and takes it off the list.
func wakeNext(list *waitlist) {
	for len(list.tasks()) > 0 && !list.shift().unpark() {
	}
}

// TryPut adds an item, or returns [ErrFull].
func (q *Queue[T]) TryPut(item T) error {
	if q.full() {
		return ErrFull
	}
	q.items.push(item)
	q.unfinished++
	q.finished.Clear()
	wakeNext(&q.getters)
	return nil
}

// TryGet takes an item, or returns [ErrEmpty].
func (q *Queue[T]) TryGet() (item T, err error) {
	if q.items.n == 0 {
		return item, ErrEmpty
	}
	item = q.items.pop()
	wakeNext(&q.putters)
	return item, nil
}

// Len is the number of items in the queue.
func (q *Queue[T]) Len() int { return q.items.n }

func (q *Queue[T]) full() bool { return q.limit > 0 && q.items.n >= q.limit }

// TaskDone says that the work on an item that was taken is done. It returns
// an error that is [ErrNotLocked] if that is more than there were.
func (q *Queue[T]) TaskDone() error {
	if q.unfinished <= 0 {
		return errTaskDone
	}
	if q.unfinished--; q.unfinished == 0 {
		q.finished.Set()
	}
	return nil
}

// Join waits until the work on all items is done.
func (q *Queue[T]) Join(ctx context.Context) error {
	if q.unfinished > 0 {
		return q.finished.Wait(ctx)
	}
	_, err := enter(ctx)
	return err
}

func (q *Queue[T]) describe() string { return named("queue", q.name) }

// The two ends of a queue on which a task waits.
type (
	roomIn[T any] Queue[T]
	itemOf[T any] Queue[T]
)

func (q *roomIn[T]) describe() string { return "room in " + (*Queue[T])(q).describe() }
func (q *itemOf[T]) describe() string { return "an item of " + (*Queue[T])(q).describe() }
