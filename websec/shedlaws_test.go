package websec_test

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// A model is a service in virtual time. work takes a request through it; the error is
// that of the context, whether the model stopped then or not.
type model interface {
	work(ctx context.Context) error
	capacity(requests int) // worked on at once, at full speed
}

// A queueing model works on some and lets the others wait in turn, as a pool of
// connections does.
type queueing struct {
	obeys bool // who waits leaves with its context; else it is worked on in vain
	takes func() time.Duration

	mu    sync.Mutex
	free  int
	room  int
	turns []chan struct{}
}

func (q *queueing) capacity(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.free += n - q.room
	q.room = n
	q.next()
}

func (q *queueing) next() {
	for q.free > 0 && len(q.turns) > 0 {
		q.free--
		close(q.turns[0])
		q.turns = q.turns[1:]
	}
}

func (q *queueing) work(ctx context.Context) error {
	turn := make(chan struct{})
	q.mu.Lock()
	q.turns = append(q.turns, turn)
	q.next()
	q.mu.Unlock()
	gone := ctx.Done()
	if !q.obeys {
		gone = nil
	}
	select {
	case <-turn:
	case <-gone:
		q.mu.Lock()
		defer q.mu.Unlock()
		for i, t := range q.turns {
			if t == turn {
				q.turns = append(q.turns[:i:i], q.turns[i+1:]...)
				return ctx.Err()
			}
		}
		q.free++ // both at once
		q.next()
		return ctx.Err()
	}
	<-time.After(q.takes())
	q.mu.Lock()
	q.free++
	q.next()
	q.mu.Unlock()
	return ctx.Err()
}

// A sharing model works on all at once, the slower the more there are, as processors do.
type sharing struct {
	takes func() time.Duration

	mu    sync.Mutex
	room  int
	each  time.Duration // that everybody has had
	tasks tasks
}

type task struct {
	ends time.Duration // when everybody has had so much
	done chan struct{}
	at   int
}

type tasks []*task

func (t tasks) Len() int           { return len(t) }
func (t tasks) Less(i, j int) bool { return t[i].ends < t[j].ends }
func (t tasks) Swap(i, j int)      { t[i], t[j] = t[j], t[i]; t[i].at, t[j].at = i, j }
func (t *tasks) Push(x any) {
	if added, ok := x.(*task); ok {
		added.at = len(*t)
		*t = append(*t, added)
	}
}

func (t *tasks) Pop() any {
	last := len(*t) - 1
	x := (*t)[last]
	*t = (*t)[:last]
	x.at = -1
	return x
}

func (s *sharing) capacity(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room = n
}

func (s *sharing) run(ctx context.Context) {
	const tick = 2 * time.Millisecond
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(tick):
		}
		s.mu.Lock()
		if n := len(s.tasks); n > 0 {
			s.each += tick * time.Duration(min(n, s.room)) / time.Duration(n)
		}
		for len(s.tasks) > 0 && s.tasks[0].ends <= s.each {
			first := s.tasks[0]
			heap.Pop(&s.tasks)
			close(first.done)
		}
		s.mu.Unlock()
	}
}

func (s *sharing) work(ctx context.Context) error {
	s.mu.Lock()
	t := &task{ends: s.each + s.takes(), done: make(chan struct{})}
	heap.Push(&s.tasks, t)
	s.mu.Unlock()
	select {
	case <-t.done:
		return ctx.Err()
	case <-ctx.Done():
		s.mu.Lock()
		defer s.mu.Unlock()
		if t.at >= 0 {
			heap.Remove(&s.tasks, t.at)
		}
		return ctx.Err()
	}
}

// apart is a model in which no request has to do with another: it has no capacity.
type apart struct{ takes func() time.Duration }

func (a apart) capacity(int) {}

func (a apart) work(context.Context) error {
	<-time.After(a.takes())
	return nil
}

// A trial sends requests to a model through a Shedder, at random times, with clients that
// give up.
type trial struct {
	shedder  *websec.Shedder
	model    model
	patience time.Duration // of clients
	random   *rand.Rand
	all      sync.WaitGroup

	good, late, shed atomic.Int64
	longest          atomic.Int64
}

