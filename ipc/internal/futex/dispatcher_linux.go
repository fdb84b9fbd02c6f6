package futex

import (
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// A dispatcher is a goroutine, and so a thread, that sleeps on the words of many
// others. It ends when it has none left.
//
// Invariant: whoever gives it a word changes control before releasing hub.mu.
// The dispatcher reads control under mu when it makes the vector it will sleep
// on, and the kernel compares control once more as it puts the thread to sleep.
// So either the vector holds the new word or the thread does not sleep; and the
// words in the vector are compared at that same moment. No change can fall
// between registering and sleeping.
//
// A word that is in the vector already, because others sleep on it, needs no
// change of control: the goroutine that joins them has found its value unchanged
// under mu, and the thread either sleeps on that word by now or will be compared.
type dispatcher struct {
	hub     *hub
	control uint32 // a futex of this process: a count of changes
	words   []*word
	asleep  bool // in the system call, or on the way into it or out of it
	woken   bool // disturbed since it fell asleep

	vector [1 + MaxConds]waiter
	armed  []*word // what vector[1:] stands for
}

// take adds a word. hub.mu is held; disturb must follow.
func (d *dispatcher) take(w *word) {
	w.by, w.place = d, len(d.words)
	d.words = append(d.words, w)
}

// disturb has the dispatcher look at its words. hub.mu is held.
func (d *dispatcher) disturb() {
	atomic.AddUint32(&d.control, 1)
	if d.asleep && !d.woken {
		d.woken = true
		wakePrivate(&d.control)
	}
}

// drop takes a word away. A thread that sleeps on it goes on doing so, since to
// disturb it would cost more than to find out later; it is told through left.
// hub.mu is held.
func (d *dispatcher) drop(w *word) {
	last := len(d.words) - 1
	d.words[w.place] = d.words[last]
	d.words[w.place].place = w.place
	d.words[last] = nil
	d.words = d.words[:last]
	w.left = w.armed && d.asleep
	if last == 0 {
		d.disturb()
	} else {
		atomic.AddUint32(&d.control, 1) // tells wake that its vector is out of date
	}
}

// linger is how long a dispatcher without words waits for the next one, since
// who was woken often comes back.
const linger = 5 * time.Millisecond

// run sleeps and wakes until there is nobody to sleep for.
func (d *dispatcher) run() {
	h := d.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	for errno := unix.Errno(0); len(d.words) > 0 || errno != unix.ETIMEDOUT; {
		seen := d.arm()
		d.asleep, d.woken = true, false
		h.mu.Unlock()
		var place int
		if len(d.armed) > 0 {
			place, errno = sleep(d.vector[:1+len(d.armed)])
		} else {
			errno = nap(&d.control, seen, linger)
		}
		h.mu.Lock()
		d.asleep = false
		if d.wake(place-1, errno, seen) {
			// Who was released goes on right here, on this thread, and often comes
			// back with its next word before the dispatcher has its turn again.
			h.mu.Unlock()
			runtime.Gosched()
			h.mu.Lock()
		}
	}
	h.dispatchers = slices.DeleteFunc(h.dispatchers, func(other *dispatcher) bool { return other == d })
}

// arm makes the vector and returns the value of control in it.
func (d *dispatcher) arm() uint32 {
	seen := atomic.LoadUint32(&d.control)
	d.vector[0] = private(&d.control, seen)
	d.armed = append(d.armed[:0], d.words...)
	for i, w := range d.armed {
		d.vector[1+i] = shared(Cond{w.addr, w.value})
		w.armed = true
	}
	return seen
}

// wake releases the sleepers of words that were woken or have changed, and reports
// whether there were any. The kernel names the last word only that was woken, so
// the others are looked at. When that is control, or a signal came, it was none of
// them; and if one has changed all the same, the next system call will say so.
//
// A wake may have been spent on a word that nobody sleeps on any more. It was
// perhaps meant for one sleeper of many, and the next one, in whatever process,
// would sleep on for ever; so it is passed on. One too many does no harm.
func (d *dispatcher) wake(place int, errno unix.Errno, seen uint32) (released bool) {
	look := errno == unix.EAGAIN || errno == 0 && place >= 0
	var bad error // why nobody can sleep on
	switch errno {
	case 0, unix.EAGAIN, unix.EINTR:
	case unix.EFAULT: // a word of the vector may have been left, then unmapped
		if seen == atomic.LoadUint32(&d.control) {
			bad = failure(errno)
		}
	default:
		bad = failure(errno)
	}
	for i, w := range d.armed {
		w.armed = false
		switch {
		case w.first == nil: // released by another of its words, or left
			if w.left && errno == 0 {
				Wake(w.addr, 1)
			}
		case bad != nil:
			if errno != unix.EFAULT || !mapped(w.addr) {
				d.hub.release(w, bad)
				released = true
			}
		case look && (i == place || atomic.LoadUint32(w.addr) != w.value):
			d.hub.release(w, nil)
			released = true
		}
	}
	clear(d.armed)
	return released
}
