package loop

import "context"

// A Lock is held by one task at a time. Between two waits no other task runs, so
// a lock is needed only for what must stay as it is across one. The zero Lock is
// open; [NewLock] gives it a name. It must not be copied. (asyncio.Lock)
type Lock struct {
	bound
	name    string
	holder  *Handle
	locked  bool
	waiters waitlist
}

// NewLock makes a lock with a name for reports.
func NewLock(name string) *Lock { return &Lock{name: name} }

// Acquire waits until the lock is free and takes it. Who waits longest is next. On
// an error the lock is not held.
func (k *Lock) Acquire(ctx context.Context) error {
	t, err := enter(ctx)
	if err == nil {
		err = k.bind(t)
	}
	if err != nil {
		return err
	}
	if k.locked || !k.waiters.allRecalled() {
		k.waiters.add(t)
		err := t.park(k)
		k.waiters.remove(t)
		if err != nil {
			if !k.locked {
				k.wakeFirst()
			}
			return err
		}
	}
	k.locked, k.holder = true, t
	return nil
}

// Release opens the lock for the next. Any task may; it returns [ErrNotLocked] if
// the lock is open.
func (k *Lock) Release() error {
	if !k.locked {
		return ErrNotLocked
	}
	k.locked, k.holder = false, nil
	k.wakeFirst()
	return nil
}

// Locked says whether the lock is held.
func (k *Lock) Locked() bool { return k.locked }

// wakeFirst lets the first go. If it has been let already, or cancelled, it will
// come here again.
func (k *Lock) wakeFirst() {
	if tasks := k.waiters.tasks(); len(tasks) > 0 {
		tasks[0].unpark()
	}
}

func (k *Lock) describe() string {
	if k.holder == nil {
		return named("lock", k.name)
	}
	return named("lock", k.name) + ", held by " + k.holder.Name()
}
