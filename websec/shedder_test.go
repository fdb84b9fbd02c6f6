package websec_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// A service works on so many requests at once; the others wait for it. So it is
// like most: beyond its capacity, everything takes longer and nothing more is done.
type service struct {
	room  chan struct{}
	takes atomic.Int64
	rand  *rand.Rand // under mu
	mu    sync.Mutex
}

func newService(capacity int, takes time.Duration) *service {
	s := &service{room: make(chan struct{}, capacity), rand: rand.New(rand.NewPCG(13, 5))}
	s.takes.Store(int64(takes))
	return s
}

func (s *service) work(wait func(time.Duration)) {
	s.room <- struct{}{}
	s.mu.Lock()
	spread := 0.8 + 0.4*s.rand.Float64()
	s.mu.Unlock()
	wait(time.Duration(float64(s.takes.Load()) * spread))
	<-s.room
}

// A load sends requests at a steady pace, whatever comes of those before.
type load struct {
	shedder  *websec.Shedder
	service  *service
	wait     func(time.Duration) // time.Sleep, in the bubble
	priority func(i int) websec.Priority

	mu     sync.Mutex
	all    sync.WaitGroup
	asked  [3]int
	served [3]int
	took   time.Duration // the longest that was served
	top    int           // the highest limit seen
}

func (l *load) run(perSecond int, d time.Duration) {
	l.mu.Lock()
	l.asked, l.served, l.took, l.top = [3]int{}, [3]int{}, 0, 0
	l.mu.Unlock()
	for i := range int(d.Seconds() * float64(perSecond)) {
		p := websec.Normal
		if l.priority != nil {
			p = l.priority(i)
		}
		l.all.Go(func() { l.one(p) })
		l.wait(time.Second / time.Duration(perSecond))
		if i%16 == 0 {
			l.mu.Lock()
			l.top = max(l.top, l.shedder.Stats().Limit)
			l.mu.Unlock()
		}
	}
	l.all.Wait()
}

func (l *load) one(p websec.Priority) {
	begun := time.Now()
	ticket, err := l.shedder.Acquire(context.Background(), p)
	if err == nil {
		l.service.work(l.wait)
		ticket.Release()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked[p]++
	if err == nil {
		l.served[p]++
		l.took = max(l.took, time.Since(begun))
	}
}

// success is the share of requests that were served, of a priority.
func (l *load) success(p websec.Priority) float64 { return float64(l.served[p]) / float64(l.asked[p]) }

func newShedder(t testing.TB, opts ...websec.ShedOption) *websec.Shedder {
	t.Helper()
	s, err := websec.NewShedder(opts...)
	require.NoError(t, err)
	return s
}

// Netflix/concurrency-limits 35: a limit that grows a step at a time turns away
// most of a busy start.
func TestShedderStartsFast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &load{shedder: newShedder(t), service: newService(200, 50*time.Millisecond), wait: time.Sleep}
		l.run(2000, time.Second) // half of the capacity, which needs 100 at once
		t.Logf("first second: %.3f, limit %d", l.success(websec.Normal), l.shedder.Stats().Limit)
		require.Greater(t, l.success(websec.Normal), 0.6)
		l.run(2000, 10*time.Second)
		t.Logf("then: %.4f, limit %d", l.success(websec.Normal), l.shedder.Stats().Limit)
		require.Greater(t, l.success(websec.Normal), 0.99)
	})
}

// platinummonkey/go-concurrency-limits 117: after an overload the limit stays at
// one, since at one nothing is learnt.
func TestShedderIsNotStuckAtOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &load{shedder: newShedder(t, websec.ShedLimits(1, 1000)), service: newService(20, 20*time.Millisecond), wait: time.Sleep}
		l.run(300, 10*time.Second)
		l.service.takes.Store(int64(2 * time.Second)) // it hangs: a hundredth of its capacity
		l.run(3000, 30*time.Second)
		t.Logf("hanging: %+v", l.shedder.Stats())
		l.service.takes.Store(int64(20 * time.Millisecond))
		l.run(500, 3*time.Second) // half of the capacity
		l.run(500, 20*time.Second)
		t.Logf("after: %.4f, %+v", l.success(websec.Normal), l.shedder.Stats())
		require.Greater(t, l.success(websec.Normal), 0.99)
	})
}

