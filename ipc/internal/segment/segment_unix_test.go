//go:build linux || darwin

package segment

import (
	"context"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/guardian"
)

// newOne makes a segment that is ready and closed at the end of the test.
func newOne(t testing.TB, spec Spec, opts ...Option) *Segment {
	t.Helper()
	s, err := Create(spec, opts...)
	require.NoError(t, err)
	require.NoError(t, s.Ready())
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestSegmentMemory(t *testing.T) {
	for _, size := range []int{1, 100, 4096, 4097, 1 << 20} {
		s := newOne(t, Spec{Kind: 1, Size: size})
		require.NoError(t, s.Acquire())
		require.Equal(t, Spec{Kind: 1, Size: size}, s.Spec())
		require.Len(t, s.Bytes(), size)
		require.Equal(t, size, cap(s.Bytes()), "nobody may append into what is not his")
		require.Len(t, s.Header(), HeaderSize)
		require.Len(t, s.Roster(), RosterSize)
		require.Equal(t, make([]byte, size), s.Bytes())
		require.Equal(t, make([]byte, RosterSize), s.Roster())

		base := unsafe.Pointer(&s.Header()[0])
		require.Equal(t, unsafe.Add(base, RosterOffset), unsafe.Pointer(&s.Roster()[0]))
		require.Equal(t, unsafe.Add(base, PayloadOffset), unsafe.Pointer(&s.Bytes()[0]))
		require.Equal(t, unsafe.Add(base, -guardian.Offset()), s.Private())
		clear(s.Bytes())
		s.Release()
		require.NoError(t, s.Close())
	}
}

// What is private is not shared, what is shared is, and both reach as far as
// the addresses say.
func TestPrivateAndShared(t *testing.T) {
	a := newOne(t, Spec{Kind: 1, Size: 1 << 16}, Keep())
	f, err := a.File()
	require.NoError(t, err)
	b, err := FromFile(t.Context(), f, Spec{Kind: 1})
	require.NoError(t, err)
	require.NoError(t, f.Close())
	defer b.Close() //nolint:errcheck // returns nil

	private := func(s *Segment) []byte { return unsafe.Slice((*byte)(s.Private()), guardian.Offset()) }
	for i := range private(a) {
		private(a)[i] = 1
	}
	require.Equal(t, make([]byte, guardian.Offset()), private(b))
	a.Bytes()[0], a.Bytes()[1<<16-1], a.Roster()[0] = 2, 3, 4
	require.Equal(t, []byte{2, 3, 4}, []byte{b.Bytes()[0], b.Bytes()[1<<16-1], b.Roster()[0]})
	require.Equal(t, a.id, b.id)
}

func TestClose(t *testing.T) {
	s := newOne(t, Spec{Kind: 1, Size: 8}, Keep())
	require.NoError(t, s.Acquire())
	require.NoError(t, s.Close())
	require.NoError(t, s.Close(), "closing is idempotent")
	s.Bytes()[7] = 1 // still ours
	require.ErrorIs(t, s.Acquire(), ErrClosed)
	require.NotNil(t, s.Bytes(), "a refused Acquire unmaps nothing")
	s.Release()
	require.Nil(t, s.Bytes())
	require.Nil(t, s.Header())
	require.Nil(t, s.Roster())
	require.Nil(t, s.Private())

	require.ErrorIs(t, s.Acquire(), ErrClosed)
	require.ErrorIs(t, s.Ready(), ErrClosed)
	_, err := s.File()
	require.ErrorIs(t, err, ErrClosed)
	_, err = Publish("closed", s)
	require.ErrorIs(t, err, ErrClosed)
	require.NoError(t, s.Close())
}

func TestReleaseWithoutAcquire(t *testing.T) {
	s := newOne(t, Spec{Kind: 1, Size: 8})
	require.Panics(t, s.Release)
	s = newOne(t, Spec{Kind: 1, Size: 8})
	require.NoError(t, s.Close())
	require.Panics(t, s.Release)
}

// However Close falls among the users, none of them touches memory that is gone
// and the last one unmaps it.
func TestCloseAmongUsers(t *testing.T) {
	for range 200 {
		s := newOne(t, Spec{Kind: 1, Size: 64})
		var users sync.WaitGroup
		var used atomic.Int64
		begin := make(chan struct{})
		for range 4 {
			users.Go(func() {
				<-begin
				for s.Acquire() == nil {
					used.Add(int64(s.Bytes()[63]) + 1)
					s.Release()
				}
			})
		}
		users.Go(func() {
			close(begin)
			_ = s.Close() // returns nil
		})
		users.Wait()
		require.True(t, s.unmapped.Load())
		require.Equal(t, int64(closing), s.users.Load())
	}
}

func TestAcquireAllocatesNothing(t *testing.T) {
	s := newOne(t, Spec{Kind: 1, Size: 64})
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if s.Acquire() == nil {
			s.Bytes()[0]++
			s.Release()
		}
	}))
}

