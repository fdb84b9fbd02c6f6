package pool_test

import (
	"bytes"
	"os"
	"runtime/debug"
	"strconv"
	"testing"
	"unsafe"

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
	first := pool.New() // the program's own code and the runtime's tables are there
	for i := range blocks[:10_000] {
		blocks[i], _ = alloc(t, first, 64)
	}
	for _, b := range blocks[:10_000] {
		require.NoError(t, first.Free(b))
	}
	require.NoError(t, first.Close())
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

// pagesThere says which pages of the block's pool are there, by the kernel's page
// map; one that was only read counts.
func pagesThere(t *testing.T, b pool.Block, memory []byte) (there [4]bool) {
	t.Helper()
	f, err := os.Open("/proc/self/pagemap")
	require.NoError(t, err)
	start := uintptr(unsafe.Pointer(unsafe.SliceData(memory))) - uintptr(b.Offset())
	var entries [4 * 8]byte
	_, err = f.ReadAt(entries[:], int64(start/4096*8))
	require.NoError(t, err)
	for i := range there {
		there[i] = entries[8*i+7]>>7 == 1
	}
	require.NoError(t, f.Close())
	return there
}

// TestPagesStayAway: of a pool with one block in use only its page is there, and
// the first not because the pool's first byte was looked at.
func TestPagesStayAway(t *testing.T) {
	if os.Getpagesize() != 4096 {
		t.Skip("a pool has four pages of 4 KiB")
	}
	for page := range 4 {
		a := pool.New()
		blocks := make([]pool.Block, 256)
		for i := range blocks {
			blocks[i], _ = alloc(t, a, 64)
		}
		kept := blocks[page*64+7]
		memory := a.Bytes(kept)
		require.Equal(t, [4]bool{true, true, true, true}, pagesThere(t, kept, memory))
		for _, b := range blocks {
			if b != kept {
				require.NoError(t, a.Free(b))
			}
		}
		a.Trim()
		var want [4]bool
		want[page] = true
		require.Equal(t, want, pagesThere(t, kept, memory))
		require.NotNil(t, a.Bytes(kept)) // looks at no other page
		require.Equal(t, want, pagesThere(t, kept, memory))
		require.NoError(t, a.Close())
	}
}