// And where the service became slower for good, that is learnt as well.
func TestShedderLearnsThatTheServiceIsSlower(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &load{shedder: newShedder(t), service: newService(50, 20*time.Millisecond), wait: time.Sleep}
		l.run(1000, 20*time.Second)
		l.service.takes.Store(int64(100 * time.Millisecond)) // its capacity: 500 a second
		l.run(350, 20*time.Second)
		l.run(350, 20*time.Second)
		t.Logf("slower: %.4f, %+v", l.success(websec.Normal), l.shedder.Stats())
		require.Greater(t, l.success(websec.Normal), 0.95)
	})
}

// Netflix/concurrency-limits 134: under an overload that is mild and long, an
// average of the busy time becomes the measure, and the limit grows without end.
func TestShedderDoesNotDrift(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const capacity, takes = 10, 50 * time.Millisecond // 200 a second
		l := &load{shedder: newShedder(t), service: newService(capacity, takes), wait: time.Sleep}
		l.run(240, 20*time.Second)
		for minute := range 10 {
			l.run(240, time.Minute)
			t.Logf("minute %d: %.3f, limit at most %d, longest %v", minute, l.success(websec.Normal), l.top, l.took)
			require.LessOrEqual(t, l.top, 4*capacity, "minute %d: twice what is best, when that is tried", minute)
			require.Greater(t, l.success(websec.Normal), 0.9*200/240, "minute %d", minute)
		}
	})
}

// After ten times the load, everybody is served again, soon.
func TestShedderRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const capacity, takes = 20, 20 * time.Millisecond // 1,000 a second
		l := &load{shedder: newShedder(t), service: newService(capacity, takes), wait: time.Sleep}
		l.run(500, 10*time.Second)
		l.run(10_000, 20*time.Second)
		t.Logf("overload: %d served, longest %v, %+v", l.served[websec.Normal], l.took, l.shedder.Stats())
		require.Greater(t, l.served[websec.Normal], 20*850, "what it can do, it does")
		require.Less(t, l.took, 500*time.Millisecond, "and who is let in is served soon")
		l.run(500, 2*time.Second)
		l.run(500, 10*time.Second)
		t.Logf("after: %.4f, %+v", l.success(websec.Normal), l.shedder.Stats())
		require.Greater(t, l.success(websec.Normal), 0.99)
		require.Zero(t, l.shedder.Stats().InFlight)
		require.Zero(t, l.shedder.Stats().Queued)
	})
}

// At twice the load, what is critical hardly notices.
func TestShedderPriorities(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &load{shedder: newShedder(t), service: newService(20, 20*time.Millisecond), wait: time.Sleep}
		l.priority = func(i int) websec.Priority {
			return [...]websec.Priority{websec.Critical, websec.Normal, websec.Normal, websec.Sheddable, websec.Sheddable}[i%5]
		}
		l.run(2000, 5*time.Second)
		l.run(2000, 30*time.Second)
		critical, normal, sheddable := l.success(websec.Critical), l.success(websec.Normal), l.success(websec.Sheddable)
		t.Logf("critical %.4f, normal %.3f, sheddable %.3f", critical, normal, sheddable)
		require.Greater(t, critical, 0.99)
		require.Greater(t, normal, 2*sheddable)
	})
}

// hold takes all the room there is.
func hold(t *testing.T, s *websec.Shedder) (held []websec.Ticket) {
	for s.Stats().InFlight < s.Stats().Limit {
		ticket, err := s.Acquire(t.Context(), websec.Normal)
		require.NoError(t, err)
		held = append(held, ticket)
	}
	return held
}

