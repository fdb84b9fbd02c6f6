package pool_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc/pool"
)

// TestStatsText: the numbers that CPython 3.11 printed at the end of an empty
// program are written as it wrote them, to the byte, and its sums are ours.
func TestStatsText(t *testing.T) {
	want, err := os.ReadFile("testdata/debugmallocstats.txt")
	require.NoError(t, err)
	var s pool.Stats
	s.ArenasMapped, s.ArenasHighwater, s.Arenas, s.PoolsPerArena = 1, 1, 1, pool.PoolsPerArena-1
	pools := 0
	for line := range strings.Lines(string(want)) {
		var class, size, n, inUse, free int
		if c, _ := fmt.Sscanf(line, "%d %d %d %d %d", &class, &size, &n, &inUse, &free); c != 5 {
			continue
		}
		require.Equal(t, size, pool.ClassSize(class))
		s.Classes[class] = pool.ClassStats{Size: size, Pools: n, InUse: inUse, Available: free}
		require.Equal(t, n*((pool.PoolSize-48)/size), inUse+free)
		pools += n
		s.BytesGiven += inUse * size
		s.BytesAvailable += free * size
		s.BytesHeaders += n * 48
		s.BytesLost += n * ((pool.PoolSize - 48) % size)
	}
	s.FreePools = s.PoolsPerArena - pools
	var got bytes.Buffer
	n, err := s.WriteTo(&got)
	require.NoError(t, err)
	require.EqualValues(t, got.Len(), n)
	require.Equal(t, string(want), got.String()[:min(len(want), got.Len())])
}

// TestStatsAddUp: the bytes of all arenas are accounted for, to the last.
func TestStatsAddUp(t *testing.T) {
	for _, opts := range [][]pool.Option{nil, {pool.WithCPythonLayout()}} {
		a := pool.New(opts...)
		for i := range 9000 {
			b, _ := alloc(t, a, 1+i%512)
			if i%3 == 0 {
				require.NoError(t, a.Free(b))
			}
		}
		s := a.Stats()
		require.Equal(t, s.Arenas*s.PoolsPerArena*pool.PoolSize,
			s.BytesGiven+s.BytesAvailable+s.FreePools*pool.PoolSize+s.BytesHeaders+s.BytesLost)
		require.NoError(t, a.Close())
	}
}
