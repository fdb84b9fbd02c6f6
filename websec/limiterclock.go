package websec

import (
	"sync/atomic"
	"time"
)

// coarseClock is a clock that is read far more often than it moves. While it is
// asked, a timer moves it on; when a whole tick passes and nobody asks, the timer
// stops, and the next to ask starts it again. So there is nothing to close, no
// goroutine that waits, and no wake-up in an idle program.
//
// It may be behind, on a busy machine by more than a tick, but never ahead.
type coarseClock struct {
	read   func() time.Duration // since the start
	tick   time.Duration        // 0: not coarse at all
	moving func(time.Duration)
	timer  *time.Timer

	now     atomic.Int64
	running atomic.Bool
	asked   atomic.Bool
}

// newCoarseClock makes a clock that calls moving before it shows a later time.
func newCoarseClock(read func() time.Duration, tick time.Duration, moving func(time.Duration)) *coarseClock {
	c := &coarseClock{read: read, tick: tick, moving: moving}
	if tick > 0 {
		c.timer = time.AfterFunc(time.Hour, c.move)
		c.timer.Stop()
	}
	return c
}

// coarse reads the clock, and reports whether that was the true time.
func (c *coarseClock) coarse() (now time.Duration, exact bool) {
	if !c.running.Load() {
		return c.start(), true
	}
	if !c.asked.Load() {
		c.asked.Store(true)
	}
	return time.Duration(c.now.Load()), false
}

func (c *coarseClock) start() time.Duration {
	now := c.exact()
	if c.tick > 0 && c.running.CompareAndSwap(false, true) {
		c.timer.Reset(c.tick)
	}
	return now
}

// exact reads the true time. What was read once is never taken back.
func (c *coarseClock) exact() time.Duration {
	now := int64(c.read())
	for {
		last := c.now.Load()
		if now <= last {
			return time.Duration(last)
		}
		c.moving(time.Duration(now))
		if c.now.CompareAndSwap(last, now) {
			return time.Duration(now)
		}
	}
}

func (c *coarseClock) move() {
	c.exact()
	if c.asked.Swap(false) {
		c.timer.Reset(c.tick)
	} else {
		c.running.Store(false)
	}
}
