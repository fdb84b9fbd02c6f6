package ring_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/ring"
)

// A room is a Parker for goroutines of one process, on every system.
type room struct {
	mu   sync.Mutex
	cond sync.Cond
}

func newRoom() *room {
	r := &room{}
	r.cond.L = &r.mu
	return r
}

func (r *room) Wait(ctx context.Context, addr *uint32, value uint32) error {
	defer context.AfterFunc(ctx, func() { r.Wake(nil) })()
	r.mu.Lock()
	defer r.mu.Unlock()
	if ctx.Err() == nil && atomic.LoadUint32(addr) == value {
		r.cond.Wait()
	}
	return context.Cause(ctx)
}

func (r *room) Wake(*uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cond.Broadcast()
}

// heap returns zeros that begin at a multiple of 8.
func heap(size int) []byte {
	words := make([]uint64, (size+7)/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), size)
}

// pair returns both ends of a fresh ring.
func pair(t testing.TB, capacity int, o ring.Options) (*ring.Writer, *ring.Reader, []byte) {
	t.Helper()
	region := heap(ring.Size(capacity))
	require.NoError(t, ring.Format(region))
	if o.Parker == nil {
		o.Parker = newRoom()
	}
	w, err := ring.NewWriter(region, o)
	require.NoError(t, err)
	r, err := ring.NewReader(region, o)
	require.NoError(t, err)
	return w, r, region
}
