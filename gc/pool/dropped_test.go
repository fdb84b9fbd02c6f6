package pool_test

import (
	"runtime"
	"testing"

	"underhood/gc/pool"
)

// telling is a Source that says when memory comes back.
type telling struct {
	pool.Source
	gone chan<- int
}

func (s telling) Unmap(m []byte) error {
	s.gone <- len(m)
	return s.Source.Unmap(m)
}

//go:noinline
func dropOne(t *testing.T, gone chan<- int) {
	a := pool.New(pool.WithSource(telling{pool.SystemMemory(), gone}))
	_, _ = alloc(t, a, 1)
}

// collectUntil collects until something comes back.
func collectUntil(gone <-chan int) {
	for {
		runtime.GC()
		select {
		case <-gone:
			return
		default:
			runtime.Gosched()
		}
	}
}
