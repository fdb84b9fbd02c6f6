package gc

import (
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// elsewhere runs f on another goroutine and waits for it.
func elsewhere(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

func TestTwoGoroutinesAtOnce(t *testing.T) {
	h := New(WithChecks())
	a, err := h.NewInstance(1)
	require.NoError(t, err)

	require.NoError(t, h.enter()) // this goroutine is inside a method
	elsewhere(func() {
		_, err := h.NewInstance(1)
		require.ErrorIs(t, err, ErrConcurrent)
		require.EqualError(t, err, "gc: heap entered by two goroutines at once")
		require.ErrorIs(t, h.IncRef(a), ErrConcurrent)
		require.ErrorIs(t, h.Globals().Bind("x", a), ErrConcurrent)
		require.ErrorIs(t, h.Close(), ErrConcurrent)
	})
	h.leave()
	require.Equal(t, 1, h.Len(), "nothing was touched")
	require.NoError(t, h.Verify())

	elsewhere(func() { require.NoError(t, h.IncRef(a)) }) // one after the other is fine
	require.NoError(t, h.DecRef(a))
	require.NoError(t, h.Close())
	require.ErrorIs(t, h.Verify(), ErrClosed)
}

// While a hook runs, whoever calls is told that the heap is busy.
func TestAnotherGoroutineDuringAHook(t *testing.T) {
	var h *Heap
	h = New(WithChecks(), WithHook(func(Event) {
		elsewhere(func() {
			_, err := h.NewInstance(0)
			require.ErrorIs(t, err, ErrBusy)
		})
	}))
	_, err := h.NewInstance(0)
	require.NoError(t, err)
	require.Equal(t, 1, h.Len())
	require.NoError(t, h.Verify())
}

// A finalizer may use the heap, and while it does nobody else may. A finalizer
// that ends while somebody is inside waits for him to leave.
func TestChecksAroundCallbacks(t *testing.T) {
	h := New(WithChecks())
	a, err := h.NewInstance(1)
	require.NoError(t, err)
	left := make(chan struct{})
	require.NoError(t, h.SetFinalizer(a, func(h *Heap, self Ref) {
		b, err := h.NewInstance(0)
		require.NoError(t, err)
		require.NoError(t, h.Give(self, 0, b))
		require.NoError(t, h.enter()) // as if by a goroutine that should not be here
		elsewhere(func() { require.ErrorIs(t, h.Verify(), ErrConcurrent) })
		go func() {
			h.leave()
			close(left)
		}()
	}))
	require.NoError(t, h.DecRef(a))
	<-left
	require.Zero(t, h.Len())
	require.NoError(t, h.Verify())
}

// Close and another call at once: the other is either in time or told.
func TestCloseDuringCalls(t *testing.T) {
	for range 2000 {
		h := New(WithChecks())
		var wg sync.WaitGroup
		wg.Go(func() {
			for {
				r, err := h.NewInstance(1)
				switch err {
				case nil:
					if r == Nil {
						t.Error("nil reference without an error")
						return
					}
				case ErrConcurrent:
				default:
					if err != ErrClosed {
						t.Error(err)
					}
					return
				}
			}
		})
		for h.Close() != nil {
			runtime.Gosched()
		}
		wg.Wait()
	}
}

// Several goroutines that change a heap at once: most are turned away, none does
// harm, and the race detector has nothing to say.
func TestManyGoroutines(t *testing.T) {
	h := New(WithChecks())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 500 {
				r, err := h.NewInstance(1)
				if err != nil {
					if err != ErrConcurrent {
						t.Error(err)
					}
					continue
				}
				for h.DecRef(r) == ErrConcurrent {
					runtime.Gosched()
				}
			}
		})
	}
	wg.Wait()
	require.Zero(t, h.Len())
	require.NoError(t, h.Verify())
}

// A callback that ends its goroutine leaves a heap that says so and can be closed.
func TestGoexitInACallback(t *testing.T) {
	for name, opts := range map[string][]Option{"plain": nil, "checked": {WithChecks()}} {
		t.Run(name, func(t *testing.T) {
			h := New(opts...)
			a, err := h.NewInstance(0)
			require.NoError(t, err)
			require.NoError(t, h.SetFinalizer(a, func(*Heap, Ref) { runtime.Goexit() }))
			elsewhere(func() {
				_ = h.DecRef(a)
				t.Error("the goroutine should have ended")
			})
			_, err = h.NewInstance(0)
			require.ErrorIs(t, err, ErrAbandoned)
			require.NoError(t, h.Close())
			require.ErrorIs(t, h.Verify(), ErrClosed)
		})
	}
}
