package websec

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEntropy checks that bytes are handed out once, and wiped.
func TestEntropy(t *testing.T) {
	e := newEntropy(strings.NewReader(strings.Repeat("a", 512) + strings.Repeat("b", 512)))
	var p [100]byte
	block := &randomBlock{used: 512}
	for i := range 10 {
		e.blocks = sync.Pool{New: func() any { return block }}
		require.True(t, e.fill(p[:]))
		want := byte('a')
		if i >= 5 { // the last 12 bytes of a block are not enough, and are dropped
			want = 'b'
		}
		require.Equal(t, want, p[99])
		require.NotContains(t, string(block.bytes[:block.used]), string(want))
	}
	e.blocks = sync.Pool{New: func() any { return block }}
	require.False(t, e.fill(p[:]))
}
