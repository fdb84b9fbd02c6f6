package websec

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/go-chi/httprate"
	"github.com/sethvargo/go-limiter/memorystore"
	"github.com/throttled/throttled/v2"
	"github.com/throttled/throttled/v2/store/memstore"
	"github.com/ulule/limiter/v3"
	"github.com/ulule/limiter/v3/drivers/store/memory"
	"golang.org/x/time/rate"

	"underhood/bench/harness"
	"underhood/websec"
)

// each is how often a key may ask: so many at once, and one more an hour.
const each = 1000

// A limiting decides for the key with a number.
type limiting func(k *ring) (take func(key int) bool, close func(), err error)

// A ring has the keys in the form that a limiter takes, made before the clock starts.
type ring struct {
	addrs []netip.Addr
	texts []string
}

func byAddr(n int) *ring { return &ring{addrs: addrs(n)} }
func byText(n int) *ring { return &ring{texts: texts(n)} }

// addr is the key with a number as an address.
func addr(i int) netip.Addr {
	return netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
}

func addrs(n int) []netip.Addr {
	all := make([]netip.Addr, n)
	for i := range all {
		all[i] = addr(i)
	}
	return all
}

func texts(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = addr(i).String()
	}
	return all
}

func nothing() {}

func ourLimiting(k *ring) (func(int) bool, func(), error) {
	keys, all := len(k.addrs), k.addrs
	l, err := websec.NewLimiter[netip.Addr](websec.Rate{Requests: each, Per: each * time.Hour, Burst: each}, websec.LimiterKeys(keys))
	return func(i int) bool { return l.Take(all[i], 1).Allowed }, func() {
		if evicted := l.Stats().Evicted; evicted*1000 >= uint64(keys) {
			panic(fmt.Sprintf("%d live keys of %d were forgotten", evicted, keys))
		}
	}, err
}

func mapLimiting(k *ring) (func(int) bool, func(), error) {
	var mu sync.RWMutex
	limits := make(map[netip.Addr]*rate.Limiter, len(k.addrs))
	all := k.addrs
	return func(i int) bool {
		mu.RLock()
		l := limits[all[i]]
		mu.RUnlock()
		if l == nil {
			mu.Lock()
			if l = limits[all[i]]; l == nil {
				l = rate.NewLimiter(rate.Every(time.Hour), each)
				limits[all[i]] = l
			}
			mu.Unlock()
		}
		return l.Allow()
	}, nothing, nil
}

// httprateLimiting decides by OnLimit, as its middleware does, with all headers left out.
func httprateLimiting(k *ring) (func(int) bool, func(), error) {
	l := httprate.NewRateLimiter(each, each*time.Hour, httprate.WithResponseHeaders(httprate.ResponseHeaders{}))
	all, r, w := k.texts, request(http.MethodGet), &sink{http.Header{}}
	return func(i int) bool { return !l.OnLimit(w, r, all[i]) }, nothing, nil
}

func ululeLimiting(k *ring) (func(int) bool, func(), error) {
	l := limiter.New(memory.NewStoreWithOptions(limiter.StoreOptions{CleanUpInterval: time.Hour}), limiter.Rate{Period: each * time.Hour, Limit: each})
	all, ctx := k.texts, context.Background()
	return func(i int) bool {
		c, err := l.Get(ctx, all[i])
		return err == nil && !c.Reached
	}, nothing, nil
}

func throttledLimiting(k *ring) (func(int) bool, func(), error) {
	store, err := memstore.NewCtx(0) // a map; with a bound it is a slower LRU
	if err != nil {
		return nil, nil, err
	}
	l, err := throttled.NewGCRARateLimiterCtx(store, throttled.RateQuota{MaxRate: throttled.PerHour(1), MaxBurst: each - 1})
	all, ctx := k.texts, context.Background()
	return func(i int) bool {
		limited, _, err := l.RateLimitCtx(ctx, all[i], 1)
		return err == nil && !limited
	}, nothing, err
}

func sethvargoLimiting(k *ring) (func(int) bool, func(), error) {
	store, err := memorystore.New(&memorystore.Config{Tokens: each, Interval: each * time.Hour, InitialAlloc: len(k.texts)})
	all, ctx := k.texts, context.Background()
	return func(i int) bool {
		_, _, _, ok, err := store.Take(ctx, all[i])
		return err == nil && ok
	}, func() { _ = store.Close(ctx) }, err
}

// scatter is SplitMix64: an order that no cache can foresee.
func scatter(x uint64) uint64 {
	x = (x + 1) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// decides measures decisions for keys that are all known.
func decides(keys func(int) *ring, of limiting) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		take, done, err := of(keys(p.Size))
		if err != nil {
			return harness.Run{}, err
		}
		for i := range p.Size {
			take(i)
		}
		turn := uint64(0)
		return harness.Run{Close: done, Sample: func() (harness.Sample, error) {
			admitted := 0
			s := harness.Measure(func() {
				for range p.Size / part {
					turn++
					if take(int(scatter(turn) % uint64(p.Size))) {
						admitted++
					}
				}
			})
			onProcessor(&s, part)
			s.Answer = strconv.Itoa(admitted)
			return s, nil
		}}, nil
	}
}

// part is the part of the decisions of limiter_1m that is made; its figures are
// multiplied.
const part = 4

// holds measures the heap that a limiter has for keys that all asked once. The keys
// themselves are not counted.
func holds(keys func(int) *ring, of limiting) harness.Work {
	return func(p harness.Params) (harness.Run, error) {
		k := keys(p.Size)
		return harness.Run{Sample: func() (harness.Sample, error) {
			before := heap()
			take, done, err := of(k)
			if err != nil {
				return harness.Sample{}, err
			}
			defer done() // also keeps the limiter alive until then
			admitted := 0
			s := harness.Measure(func() {
				for i := range p.Size {
					if take(i) {
						admitted++
					}
				}
			})
			bytes := heap() - before
			harness.Keep(take)
			harness.Keep(k)
			s.Bytes, s.Answer = &bytes, strconv.Itoa(admitted)
			return s, nil
		}}, nil
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC() // what has a finalizer is gone the second time
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