func TestFile(t *testing.T) {
	s := newOne(t, someSpec, Keep())
	f, err := s.File()
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // only read

	kept, err := FromFile(t.Context(), f, someSpec, Keep())
	require.NoError(t, err)
	defer kept.Close() //nolint:errcheck // returns nil
	g, err := kept.File()
	require.NoError(t, err, "what was attached with Keep can be handed on")
	require.NoError(t, g.Close())
	kept.Forget()
	kept.Forget()
	_, err = kept.File()
	require.ErrorIs(t, err, ErrNoFile)
	_, err = Publish("forgotten", kept)
	require.ErrorIs(t, err, ErrNoFile)

	_, err = FromFile(t.Context(), f, Spec{})
	require.ErrorIs(t, err, ErrSpec)
	require.NoError(t, f.Close())
	_, err = FromFile(t.Context(), f, someSpec)
	require.ErrorIs(t, err, os.ErrClosed)
	_, err = newOne(t, someSpec).File()
	require.ErrorIs(t, err, ErrNoFile)
}

func TestWaitForReady(t *testing.T) {
	s, err := Create(Spec{Kind: 1, Size: 8}, Keep())
	require.NoError(t, err)
	defer s.Close() //nolint:errcheck // returns nil
	f, err := s.File()
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // only read

	stop, cancel := context.WithCancelCause(t.Context())
	cancel(os.ErrProcessDone)
	_, err = FromFile(stop, f, Spec{Kind: 1})
	require.ErrorIs(t, err, os.ErrProcessDone)

	attached := make(chan error)
	go func() {
		b, err := FromFile(t.Context(), f, Spec{Kind: 1})
		if err == nil {
			_ = b.Close() // returns nil
		}
		attached <- err
	}()
	select {
	case err := <-attached:
		require.Fail(t, "attached before it was ready", "%v", err)
	default:
	}
	require.NoError(t, s.Ready())
	require.NoError(t, <-attached)
	require.NoError(t, s.Ready(), "once more does nothing")
}

func TestAbandon(t *testing.T) {
	s, err := Create(Spec{Kind: 1, Size: 8}, Keep())
	require.NoError(t, err)
	f, err := s.File()
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // only read
	attached := make(chan error)
	go func() {
		_, err := FromFile(t.Context(), f, Spec{Kind: 1})
		attached <- err
	}()
	require.NoError(t, s.Close())
	require.ErrorIs(t, <-attached, ErrAbandoned)
	_, err = FromFile(t.Context(), f, Spec{Kind: 1})
	require.ErrorIs(t, err, ErrAbandoned)
}

func BenchmarkAcquire(b *testing.B) {
	s := newOne(b, Spec{Kind: 1, Size: 64})
	b.Run("impl=alone", func(b *testing.B) {
		for b.Loop() {
			if s.Acquire() == nil {
				s.Release()
			}
		}
	})
	b.Run("impl=mutex", func(b *testing.B) { // for scale
		var mu sync.Mutex
		for b.Loop() {
			mu.Lock()
			mu.Unlock() //nolint:staticcheck // nothing to guard
		}
	})
	b.Run("impl=parallel", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if s.Acquire() == nil {
					s.Release()
				}
			}
		})
	})
}

func BenchmarkCreate(b *testing.B) {
	for name, size := range map[string]int{"size=64": 64, "size=1MiB": 1 << 20, "size=64MiB": 64 << 20} {
		b.Run("impl=segment/"+name, func(b *testing.B) {
			for b.Loop() {
				s, err := Create(Spec{Kind: 1, Size: size})
				require.NoError(b, err)
				require.NoError(b, s.Close())
			}
		})
	}
}

func BenchmarkLookup(b *testing.B) {
	s := newOne(b, Spec{Kind: 1, Size: 64}, Keep())
	n, err := Publish("bench", s)
	require.NoError(b, err)
	defer n.Close() //nolint:errcheck // returns nil
	for b.Loop() {
		got, err := Lookup(b.Context(), "bench", Spec{Kind: 1})
		require.NoError(b, err)
		require.NoError(b, got.Close())
	}
}
