// Package laws is what every web.Store has to keep, as tests.
package laws

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

// Store tests a store that has no sessions yet, and leaves none behind.
func Store(t *testing.T, s web.Store) {
	ctx := t.Context()
	now := time.Now().Truncate(time.Second)
	first := web.Record{Data: []byte("\x00\xffdata"), Begun: now, Expires: now.Add(time.Hour)}
	key := func(name string) string { return name + strings.Repeat("0", 64-len(name)) }

	t.Run("what was saved is loaded", func(t *testing.T) {
		require.NoError(t, s.Save(ctx, key("a"), first))
		got, err := s.Load(ctx, key("a"))
		require.NoError(t, err)
		require.Equal(t, first.Data, got.Data)
		require.Equal(t, uint64(1), got.Version)
		require.True(t, got.Begun.Equal(first.Begun) && got.Expires.Equal(first.Expires))
		got.Data, got.Expires = nil, now.Add(2*time.Hour)
		require.NoError(t, s.Save(ctx, key("a"), got))
		again, err := s.Load(ctx, key("a"))
		require.NoError(t, err)
		require.Empty(t, again.Data)
		require.Equal(t, uint64(2), again.Version)
		require.True(t, again.Begun.Equal(first.Begun) && again.Expires.Equal(got.Expires))
		require.NoError(t, s.Delete(ctx, key("a"), 0))
	})
	t.Run("what is not there", func(t *testing.T) {
		_, err := s.Load(ctx, key("b"))
		require.ErrorIs(t, err, web.ErrNoRecord)
		require.ErrorIs(t, s.Delete(ctx, key("b"), 0), web.ErrNoRecord)
		require.ErrorIs(t, s.Delete(ctx, key("b"), 3), web.ErrNoRecord)
		r := first
		r.Version = 1
		require.ErrorIs(t, s.Save(ctx, key("b"), r), web.ErrConflict)
	})
	t.Run("versions", func(t *testing.T) {
		require.NoError(t, s.Save(ctx, key("c"), first))
		require.ErrorIs(t, s.Save(ctx, key("c"), first), web.ErrConflict, "it is there")
		second := first
		second.Version, second.Data = 1, []byte("second")
		require.NoError(t, s.Save(ctx, key("c"), second))
		require.ErrorIs(t, s.Save(ctx, key("c"), second), web.ErrConflict, "it is another version")
		require.ErrorIs(t, s.Delete(ctx, key("c"), 1), web.ErrConflict)
		got, err := s.Load(ctx, key("c"))
		require.NoError(t, err)
		require.Equal(t, "second", string(got.Data))
		require.NoError(t, s.Delete(ctx, key("c"), 2))
		_, err = s.Load(ctx, key("c"))
		require.ErrorIs(t, err, web.ErrNoRecord)
	})
	t.Run("one of many at once", func(t *testing.T) {
		require.NoError(t, s.Save(ctx, key("d"), first))
		const writers, rounds = 8, 5
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				for done := 0; done < rounds; {
					r, err := s.Load(ctx, key("d"))
					if err == nil {
						err = s.Save(ctx, key("d"), web.Record{Data: append(r.Data[:len(r.Data):len(r.Data)], '+'), Version: r.Version, Begun: now, Expires: r.Expires})
					}
					if err == nil {
						done++
					}
				}
			})
		}
		all.Wait()
		got, err := s.Load(ctx, key("d"))
		require.NoError(t, err)
		require.Equal(t, writers*rounds, strings.Count(string(got.Data), "+"), "nothing is lost")
		require.Equal(t, uint64(1+writers*rounds), got.Version)
		require.NoError(t, s.Delete(ctx, key("d"), 0))
	})
	t.Run("a call ends with its context", func(t *testing.T) {
		gone, cancel := context.WithCancel(ctx)
		cancel()
		_, err := s.Load(gone, key("e"))
		require.Error(t, err)
	})
}
