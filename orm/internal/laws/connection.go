package laws

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// A Server is what tests ask a database server beside what a dialect does.
type Server struct {
	Open Open
	Self orm.Statement // a query for the number of the connection that asks
	Kill func(id int64) string
	// There counts connections of a number.
	There func(id int64) string
	// Sleep is a query that takes two minutes and is marked; Marked counts those that run.
	Sleep  orm.Statement
	Marked string
}

// A Row is what is written where it does not matter what.
type Row struct {
	ID int64 `orm:",key"`
	N  int64
}

var rowN = orm.C(func(r *Row) *int64 { return &r.N })

// bounded is the longest that a test waits for a server.
const bounded = time.Minute

// scene is two rows in a database, and somebody else's connections.
type scene struct {
	Server
	db     *orm.DB
	rows   *orm.Table[Row]
	others *sql.DB
}

func (s Server) scene(t *testing.T) (context.Context, scene) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), bounded)
	t.Cleanup(stop)
	schema := orm.NewSchema()
	sc := scene{Server: s, db: s.Open(t), rows: orm.MustRegister[Row](schema)}
	require.NoError(t, schema.Create(ctx, sc.db))
	require.NoError(t, sc.rows.Insert(ctx, sc.db, &Row{ID: 1}, &Row{ID: 2}))
	sc.others, _ = s.Open(t).SQL()
	return ctx, sc
}

// self gives the number of a Runner's connection.
func (s scene) self(ctx context.Context, t *testing.T, r orm.Runner) int64 {
	t.Helper()
	ids, err := orm.List[int64](ctx, r, s.Self)
	require.NoError(t, err)
	require.Len(t, ids, 1)
	return ids[0]
}

// number asks the server over somebody else's connection.
func (s scene) number(ctx context.Context, t *testing.T, text string) (n int) {
	t.Helper()
	require.NoError(t, s.others.QueryRowContext(ctx, text).Scan(&n))
	return n
}

// kill ends a connection and waits until the server has.
func (s scene) kill(ctx context.Context, t *testing.T, id int64) {
	t.Helper()
	//sqlvet:ignore the statement is the test's own, for each server
	_, err := s.others.ExecContext(ctx, s.Kill(id))
	require.NoError(t, err)
	//sqlvet:ignore as above
	for s.number(ctx, t, s.There(id)) > 0 { // the context ends it
	}
}

// KilledIdle has the server end connections that lie in the pool, as it does when it is
// started anew. The next statement works, or says that the connection was lost, and takes
// that one out of the pool, so that the pool recovers.
func (s Server) KilledIdle(t *testing.T) {
	t.Helper()
	ctx, sc := s.scene(t)
	pool, _ := sc.db.SQL()
	pool.SetMaxOpenConns(1)
	for name, use := range map[string]func() error{
		"get":   func() error { _, err := sc.rows.Get(ctx, sc.db, 1); return err },
		"list":  func() error { _, err := sc.rows.All().List(ctx, sc.db); return err },
		"write": func() error { return sc.rows.Update(ctx, sc.db, &Row{ID: 1, N: 1}) },
		"batch": func() error { return sc.rows.Insert(ctx, sc.db, &Row{ID: 3}, &Row{ID: 4}) },
		"tx":    func() error { return sc.db.Tx(ctx, func(*orm.Tx) error { return nil }) },
	} {
		t.Run(name, func(t *testing.T) {
			sc.kill(ctx, t, sc.self(ctx, t, sc.db))
			if err := use(); err != nil {
				require.ErrorIs(t, err, orm.ErrConnLost)
				t.Log("it says:", err)
				require.NoError(t, use())
			}
			require.LessOrEqual(t, pool.Stats().OpenConnections, 1)
		})
	}
	n, err := sc.rows.All().Count(ctx, sc.db)
	require.NoError(t, err)
	require.EqualValues(t, 4, n)
}

// LostInTx has the server end a connection in a transaction: between two statements, or
// before the commit. The transaction fails, and nothing of it is there; the pool recovers.
func (s Server) LostInTx(t *testing.T) {
	t.Helper()
	ctx, sc := s.scene(t)
	for _, goesOn := range []bool{true, false} {
		for _, nested := range []bool{false, true} {
			t.Run(fmt.Sprintf("goes on %v, nested %v", goesOn, nested), func(t *testing.T) {
				after := false
				body := func(tx *orm.Tx) error {
					tx.AfterCommit(func() { after = true })
					require.NoError(t, sc.rows.Update(ctx, tx, &Row{ID: 1, N: 77}))
					sc.kill(ctx, t, sc.self(ctx, t, tx))
					if goesOn {
						err := sc.rows.Update(ctx, tx, &Row{ID: 2, N: 77})
						require.ErrorIs(t, err, orm.ErrConnLost)
						again := sc.rows.Update(ctx, tx, &Row{ID: 2, N: 77})
						require.ErrorIs(t, again, orm.ErrConnLost, "it is over")
					}
					return nil // whatever it was told
				}
				err := sc.db.Tx(ctx, func(tx *orm.Tx) error {
					if nested {
						return tx.Tx(ctx, body)
					}
					return body(tx)
				})
				require.ErrorIs(t, err, orm.ErrConnLost)
				if !goesOn && !nested {
					require.ErrorIs(t, err, orm.ErrOutcomeUnknown, "the commit was sent")
				} else {
					require.NotErrorIs(t, err, orm.ErrOutcomeUnknown)
				}
				require.False(t, after)
				n, err := sc.rows.Where(rowN.Eq(77)).Count(ctx, sc.db)
				require.NoError(t, err)
				require.Zero(t, n)
			})
		}
	}
}

// Cancel ends the context of a running query: the caller has its error, and the server
// does not go on.
func (s Server) Cancel(t *testing.T) {
	t.Helper()
	ctx, sc := s.scene(t)
	asked, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		_, err := orm.List[int64](asked, sc.db, s.Sleep)
		done <- err
	}()
	//sqlvet:ignore as above
	for sc.number(ctx, t, s.Marked) == 0 {
	}
	cancel()
	select {
	case err := <-done:
		require.ErrorIs(t, err, context.Canceled)
	case <-ctx.Done():
		require.Fail(t, "the query did not end")
	}
	//sqlvet:ignore as above
	for sc.number(ctx, t, s.Marked) > 0 {
	}
	_, err := sc.rows.Get(ctx, sc.db, 1)
	require.NoError(t, err)
}