func (l *trial) one() {
	ctx, cancel := context.WithTimeout(context.Background(), l.patience)
	defer cancel()
	begun := time.Now()
	ticket, err := l.shedder.Acquire(ctx, websec.Normal)
	switch {
	case err != nil:
		l.shed.Add(1)
	case l.model.work(ctx) != nil:
		ticket.Late()
		l.late.Add(1)
	default:
		ticket.Release()
		l.good.Add(1)
		for took := int64(time.Since(begun)); ; {
			if seen := l.longest.Load(); took <= seen || l.longest.CompareAndSwap(seen, took) {
				break
			}
		}
	}
}

// run sends for a while, and says how many a second were served.
func (l *trial) run(perSecond float64, d time.Duration) float64 {
	before := l.good.Load()
	for end := time.Now().Add(d); time.Now().Before(end); {
		<-time.After(time.Duration(l.random.ExpFloat64() / perSecond * float64(time.Second)))
		l.all.Go(l.one)
	}
	return float64(l.good.Load()-before) / d.Seconds()
}

func (l *trial) String() string {
	good, late, shed := l.good.Load(), l.late.Load(), l.shed.Load()
	return fmt.Sprintf("served %d, too late %d, refused %d (%.2f %%), longest %v, %+v", good, late, shed,
		100*float64(shed)/float64(good+late+shed), time.Duration(l.longest.Load()).Round(time.Millisecond), l.shedder.Stats())
}

// The times that requests take, by a generator.
func fixed(d time.Duration) func(*rand.Rand) time.Duration {
	return func(*rand.Rand) time.Duration { return d }
}

func about(d time.Duration) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration { return time.Duration((0.9 + 0.2*r.Float64()) * float64(d)) }
}

func exponential(mean time.Duration) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration { return time.Duration(r.ExpFloat64() * float64(mean)) }
}

func lognormal(median time.Duration, sigma float64) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration {
		return time.Duration(math.Exp(r.NormFloat64()*sigma) * float64(median))
	}
}

func either(a, b time.Duration, share float64) func(*rand.Rand) time.Duration {
	return func(r *rand.Rand) time.Duration {
		if r.Float64() < share {
			return b
		}
		return a
	}
}

// drawn makes a source of times that many may use at once.
func drawn(of func(*rand.Rand) time.Duration) func() time.Duration {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(13, 7))
	return func() time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return of(random)
	}
}

func newTrial(t *testing.T, m model) *trial {
	return &trial{shedder: newShedder(t), model: m, patience: time.Minute, random: rand.New(rand.NewPCG(13, 8))}
}

// Where requests do not wait for each other none is refused, however their times differ.
func TestShedderLeavesAnIdleServiceAlone(t *testing.T) {
	const ms = time.Millisecond
	t.Parallel()
	for _, tt := range []struct {
		name      string
		perSecond float64
		takes     func(*rand.Rand) time.Duration
	}{
		{"all alike", 200, fixed(50 * ms)},
		{"exponential", 200, exponential(50 * ms)},
		{"exponential, more", 500, exponential(100 * ms)},
		{"lognormal 0.5", 200, lognormal(50*ms, 0.5)},
		{"lognormal 1", 200, lognormal(50*ms, 1)},
		{"lognormal 1, fast", 2000, lognormal(5*ms, 1)},
		{"a hit or a miss", 200, either(5*ms, 100*ms, 0.5)},
		{"a slow fifth", 300, either(5*ms, 200*ms, 0.2)},
		{"half a second", 100, fixed(500 * ms)},
		{"two seconds", 40, fixed(2 * time.Second)},
		{"five seconds", 20, fixed(5 * time.Second)},
		{"400 at once", 800, fixed(500 * ms)},
		{"400 at once, exponential", 800, exponential(500 * ms)},
	} {
		if raceEnabled && tt.perSecond > 200 {
			continue // slow, and the same code
		}
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newTrial(t, apart{drawn(tt.takes)})
				l.run(tt.perSecond, time.Duration(min(180, 60_000/tt.perSecond)*float64(time.Second)))
				l.all.Wait()
				t.Log(l)
				most := 0.005
				if tt.perSecond == 800 {
					most = 0.02 // more than it begins with: there is something to learn first
				}
				require.LessOrEqual(t, float64(l.shed.Load()), most*float64(l.good.Load()))
			})
		})
	}
}

