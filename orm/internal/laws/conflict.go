package laws

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"underhood/orm"
)

// Deadlock has two transactions wait for each other. One of them is told that it lost and
// can be run again, whatever its function makes of that, and nothing of it is there; the
// other is committed.
func (s Server) Deadlock(t *testing.T) {
	t.Helper()
	ctx, sc := s.scene(t)
	have := [2]chan struct{}{make(chan struct{}), make(chan struct{})}
	var errs [2]error
	var both errgroup.Group
	for i := range have {
		both.Go(func() error {
			mine, theirs := int64(i+1), int64(2-i)
			errs[i] = sc.db.Tx(ctx, func(tx *orm.Tx) error {
				if err := sc.rows.Update(ctx, tx, &Row{ID: mine, N: mine}); err != nil {
					return err
				}
				close(have[i])
				select {
				case <-have[1-i]:
				case <-ctx.Done():
					return ctx.Err()
				}
				_ = sc.rows.Update(ctx, tx, &Row{ID: theirs, N: mine}) // who passes over it learns of it all the same
				return nil
			})
			return nil
		})
	}
	require.NoError(t, both.Wait())
	lost, won := errs[0], errs[1]
	winner := int64(2)
	if lost == nil {
		lost, won, winner = won, lost, 1
	}
	require.ErrorIs(t, lost, orm.ErrRetry)
	require.NoError(t, won)
	n, err := sc.rows.Where(rowN.Eq(winner)).Count(ctx, sc.db)
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
}

// Again runs a transaction that lost once more, as a caller would.
func (s Server) Again(t *testing.T, isolation orm.TxOption) {
	t.Helper()
	ctx, sc := s.scene(t)
	runs := 0
	add := func(db *orm.DB, between func(ctx context.Context) error) error {
		return db.Tx(ctx, func(tx *orm.Tx) error {
			row, err := sc.rows.Get(ctx, tx, 1)
			if err != nil {
				return err
			}
			if err := between(ctx); err != nil {
				return err
			}
			row.N++
			return sc.rows.Update(ctx, tx, row)
		}, isolation)
	}
	nothing := func(context.Context) error { return nil }
	for {
		runs++
		err := add(sc.db, func(context.Context) error {
			if runs > 1 {
				return nil
			}
			return add(sc.db, nothing)
		})
		if !errors.Is(err, orm.ErrRetry) {
			require.NoError(t, err)
			break
		}
	}
	require.Equal(t, 2, runs)
	row, err := sc.rows.Get(ctx, sc.db, 1)
	require.NoError(t, err)
	require.EqualValues(t, 2, row.N, "no addition is lost")
}
