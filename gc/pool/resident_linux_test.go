package pool_test

import (
	"bytes"
	"os"
	"runtime/debug"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc/pool"
)

// resident is how much memory of this process is in RAM, in bytes.
func resident(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	require.NoError(t, err)
	pages, err := strconv.Atoi(string(bytes.Fields(text)[1]))
	require.NoError(t, err)
	return pages * os.Getpagesize()
}

// TestSparseMemoryGoesBack: of 2M blocks of 64 B each thousandth stays. They lie
// on 2,000 pages of 4 KiB; no more than 10 MB in all may stay resident, headers
// and the reserve included, without a call of Trim. CPython keeps all 128 MB.
func TestSparseMemoryGoesBack(t *testing.T) {
	if raceOn {
		t.Skip("the race detector's own memory would be counted")
	}
	if os.Getpagesize() != 4096 {
		t.Skip("the figure is for pages of 4 KiB")
	}
	const n = 2_000_000
	blocks := make([]pool.Block, n)
	for i := range blocks {
		blocks[i] = 1 // touched before the start
	}
	debug.FreeOSMemory()
	start := resident(t)
	a := pool.New()
	for i := range blocks {
		b, mem := alloc(t, a, 64)
		mem[0], mem[63] = 1, 1
		blocks[i] = b
	}
	full := resident(t) - start
	for i, b := range blocks {
		if i%1000 != 0 {
			if err := a.Free(b); err != nil {
				t.Fatal(err)
			}
		}
	}
	debug.FreeOSMemory()
	sparse := resident(t) - start
	a.Trim()
	trimmed := resident(t) - start
	t.Logf("%.1f MB in use, then %.2f MB, %.2f MB after Trim", float64(full)/1e6, float64(sparse)/1e6, float64(trimmed)/1e6)
	require.Greater(t, full, n*64)
	require.LessOrEqual(t, sparse, 10_000_000)
	for i := 0; i < n; i += 1000 {
		require.EqualValues(t, 1, a.Bytes(blocks[i])[63])
		require.NoError(t, a.Free(blocks[i]))
	}
	require.NoError(t, a.Close())
}
