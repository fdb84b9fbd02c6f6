package websec

import (
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/bench/harness"
)

// TestMemory is the bound that the figures of limiter_memory_1m are shown beside: a million
// live keys within 20 MiB, fewer than one in a thousand forgotten.
func TestMemory(t *testing.T) {
	run, err := holds(byAddr, ourLimiting)(harness.Params{Size: 1_000_000})
	require.NoError(t, err)
	s, err := run.Sample() // panics where too many were forgotten
	require.NoError(t, err)
	t.Logf("%d bytes", *s.Bytes)
	require.LessOrEqual(t, *s.Bytes, int64(20<<20))
	require.Equal(t, "1000000", s.Answer)
}
