package orm_test

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"iter"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/sqlite"
)

var errOwn = errors.New("own")

// count counts the orders, which also shows that the connection is free and clean.
func (s *shop) count(t *testing.T) int64 {
	t.Helper()
	n, err := s.orders.All().Count(t.Context(), s)
	require.NoError(t, err)
	return n
}

func TestTxEnds(t *testing.T) {
	s := newShop(t)
	ada, _, _ := s.fill(t)
	at := shopTime
	insert := func(tx *orm.Tx) {
		at = at.AddDate(1, 0, 0)
		require.NoError(t, s.orders.Insert(t.Context(), tx, &Order{CustomerID: ada.ID, Total: 100, Placed: at}))
	}
	t.Run("error", func(t *testing.T) {
		err := s.Tx(t.Context(), func(tx *orm.Tx) error { insert(tx); return errOwn })
		require.Equal(t, errOwn, err)
		require.EqualValues(t, 3, s.count(t))
	})
	t.Run("panic", func(t *testing.T) {
		require.PanicsWithValue(t, "oh", func() {
			_ = s.Tx(t.Context(), func(tx *orm.Tx) error { insert(tx); panic("oh") }) // it panics
		})
		require.EqualValues(t, 3, s.count(t))
	})
	t.Run("goexit", func(t *testing.T) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = s.Tx(t.Context(), func(tx *orm.Tx) error { insert(tx); runtime.Goexit(); return nil }) // it does not return
		}()
		<-done
		require.EqualValues(t, 3, s.count(t))
	})
	t.Run("panic in a savepoint", func(t *testing.T) {
		err := s.Tx(t.Context(), func(tx *orm.Tx) error {
			insert(tx)
			require.Panics(t, func() {
				_ = tx.Tx(t.Context(), func(in *orm.Tx) error { insert(in); panic("in") }) // it panics
			})
			return nil
		})
		require.NoError(t, err)
		require.EqualValues(t, 4, s.count(t))
	})
	t.Run("used after its end", func(t *testing.T) {
		var kept, inner *orm.Tx
		require.NoError(t, s.Tx(t.Context(), func(tx *orm.Tx) error {
			kept = tx
			return tx.Tx(t.Context(), func(in *orm.Tx) error { inner = in; return nil })
		}))
		for _, tx := range []*orm.Tx{kept, inner} {
			require.ErrorIs(t, s.orders.Insert(t.Context(), tx, &Order{}), orm.ErrTxDone)
			require.ErrorIs(t, tx.Tx(t.Context(), func(*orm.Tx) error { return nil }), orm.ErrTxDone)
		}
	})
	t.Run("failed statement", func(t *testing.T) {
		// One refused row does not end a transaction of SQLite.
		require.NoError(t, s.Tx(t.Context(), func(tx *orm.Tx) error {
			require.ErrorIs(t, s.orders.Insert(t.Context(), tx, &Order{CustomerID: 404}), orm.ErrForeignKey)
			return s.orders.Insert(t.Context(), tx, &Order{CustomerID: ada.ID, Total: 5})
		}))
		require.EqualValues(t, 5, s.count(t))
	})
}

func TestTxOptions(t *testing.T) {
	s := newShop(t)
	err := s.Tx(t.Context(), func(tx *orm.Tx) error {
		require.ErrorIs(t, s.orders.Insert(t.Context(), tx, &Order{}), orm.ErrReadOnly)
		_, err := s.orders.All().Delete(t.Context(), tx)
		require.ErrorIs(t, err, orm.ErrReadOnly)
		require.ErrorIs(t, tx.Tx(t.Context(), func(*orm.Tx) error { return nil }, orm.ReadOnly()), orm.ErrUnsupported)
		return nil
	}, orm.ReadOnly(), orm.Isolation(sql.LevelSerializable))
	require.NoError(t, err)
	err = s.Tx(t.Context(), func(*orm.Tx) error { return nil }, orm.Isolation(sql.LevelReadCommitted))
	require.ErrorIs(t, err, orm.ErrUnsupported)
}

