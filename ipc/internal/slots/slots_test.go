package slots_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/ipc/internal/fakepeers"
	"underhood/ipc/internal/monitor"
	"underhood/ipc/internal/slots"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// memory is zeros, as fresh shared memory is, and aligned.
func memory(t testing.TB, capacity, message int) []byte {
	size, err := slots.Size(capacity, message)
	require.NoError(t, err)
	raw := make([]byte, size+64)
	skip := -int(uintptr(unsafe.Pointer(&raw[0]))) & 63
	return raw[skip:][:size]
}

func queue(t testing.TB, mem []byte, capacity, message int, peer monitor.Peers, fresh bool) *slots.Queue {
	q, err := slots.New(mem, capacity, message, peer, fresh)
	require.NoError(t, err)
	return q
}

// A model of the queue: what is ready, by number, and who has what.
type model struct {
	ready []entry
	taken map[int][]entry // by process
	next  int
}

type entry struct {
	number, redelivered int
	token               slots.Taken
}

// TestModel: random operations of three processes, which die now and then, do what a
// list does.
func TestModel(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		capacity, message := 1+r.IntN(5), []int{16, 5000}[r.IntN(2)]
		mem, all := memory(t, capacity, message), new(fakepeers.All)
		type process struct {
			q *slots.Queue
			p *fakepeers.Peer
		}
		join := func(fresh bool) process {
			p := all.Join()
			return process{queue(t, mem, capacity, message, p, fresh), p}
		}
		procs := []process{join(true), join(false), join(false)}
		m := model{taken: map[int][]entry{}}
		ctx := t.Context()
		count := func() (n int) {
			n = len(m.ready)
			for _, has := range m.taken {
				n += len(has)
			}
			return n
		}
		for range 300 {
			who := r.IntN(len(procs))
			q := procs[who].q
			switch r.IntN(6) {
			case 0, 1:
				text := fmt.Appendf(nil, "%*d", 1+r.IntN(message-1), m.next)
				err := q.TryPut(ctx, text)
				if count() == capacity {
					require.ErrorIs(t, err, slots.ErrFull)
					continue
				}
				require.NoError(t, err)
				m.ready = append(m.ready, entry{number: m.next})
				m.next++
			case 2, 3:
				got, token, err := q.TryTake(ctx, nil)
				if len(m.ready) == 0 {
					require.ErrorIs(t, err, slots.ErrEmpty)
					continue
				}
				require.NoError(t, err)
				e := m.ready[0]
				m.ready = m.ready[1:]
				var n int
				_, err = fmt.Sscan(string(got), &n)
				require.NoError(t, err)
				require.Equal(t, e.number, n)
				require.Equal(t, e.redelivered, token.Redelivered)
				e.token = token
				m.taken[who] = append(m.taken[who], e)
			case 4:
				has := m.taken[who]
				if len(has) == 0 {
					continue
				}
				i := r.IntN(len(has))
				require.NoError(t, q.Done(ctx, has[i].token))
				require.ErrorIs(t, q.Done(ctx, has[i].token), slots.ErrNotTaken)
				m.taken[who] = append(has[:i:i], has[i+1:]...)
			case 5:
				if r.IntN(5) > 0 {
					continue
				}
				procs[who].p.Die()
				for _, e := range m.taken[who] {
					e.redelivered++
					at := 0
					for at < len(m.ready) && m.ready[at].number < e.number {
						at++
					}
					m.ready = append(m.ready[:at:at], append([]entry{e}, m.ready[at:]...)...)
				}
				delete(m.taken, who)
				procs[(who+1)%len(procs)].q.Settle(ctx)
				procs[who] = join(false)
			}
			ready, undone := q.Len()
			require.Equal(t, len(m.ready), ready)
			require.Equal(t, count()-len(m.ready), undone)
		}
	}
}

// TestEveryMessageOnce: many producers and consumers in several processes, one of which
// dies now and then with what it has taken; every message is got once, or after a death
// again.
func TestEveryMessageOnce(t *testing.T) {
	const producers, each = 4, 500
	mem, all := memory(t, 7, 64), new(fakepeers.All)
	first := queue(t, mem, 7, 64, all.Join(), true)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var puts, gets sync.WaitGroup
	for p := range producers {
		q := queue(t, mem, 7, 64, all.Join(), false)
		puts.Go(func() {
			for i := range each {
				require.NoError(t, q.Put(ctx, fmt.Appendf(nil, "%d %d", p, i)))
			}
		})
	}
	var mu sync.Mutex
	seen := map[string]int{}
	for range 3 {
		peer := all.Join()
		q := queue(t, mem, 7, 64, peer, false)
		for range 2 { // goroutines of one process
			gets.Go(func() {
				for {
					got, err := q.Get(ctx, nil)
					if errors.Is(err, io.EOF) {
						return
					}
					require.NoError(t, err)
					mu.Lock()
					seen[string(got)]++
					mu.Unlock()
				}
			})
		}
	}
	puts.Wait()
	require.NoError(t, first.Join(ctx))
	require.NoError(t, first.Close(ctx))
	gets.Wait()
	require.Len(t, seen, producers*each)
	for text, n := range seen {
		require.Equal(t, 1, n, text)
	}
	require.ErrorIs(t, first.Put(ctx, nil), slots.ErrClosed)
	_, err := first.Get(ctx, nil)
	require.ErrorIs(t, err, io.EOF)
}

// TestDeathWakes: a consumer that waits gets what a dead one had taken.
func TestDeathWakes(t *testing.T) {
	mem, all := memory(t, 2, 16), new(fakepeers.All)
	peer := all.Join()
	dying := queue(t, mem, 2, 16, peer, true)
	other := queue(t, mem, 2, 16, all.Join(), false)
	require.NoError(t, other.Put(t.Context(), []byte("a")))
	_, _, err := dying.Take(t.Context(), nil)
	require.NoError(t, err)
	got := make(chan string)
	go func() {
		text, token, err := other.Take(context.Background(), nil)
		got <- fmt.Sprintln(string(text), token.Redelivered, err)
	}()
	peer.Die()
	require.Equal(t, "a 1 <nil>\n", <-got)
}

// FuzzHostile: whatever another process writes into the memory, nothing panics, and a
// context ends whatever waits.
func FuzzHostile(f *testing.F) {
	f.Add(uint64(1), []byte{0, 1, 2, 3, 255, 254})
	f.Fuzz(func(t *testing.T, seed uint64, junk []byte) {
		mem, all := memory(t, 3, 32), new(fakepeers.All)
		q := queue(t, mem, 3, 32, all.Join(), true)
		r := rand.New(rand.NewPCG(seed, 2))
		over, cancel := context.WithCancel(t.Context())
		cancel()
		for _, b := range junk {
			mem[r.IntN(len(mem))] = b
			_ = q.TryPut(over, []byte("abc"))
			_, token, _ := q.TryTake(over, nil)
			_ = q.Done(over, token)
			_, _ = q.TryGet(over, nil)
			q.Settle(over)
			_, _ = q.Len()
		}
	})
}

func BenchmarkPutGet(b *testing.B) {
	mem, all := memory(b, 64, 64), new(fakepeers.All)
	q := queue(b, mem, 64, 64, all.Join(), true)
	buf := make([]byte, 64)
	ctx := context.Background()
	for b.Loop() {
		if q.Put(ctx, buf) != nil {
			b.Fatal()
		}
		var err error
		if buf, err = q.Get(ctx, buf); err != nil {
			b.Fatal(err)
		}
	}
}