// Overloaded, a service does nearly as much as it can, in time: from the start half of it,
// after ten seconds nine tenths.
func TestShedderKeepsGoodput(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"queue", "queue in vain", "sharing"} {
		for _, size := range []struct{ room, times int }{{10, 2}, {10, 10}, {100, 2}, {100, 4}} {
			if raceEnabled && size.room*size.times > 20 {
				continue // slow, and the same code
			}
			for name, takes := range map[string]func(*rand.Rand) time.Duration{
				"steady": about(100 * time.Millisecond), "exponential": exponential(100 * time.Millisecond),
			} {
				t.Run(fmt.Sprintf("%s of %d, x%d, %s", kind, size.room, size.times, name), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						l, stop := overloaded(t, kind, size.room, takes)
						defer stop()
						best := 10 * float64(size.room)
						first := l.run(float64(size.times)*best, 10*time.Second)
						then := l.run(float64(size.times)*best, 30*time.Second)
						t.Logf("%.3f, then %.3f: %v", first/best, then/best, l)
						require.Greater(t, first, 0.5*best)
						require.Greater(t, then, 0.9*best)
						require.LessOrEqual(t, l.shedder.Stats().Limit, 4*size.room, "so that nobody waits for long")
					})
				})
			}
		}
	}
}

// overloaded is a trial with a model that gets more than it can do, from clients that wait
// for a second.
func overloaded(t *testing.T, kind string, room int, takes func(*rand.Rand) time.Duration) (*trial, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var m model
	switch kind {
	case "sharing":
		s := &sharing{takes: drawn(takes)}
		go s.run(ctx)
		m = s
	default:
		m = &queueing{takes: drawn(takes), obeys: kind == "queue"}
	}
	m.capacity(room)
	l := newTrial(t, m)
	l.patience = time.Second
	return l, func() { l.all.Wait(); cancel() }
}

// A service that loses nearly all it could do goes on doing what it can, and all of it
// when it comes back.
func TestShedderFollowsCapacity(t *testing.T) {
	if raceEnabled {
		t.Skip("slow, and the same code as TestShedderKeepsGoodput")
	}
	t.Parallel()
	for _, kind := range []string{"queue", "queue in vain", "sharing"} {
		t.Run(kind, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, stop := overloaded(t, kind, 200, fixed(100*time.Millisecond))
				defer stop()
				for _, phase := range []struct {
					room int
					best float64
				}{{200, 1500}, {10, 100}, {200, 1500}} {
					l.model.capacity(phase.room)
					l.run(1500, 25*time.Second)
					got := l.run(1500, 20*time.Second)
					t.Logf("%d: %.3f %v", phase.room, got/phase.best, l)
					require.Greater(t, got, 0.9*phase.best)
				}
			})
		})
	}
}

// A page of many parts, all asked for at once, is served by a service that had nothing to
// do, at the start and later.
func TestShedderServesBursts(t *testing.T) {
	for _, takes := range []time.Duration{20 * time.Millisecond, 300 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			l := newTrial(t, apart{drawn(fixed(takes))})
			for range 15 {
				for range 100 {
					l.all.Go(l.one)
				}
				l.all.Wait()
				time.Sleep(10 * time.Second)
			}
			t.Log(l)
			require.Zero(t, l.shed.Load())
		})
	}
}

// A service that answers nothing in time is not kept at it: the fewer at once, the sooner
// each is done.
func TestShedderLearnsFromThoseWhoGaveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, stop := overloaded(t, "sharing", 10, fixed(100*time.Millisecond))
		defer stop()
		l.model.capacity(1) // even 64 at once take six seconds
		l.run(100, 30*time.Second)
		then := l.run(100, 30*time.Second)
		t.Logf("%.3f: %v", then/10, l)
		require.Greater(t, then, 0.8*10)
	})
}
