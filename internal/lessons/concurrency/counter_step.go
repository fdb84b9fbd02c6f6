package lesson

import (
	"math/rand/v2"
	"slices"
	"sync"

	"underhood/concurrency"
)

// A count is two units that increment one variable, and are let go one at a time: a
// goroutine for a statement, as it can be interrupted after any, a coroutine for as long
// as it does not suspend itself.
type count struct {
	kind    concurrency.Kind
	chance  *rand.Rand
	counter int
	ticks   []Tick
}

// A counting is one of the units.
type counting struct {
	name string
	let  func() (over bool) // lets it go on once
}

func (c *count) run() []Tick {
	c.say(Tick{Kind: tickBegin})
	var group sync.WaitGroup
	units := []*counting{{name: "a"}, {name: "b"}}
	for _, u := range units {
		if c.kind == concurrency.KindCoroutine {
			u.let = c.coroutine(u.name)
		} else {
			u.let = c.goroutine(u.name, &group)
		}
	}
	for len(units) > 0 {
		i := c.chance.IntN(len(units))
		if units[i].let() {
			units = slices.Delete(units, i, i+1)
		}
	}
	group.Wait()
	c.say(Tick{Kind: tickEnd, Want: 2 * increments, Lost: c.counter != 2*increments})
	return c.ticks
}

func (c *count) say(t Tick) {
	t.Units, t.Counter = c.kind.String()+"s", c.counter
	c.ticks = append(c.ticks, t)
}

// count is what each does; between is called after every statement, pause after
// every increment. It is the program of the picture, countLines.
func (c *count) count(name string, between func(), pause func()) {
	for range increments {
		seen := c.counter
		c.say(Tick{Kind: tickRead, Unit: name, Seen: seen})
		between()
		c.counter = seen + 1
		c.say(Tick{Kind: tickWrite, Unit: name, Seen: seen})
		between()
		pause()
	}
}

// goroutine starts one that waits at a gate before every statement: who opens it waits
// until the statement is done, so that this is no data race, and loses as much.
func (c *count) goroutine(name string, group *sync.WaitGroup) func() bool {
	gate, done := make(chan struct{}), make(chan bool)
	group.Go(func() {
		<-gate
		left := 2 * increments // statements
		c.count(name, func() {
			if left--; left > 0 {
				done <- false
				<-gate
			}
		}, func() {})
		done <- true
	})
	return func() bool { gate <- struct{}{}; return <-done }
}

// coroutine makes one that goes on until it suspends itself.
func (c *count) coroutine(name string) func() bool {
	co := concurrency.NewCoroutine(func(y *concurrency.Yielder[struct{}, struct{}]) (struct{}, error) {
		var err error
		c.count(name, func() {}, func() {
			c.say(Tick{Kind: tickSuspend, Unit: name})
			_, err = y.Yield(struct{}{})
		})
		return struct{}{}, err
	})
	return func() bool { _, err := co.Resume(); return err != nil }
}
