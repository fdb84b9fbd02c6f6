package redislimit

import (
	"container/list"
	"sync"
	"time"
)

// places are how many requests may ask Redis at once. Those that this process sends
// must not make its own answers late: a thousand at once would fight for connections
// and the processor until none is back in time, each that gives up closes the
// connection it had, and Redis would seem to be down.
//
// How many may ask adapts as TCP does (Jacobson, "Congestion Avoidance and Control",
// 1988): one more with each answer, half as many after a failure, and one after Redis
// was down. So traffic comes back gradually.
//
// A request that is still in the client when its time is up is no longer waited for,
// and the next may ask; but it keeps its place among all that there are.
type places struct {
	mu      sync.Mutex
	most    int       // of all, those left behind included
	window  int       // of those that are waited for
	live    int       // are waited for
	hung    int       // were left behind in the client
	waiting list.List // of *asker, the first who came in front
}

// firstPlaces is how many may ask before the first answer.
const firstPlaces = 8

func newPlaces(most int) *places { return &places{most: most, window: min(firstPlaces, most)} }

type asker struct {
	answer chan struct{}
	let    bool // or turned away
}

type entry uint8

const (
	entered    entry = iota
	noPlace          // in time
	turnedAway       // because Redis is down
)

// enter waits for a place, so long and no longer.
func (p *places) enter(patience time.Duration) entry {
	p.mu.Lock()
	if p.waiting.Len() == 0 && p.room() {
		p.live++
		p.mu.Unlock()
		return entered
	}
	a := &asker{answer: make(chan struct{})}
	at := p.waiting.PushBack(a)
	p.mu.Unlock()

	enough := time.NewTimer(patience)
	defer enough.Stop()
	select {
	case <-a.answer:
	case <-enough.C:
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-a.answer:
		if a.let {
			return entered
		}
		return turnedAway
	default:
		p.waiting.Remove(at)
		return noPlace
	}
}

func (p *places) room() bool { return p.live < p.window && p.live+p.hung < p.most }

// admit lets in who waits, while there is room.
func (p *places) admit() {
	for p.waiting.Len() > 0 && p.room() {
		p.live++
		p.next(true)
	}
}

func (p *places) next(let bool) {
	a, _ := p.waiting.Remove(p.waiting.Front()).(*asker) // nothing else is put in
	a.let = let
	close(a.answer)
}

func (p *places) change(how func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	how()
	p.admit()
}

// leave gives a place back.
func (p *places) leave() { p.change(func() { p.live-- }) }

// leaveBehind gives up waiting for a request that is still in the client.
func (p *places) leaveBehind() { p.change(func() { p.live--; p.hung++ }) }

// comeBack is the end of such a request.
func (p *places) comeBack() { p.change(func() { p.hung-- }) }

// grow hears of an answer.
func (p *places) grow() { p.change(func() { p.window = min(p.window+1, p.most) }) }

// halve hears of a failure.
func (p *places) halve() { p.change(func() { p.window = max(1, p.window/2) }) }

// shut hears that Redis is down: who waits has not to wait any more.
func (p *places) shut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.window = 1
	for p.waiting.Len() > 0 {
		p.next(false)
	}
}

// stuck reports whether all places are taken by what was left behind.
func (p *places) stuck() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.hung >= p.most
}