// Whatever goes on, every request is let in, turned away or gone, and all room
// comes back.
func TestShedderAccounts(t *testing.T) {
	s := newShedder(t, websec.ShedLimits(3, 5), websec.ShedQueue(4, time.Millisecond))
	var in, out, gone, inside, most atomic.Int64
	var all sync.WaitGroup
	for g := range 32 {
		all.Go(func() {
			random := rand.New(rand.NewPCG(13, uint64(g)))
			for range 300 {
				ctx, cancel := context.WithCancel(context.Background())
				if random.IntN(4) == 0 {
					cancel()
				}
				ticket, err := s.Acquire(ctx, websec.Priority(random.IntN(3)))
				switch {
				case err == nil:
					in.Add(1)
					now := inside.Add(1)
					for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
					}
					inside.Add(-1)
					ticket.Release()
				case errors.Is(err, websec.ErrOverload):
					out.Add(1)
				default:
					gone.Add(1)
				}
				cancel()
			}
		})
	}
	all.Wait()
	stats := s.Stats()
	require.EqualValues(t, 32*300, in.Load()+out.Load()+gone.Load())
	require.EqualValues(t, in.Load(), stats.Admitted)
	require.EqualValues(t, out.Load(), stats.Shed)
	require.EqualValues(t, gone.Load(), stats.Left)
	require.LessOrEqual(t, most.Load(), int64(5))
	require.Zero(t, stats.InFlight)
	require.Zero(t, stats.Queued)
}

func TestShedderGuard(t *testing.T) {
	s := newShedder(t, websec.ShedLimits(1, 1), websec.ShedQueue(0, time.Second), websec.ShedRetryAfter(1500*time.Millisecond))
	var told []websec.Event
	h := s.Guard(websec.WatchFlood(func(e websec.Event) { told = append(told, e) }),
		websec.ShedPriority(func(r *http.Request) websec.Priority {
			if r.URL.Path == "/events" {
				return websec.Exempt
			}
			return websec.Normal
		}))(sayHello)
	require.Equal(t, 200, getFrom(h, "").Code)
	held := hold(t, s)
	refused := getFrom(h, "")
	require.Equal(t, http.StatusServiceUnavailable, refused.Code)
	require.Equal(t, "2", refused.Header().Get("Retry-After"))
	require.Len(t, told, 2)
	require.Nil(t, told[0].Refusal)
	require.Equal(t, "websec: refused by shedding: the service is overloaded", told[1].Refusal.Error())
	require.Equal(t, 1500*time.Millisecond, told[1].RetryAfter)
	held[0].Release()

	panics := s.Guard()(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { getFrom(panics, "") })
	require.Zero(t, s.Stats().InFlight, "a panic gives the room back")
}

func TestShedderAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	s := newShedder(t, websec.ShedQueue(0, time.Second))
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		ticket, err := s.Acquire(context.Background(), websec.Normal)
		if err != nil {
			panic(err)
		}
		ticket.Release()
	}))
	hold(t, s)
	require.Zero(t, testing.AllocsPerRun(1000, func() { _, _ = s.Acquire(context.Background(), websec.Normal) }), "shed")
}

func TestShedderRefusesBadSetUp(t *testing.T) {
	for _, opt := range []websec.ShedOption{
		websec.ShedLimits(0, 1), websec.ShedLimits(2, 1), websec.ShedLimits(1, 1<<20+1),
		websec.ShedQueue(-1, time.Second), websec.ShedQueue(1, 0), websec.ShedQueue(1, time.Hour), websec.ShedRetryAfter(0),
	} {
		_, err := websec.NewShedder(opt)
		require.ErrorIs(t, err, websec.ErrFlood)
	}
}

// BenchmarkShedder lets a request in and out.
func BenchmarkShedder(b *testing.B) {
	s := newShedder(b)
	b.ReportAllocs()
	for b.Loop() {
		ticket, err := s.Acquire(context.Background(), websec.Normal)
		if err != nil {
			b.Fatal(err)
		}
		ticket.Release()
	}
}