func TestAfterCommit(t *testing.T) {
	s := newShop(t)
	var said []string
	say := func(what string) func() { return func() { said = append(said, what) } }
	require.NoError(t, s.Tx(t.Context(), func(tx *orm.Tx) error {
		tx.AfterCommit(say("first"))
		require.ErrorIs(t, tx.Tx(t.Context(), func(in *orm.Tx) error { in.AfterCommit(say("undone")); return errOwn }), errOwn)
		require.NoError(t, tx.Tx(t.Context(), func(in *orm.Tx) error { in.AfterCommit(say("inner")); return nil }))
		tx.AfterCommit(func() {
			said = append(said, "last")
			require.Zero(t, s.count(t), "the connection is free by then")
		})
		require.Empty(t, said)
		return nil
	}))
	require.Equal(t, []string{"first", "inner", "last"}, said)
	require.Error(t, s.Tx(t.Context(), func(tx *orm.Tx) error { tx.AfterCommit(say("never")); return errOwn }))
	require.Len(t, said, 3)
}

// TestTxCanceled: SQLite rolls back a transaction whose statement is interrupted. What f
// does afterwards with another context must not be committed statement by statement.
func TestTxCanceled(t *testing.T) {
	s := newShop(t)
	ada, _, _ := s.fill(t)
	err := s.Tx(t.Context(), func(tx *orm.Tx) error {
		require.NoError(t, s.orders.Insert(t.Context(), tx, &Order{CustomerID: ada.ID, Total: 100}))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, s.orders.Insert(ctx, tx, &Order{CustomerID: ada.ID, Total: 101}), context.Canceled)
		require.ErrorIs(t, s.orders.Insert(t.Context(), tx, &Order{CustomerID: ada.ID, Total: 102}), context.Canceled)
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.EqualValues(t, 3, s.count(t))

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err = s.Tx(ctx, func(tx *orm.Tx) error {
		cancel()
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.EqualValues(t, 3, s.count(t))
}

func TestStreamCanceled(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	var last error
	for o, err := range s.orders.All().Each(ctx, s) {
		if err != nil {
			require.Nil(t, o)
			last = err
			continue
		}
		n++
		cancel()
	}
	require.Equal(t, 1, n)
	require.ErrorIs(t, last, context.Canceled)
	require.EqualValues(t, 3, s.count(t))
}

// TestStreamLeftOpen: a stream that outlives its transaction is closed with it, and does not
// read from a connection that others have by then.
func TestStreamLeftOpen(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	var next func() (*Order, error, bool)
	var stop func()
	require.NoError(t, s.Tx(t.Context(), func(tx *orm.Tx) error {
		next, stop = iter.Pull2(s.orders.All().Each(t.Context(), tx))
		_, err, ok := next()
		require.True(t, ok)
		return err
	}))
	require.EqualValues(t, 3, s.count(t))
	_, err, ok := next()
	require.True(t, ok)
	require.ErrorIs(t, err, orm.ErrTxDone)
	stop()
	require.EqualValues(t, 3, s.count(t))
}

func TestStreamTwice(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	all := s.orders.All().Each(t.Context(), s)
	for range 2 {
		n := 0
		for _, err := range all {
			require.NoError(t, err)
			n++
		}
		require.Equal(t, 3, n)
	}
}

// A dying connector's connections fail as if their server went away.
type dying struct {
	driver.Connector
	at map[string]int // how often a statement dies
	by error          // of what, if not of a dead connection
}

type dyingConn struct {
	driver.Conn
	c *dying
}

func (c *dying) Connect(ctx context.Context) (driver.Conn, error) {
	dc, err := c.Connector.Connect(ctx)
	return &dyingConn{dc, c}, err
}

func (c *dyingConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	if c.c.at[text] > 0 {
		c.c.at[text]--
		return nil, cmp.Or(c.c.by, driver.ErrBadConn)
	}
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, text) //nolint:errcheck // the driver has it
}

func TestConnectionLost(t *testing.T) {
	inner, err := sqlite.Connector(t.TempDir()+"/x.db", sqlite.Config{})
	require.NoError(t, err)
	c := &dying{inner, map[string]int{}, nil}
	db := orm.New(sqlite.Dialect{}, c, nil)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	schema := orm.NewSchema()
	type Row struct{ ID int64 }
	rows := orm.MustRegister[Row](schema)
	require.NoError(t, schema.Create(t.Context(), db))

	// Dead before anything was sent: another connection does it.
	c.at[`INSERT INTO "row" DEFAULT VALUES`] = 1
	require.NoError(t, rows.Insert(t.Context(), db, &Row{}))
	// Twice is no accident.
	c.at[`INSERT INTO "row" ("id") VALUES (?)`] = 2
	require.ErrorIs(t, rows.Insert(t.Context(), db, &Row{ID: 9}), driver.ErrBadConn)

	// In a transaction nothing is tried again.
	c.at[`SELECT count(*) FROM "row"`] = 1
	err = db.Tx(t.Context(), func(tx *orm.Tx) error {
		_, err := rows.All().Count(t.Context(), tx)
		require.ErrorIs(t, err, driver.ErrBadConn)
		require.ErrorIs(t, rows.Insert(t.Context(), tx, &Row{}), driver.ErrBadConn, "it is over")
		return nil
	})
	require.ErrorIs(t, err, driver.ErrBadConn)
	require.NotErrorIs(t, err, orm.ErrOutcomeUnknown)
	n, err := rows.All().Count(t.Context(), db)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

// TestOutcomeUnknown: who loses the connection in the commit cannot know.
func TestOutcomeUnknown(t *testing.T) {
	inner, err := sqlite.Connector(t.TempDir()+"/x.db", sqlite.Config{})
	require.NoError(t, err)
	c := &dying{inner, map[string]int{"COMMIT": 1}, nil}
	db := orm.New(sqlite.Dialect{}, c, nil)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	runs, after := 0, false
	err = db.Tx(t.Context(), func(tx *orm.Tx) error {
		runs++
		tx.AfterCommit(func() { after = true })
		return nil
	})
	require.ErrorIs(t, err, orm.ErrOutcomeUnknown)
	require.Equal(t, 1, runs)
	require.False(t, after)

	schema := orm.NewSchema()
	type Row struct{ ID int64 }
	rows := orm.MustRegister[Row](schema)
	require.NoError(t, schema.Create(t.Context(), db))
	require.NoError(t, db.Close())
	_, err = rows.All().Count(t.Context(), db)
	require.ErrorIs(t, err, orm.ErrClosed)
}

// changing is a dialect whose prepared statements can stop fitting the schema.
type changing struct{ sqlite.Dialect }

var errChanged = errors.New("cached plan must not change result type")

func (c changing) Classify(err error) orm.Class {
	if errors.Is(err, errChanged) {
		return orm.ClassPlan
	}
	return c.Dialect.Classify(err)
}

// TestStalePlan: a statement that no longer fits is prepared again, once, and its hook is
// not called again.
func TestStalePlan(t *testing.T) {
	inner, err := sqlite.Connector(t.TempDir()+"/x.db", sqlite.Config{})
	require.NoError(t, err)
	const insert = `INSERT INTO "diary" ("text") VALUES (?)`
	c := &dying{inner, map[string]int{insert: 1}, errChanged}
	db := orm.New(changing{}, c, nil)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	schema := orm.NewSchema()
	diaries := orm.MustRegister[Diary](schema)
	require.NoError(t, schema.Create(t.Context(), db))
	d := &Diary{Text: "dear"}
	require.NoError(t, diaries.Insert(t.Context(), db, d))
	require.Equal(t, []string{"before insert", "after insert"}, d.Notes)
	require.Equal(t, "dear!", d.Text)

	const count = `SELECT count(*) FROM "diary"`
	c.at[count] = 1
	err = db.Tx(t.Context(), func(tx *orm.Tx) error {
		_, err := diaries.All().Count(t.Context(), tx)
		require.ErrorIs(t, err, errChanged, "a transaction cannot know what it has read")
		return nil
	})
	require.ErrorIs(t, err, errChanged)
}
