package gcview

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1000: "-1,000", -100: "-100", 1234567: "1,234,567"} {
		require.Equal(t, want, grouped(n))
	}
	for n, want := range map[int]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 3 << 29: "1.5 GiB", 1 << 60: "1048576.0 TiB"} {
		require.Equal(t, want, inBytes(n))
	}
	for d, want := range map[time.Duration]string{0: "0s", 999: "999ns", 65536: "65.5µs", 1048576: "1.05ms", 61 * time.Second: "1m1s"} {
		require.Equal(t, want, inTime(d))
	}
	require.Equal(t, "0", part(3, 0))
	require.Equal(t, "50.0", part(uint64(1), uint64(2)))
	require.Equal(t, "100.0", part(701, 700))
}
