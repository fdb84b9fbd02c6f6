package websec

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// A key that somebody is bringing in is not decided about before that is done.
func TestPendingKeyIsWaitedFor(t *testing.T) {
	const now, window = 1000, 10
	for hash := range uint64(500) {
		table := newLimiterTable(16)
		home := table.home(hash * 0x9e3779b97f4a7c15)
		home.first[3].Store(home.word(now+1) | pendingBit)
		allowed := make(chan bool)
		go func() {
			_, ok := table.take(hash*0x9e3779b97f4a7c15, now, 1, window)
			allowed <- ok
		}()
		for range hash % 5 {
			runtime.Gosched()
		}
		home.first[3].Store(home.word(now + window))
		require.False(t, <-allowed)
	}
}

// Of two slots with one key, which two goroutines are bringing in, the later in
// the table gives way; and any gives way to one that is settled.
func TestRivals(t *testing.T) {
	table := newLimiterTable(16)
	home := table.home(7)
	first, last := &home.first[2], &home.second[5]
	require.Equal(t, none, home.rival(first))
	first.Store(home.word(1) | pendingBit)
	last.Store(home.word(2) | pendingBit)
	require.Equal(t, yields, home.rival(first))
	require.Equal(t, settled, home.rival(last))
	last.Store(home.word(2))
	require.Equal(t, settled, home.rival(first))

	first.Store(0)
	require.False(t, table.bringIn(&home, 1, 5), "somebody was quicker, in the other bucket")
	for i := range home.first {
		require.Zero(t, home.first[i].Load())
	}
	last.Store(0)
	require.True(t, table.bringIn(&home, 1, 5))
}

// Sweeping takes what is paid, and nothing else.
func TestSweep(t *testing.T) {
	table := newLimiterTable(64)
	word := func(time uint64) uint64 { return 5<<fingerprintAt | time&timeMask }
	const quarter = 1 << (debtBits - 2)
	table.buckets[0][0].Store(word(10))
	table.buckets[0][1].Store(word(quarter + 10))
	table.sweep(quarter / 8) // one of eight buckets is due
	require.Zero(t, table.buckets[0][0].Load())
	require.Equal(t, word(quarter+10), table.buckets[0][1].Load())
	table.buckets[0][0].Store(word(20))
	table.sweep(quarter * 7 / 8)
	require.Equal(t, word(20), table.buckets[0][0].Load(), "it is not its turn")
	table.sweep(quarter * 9 / 8)
	require.Zero(t, table.buckets[0][0].Load())
	table.buckets[3][0].Store(word(quarter * 8))
	table.sweep(quarter * 7)
	require.Zero(t, table.buckets[3][0].Load(), "after so long a silence everything is paid")
}
