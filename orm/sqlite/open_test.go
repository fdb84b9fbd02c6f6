package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/orm"
	"underhood/orm/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestOpenErrors(t *testing.T) {
	ctx := context.Background()
	for _, path := range []string{"", "file:x.db", "a\x00b"} {
		_, err := sqlite.Open(ctx, path)
		require.ErrorContains(t, err, "is no path of a file")
	}
	_, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "no", "such.db"))
	require.ErrorContains(t, err, "such.db")
	_, err = sqlite.OpenConfig(ctx, ":memory:", sqlite.Config{ReadOnly: true})
	require.ErrorIs(t, err, orm.ErrUnsupported)
	_, err = sqlite.OpenConfig(ctx, filepath.Join(t.TempDir(), "none.db"), sqlite.Config{ReadOnly: true})
	require.Error(t, err)
	text := filepath.Join(t.TempDir(), "text.db")
	require.NoError(t, os.WriteFile(text, []byte("this is no database, but long enough to look at it"), 0o600))
	_, err = sqlite.Open(ctx, text)
	require.ErrorContains(t, err, "not a database")
}

func TestReadOnly(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "ro.db")
	s := orm.NewSchema()
	users := orm.MustRegister[User](s)
	db, err := sqlite.Open(ctx, path)
	require.NoError(t, err)
	require.NoError(t, s.Create(ctx, db))
	require.NoError(t, users.Insert(ctx, db, &User{}))
	require.NoError(t, db.Close())

	db, err = sqlite.OpenConfig(ctx, path, sqlite.Config{ReadOnly: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.ErrorIs(t, users.Insert(ctx, db, &User{Email: "x"}), orm.ErrReadOnly)
	n, err := users.All().Count(ctx, db)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

// TestReadersCannotWrite: a statement that writes is refused where only readers run.
func TestReadersCannotWrite(t *testing.T) {
	db := openFile(t)
	s := orm.NewSchema()
	orm.MustRegister[User](s)
	require.NoError(t, s.Create(t.Context(), db))
	_, err := orm.List[int64](t.Context(), db, orm.SQL("DELETE FROM user RETURNING id"))
	require.ErrorIs(t, err, orm.ErrReadOnly)
	err = db.Tx(t.Context(), func(tx *orm.Tx) error {
		_, err := orm.List[int64](t.Context(), tx, orm.SQL("DELETE FROM user RETURNING id"))
		return err
	}, orm.ReadOnly())
	require.ErrorIs(t, err, orm.ErrReadOnly)
}

// TestConcurrent: eight goroutines add in transactions while others read; no addition is
// lost, nobody sees a half of one, and nobody gets a lock error.
func TestConcurrent(t *testing.T) {
	const workers, rounds = 8, 25
	db := openFile(t)
	ctx := t.Context()
	s := orm.NewSchema()
	users := orm.MustRegister[User](s)
	require.NoError(t, s.Create(ctx, db))
	a, b := &User{Email: "a"}, &User{Email: "b"}
	require.NoError(t, users.Insert(ctx, db, a, b))

	var wg sync.WaitGroup
	errs := make(chan error, 2*workers*rounds)
	for range workers {
		wg.Go(func() {
			for range rounds {
				errs <- db.Tx(ctx, func(tx *orm.Tx) error {
					for _, u := range []*User{a, b} {
						got, err := users.Get(ctx, tx, u.ID)
						if err != nil {
							return err
						}
						got.Age++
						if err := users.Update(ctx, tx, got); err != nil {
							return err
						}
					}
					return nil
				})
			}
		})
		wg.Go(func() {
			for range rounds {
				all, err := users.All().List(ctx, db)
				if err == nil && (len(all) != 2 || all[0].Age != all[1].Age) {
					err = fmt.Errorf("half a transaction: %v", all)
				}
				errs <- err
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	got, err := users.Get(ctx, db, a.ID)
	require.NoError(t, err)
	require.EqualValues(t, workers*rounds, got.Age)
	require.EqualValues(t, workers*rounds, got.Version)
}

// TestBusy: a lock of another process, here another DB, is waited for, then an error of
// its own kind.
func TestBusy(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "busy.db")
	s := orm.NewSchema()
	users := orm.MustRegister[User](s)
	one, err := sqlite.Open(ctx, path)
	require.NoError(t, err)
	two, err := sqlite.OpenConfig(ctx, path, sqlite.Config{BusyTimeout: time.Millisecond})
	require.NoError(t, err)
	defer func() { require.NoError(t, errors.Join(one.Close(), two.Close())) }()
	require.NoError(t, s.Create(ctx, one))
	err = one.Tx(ctx, func(tx *orm.Tx) error {
		require.NoError(t, users.Insert(ctx, tx, &User{}))
		require.ErrorIs(t, users.Insert(ctx, two, &User{}), orm.ErrBusy)
		return nil
	})
	require.NoError(t, err)
	require.NoError(t, users.Insert(ctx, two, &User{Email: "x"}))
}

// TestCanceledQuery: a context that ends interrupts the engine, and the connection is as
// good as new.
func TestCanceledQuery(t *testing.T) {
	db := openMemory(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := orm.List[int64](ctx, db, orm.SQL("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	got, err := orm.List[int64](t.Context(), db, orm.SQL("SELECT 1"))
	require.NoError(t, err)
	require.Equal(t, []int64{1}, got)
}
