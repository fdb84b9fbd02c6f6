package websec_test

import (
	"net/netip"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// BenchmarkLimiter decides for a million live keys, in an order that no cache can
// foresee.
func BenchmarkLimiter(b *testing.B) {
	const keys = 1_000_000
	for _, clock := range []struct {
		name string
		opts []websec.LimiterOption
	}{
		{"coarse", nil},
		{"exact", []websec.LimiterOption{websec.LimiterTick(0)}},
	} {
		l, err := websec.NewLimiter[uint64](websec.Rate{Requests: 1, Per: 60e9, Burst: 60}, append(clock.opts, websec.LimiterKeys(keys))...)
		require.NoError(b, err)
		for k := range uint64(keys) {
			l.Take(k, 1)
		}
		b.Run("clock="+clock.name+"/n=1M", func(b *testing.B) {
			b.ReportAllocs()
			at := uint64(0)
			for b.Loop() {
				l.Take(scatter(at)%keys, 1)
				at++
			}
		})
		b.Run("clock="+clock.name+"/n=1M/parallel", func(b *testing.B) {
			var turn atomic.Uint64
			b.RunParallel(func(pb *testing.PB) {
				at := turn.Add(1) << 32
				for pb.Next() {
					l.Take(scatter(at)%keys, 1)
					at++
				}
			})
		})
	}
}

// BenchmarkLimiterFlood brings in keys that were never there, to a table that is
// full of keys that owe.
func BenchmarkLimiterFlood(b *testing.B) {
	l, err := websec.NewLimiter[uint64](websec.PerMinute(10), websec.LimiterKeys(100_000))
	require.NoError(b, err)
	b.ReportAllocs()
	key := uint64(0)
	for b.Loop() {
		l.Take(key, 1)
		key++
	}
}

// BenchmarkLimiterKeys decides for one key of each kind.
func BenchmarkLimiterKeys(b *testing.B) {
	rate := websec.PerSecond(1_000_000_000)
	b.Run("key=addr", func(b *testing.B) { one(b, rate, netip.MustParseAddr("2001:db8::1")) })
	b.Run("key=text", func(b *testing.B) { one(b, rate, "a user's name") })
	b.Run("key=number", func(b *testing.B) { one(b, rate, uint64(7)) })
}

func one[K comparable](b *testing.B, rate websec.Rate, key K) {
	l, err := websec.NewLimiter[K](rate)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		l.Take(key, 1)
	}
}

// scatter is SplitMix64.
func scatter(x uint64) uint64 {
	x = (x + 1) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
