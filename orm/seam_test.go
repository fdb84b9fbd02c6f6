package orm_test

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/internal/laws"
	"underhood/orm/sqlite"
)

// A server is SQLite behind the habits of a database server, to test the seam: it keeps
// no statements, tells keys only by RETURNING, takes batches as arrays, does one thing at
// a time on a connection, and has to be told when a context has ended.
type server struct {
	orm.Dialect // not its other methods: a server lets many write, so LastKey is hidden
	log         *serverLog
}

type serverLog struct{ identified, canceled []any }

func (s server) Features() orm.Features {
	f := s.Dialect.Features()
	f.Statements, f.LastInsertID, f.Interleaves, f.FreshBytes = 0, false, false, false
	f.StrictText, f.NoInf = true, true
	return f
}

func (s server) InsertColumns(table string, columns []string, _ []orm.ColumnType) string {
	values, from := make([]string, len(columns)), make([]string, len(columns))
	for i := range columns {
		values[i] = fmt.Sprintf("c%d.value", i)
		from[i] = fmt.Sprintf("json_each(?) AS c%d", i)
		if i > 0 {
			from[i] += fmt.Sprintf(" ON c%d.key = c0.key", i)
		}
	}
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(values, ", ") +
		" FROM " + strings.Join(from, " JOIN ")
}

func (s server) Array(_ orm.ColumnType, values []driver.Value) (driver.Value, error) {
	text, err := json.Marshal(values)
	return string(text), err
}

func (s server) Identify(_ context.Context, _ driver.Conn) (any, error) {
	id := len(s.log.identified) + 1
	s.log.identified = append(s.log.identified, id)
	return id, nil
}

func (s server) Cancel(_ context.Context, _ driver.Connector, id any) error {
	s.log.canceled = append(s.log.canceled, id)
	return nil
}

func openServer(t testing.TB, opts ...orm.Option) (*orm.DB, *serverLog) {
	c, err := sqlite.Connector(":memory:", sqlite.Config{})
	require.NoError(t, err)
	log := &serverLog{}
	db := orm.New(server{sqlite.Dialect{}, log}, c, nil, opts...)
	w, _ := db.SQL()
	w.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db, log
}

func TestSeamReference(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			laws.Reference(t, func(t testing.TB, opts ...orm.Option) *orm.DB {
				db, _ := openServer(t, opts...)
				return db
			}, seed, 100)
		})
	}
	laws.RoundTrip(t, func(t testing.TB, opts ...orm.Option) *orm.DB {
		db, _ := openServer(t, opts...)
		return db
	})
}

func TestSeam(t *testing.T) {
	var statements []string
	db, log := openServer(t, orm.WithTrace(func(e orm.Event) {
		for _, s := range e.Statements {
			statements = append(statements, s.SQL)
		}
	}))
	schema := orm.NewSchema()
	lines := orm.MustRegister[Line](schema)
	files := orm.MustRegister[File](schema)
	type Row struct {
		ID   int64
		F    float64
		Made int64 `orm:",generated,default=7"`
	}
	rows := orm.MustRegister[Row](schema)
	ctx := t.Context()
	require.NoError(t, schema.Create(ctx, db))
	require.Equal(t, []any{1}, log.identified)

	statements = nil
	require.NoError(t, lines.Insert(ctx, db, &Line{1, 1, "a", 1}, &Line{1, 2, "b'", 2}, &Line{2, 1, "c", 3}))
	require.Equal(t, []string{
		`INSERT INTO "line" ("order_id", "no", "item", "count") SELECT c0.value, c1.value, c2.value, c3.value FROM json_each(?) AS c0 JOIN json_each(?) AS c1 ON c1.key = c0.key JOIN json_each(?) AS c2 ON c2.key = c0.key JOIN json_each(?) AS c3 ON c3.key = c0.key`,
	}, statements, "one statement is all or nothing by itself")
	got, err := lines.Get(ctx, db, 1, int32(2))
	require.NoError(t, err)
	require.Equal(t, Line{1, 2, "b'", 2}, *got)

	// Keys and generated columns come back by RETURNING, in a batch one by one.
	a, b := &Row{}, &Row{}
	require.NoError(t, rows.Insert(ctx, db, a, b))
	require.Equal(t, []Row{{1, 0, 7}, {2, 0, 7}}, []Row{*a, *b})
	_, err = orm.Exec(ctx, db, orm.SQL("UPDATE row SET made = 8"))
	require.NoError(t, err)
	a.F = 1
	require.NoError(t, rows.Update(ctx, db, a))
	require.EqualValues(t, 8, a.Made)
	require.ErrorIs(t, rows.Update(ctx, db, &Row{ID: 9}), orm.ErrNotFound)

	// What a server would refuse in the middle of a transaction is refused here, by name.
	require.ErrorIs(t, rows.Insert(ctx, db, &Row{F: math.Inf(1)}), orm.ErrValue)
	for _, bad := range []string{"a\x00b", "\xff"} {
		require.ErrorIs(t, files.Insert(ctx, db, &File{Path: bad}), orm.ErrValue)
	}

	// One thing at a time.
	err = db.Tx(ctx, func(tx *orm.Tx) error {
		for _, err := range rows.All().Each(ctx, tx) {
			require.NoError(t, err)
			_, err = rows.All().Count(ctx, tx)
			require.ErrorIs(t, err, orm.ErrOpenRows)
			require.ErrorIs(t, rows.Insert(ctx, tx, &Row{}), orm.ErrOpenRows)
		}
		return nil
	})
	require.NoError(t, err)

	// A context that ends is told to the server.
	ended, cancel := context.WithCancel(ctx)
	err = db.Tx(ctx, func(tx *orm.Tx) error {
		cancel()
		_, err := rows.All().Count(ended, tx)
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []any{1}, log.canceled)
}

func TestSetup(t *testing.T) {
	calls := 0
	db := open(t, orm.WithSetup(func(context.Context, driver.Conn) error { calls++; return nil }))
	_, err := orm.List[int64](t.Context(), db, orm.SQL("SELECT 1"))
	require.NoError(t, err)
	require.Equal(t, 1, calls)
	_, err = sqlite.Open(t.Context(), ":memory:", orm.WithSetup(func(context.Context, driver.Conn) error { return errOwn }))
	require.ErrorIs(t, err, errOwn)
}

// TestPool: the pools of database/sql are there for those who need them, and work as any.
func TestPool(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	ctx := t.Context()
	w, r := s.SQL()
	require.Same(t, w, r, "in memory there is one")
	var n int
	require.NoError(t, w.QueryRowContext(ctx, "SELECT count(*) FROM customer WHERE id > ?", 0).Scan(&n))
	require.Equal(t, 3, n)
	tx, err := w.BeginTx(ctx, nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(ctx, "DELETE FROM \"order\"")
	require.NoError(t, err)
	stmt, err := tx.PrepareContext(ctx, "SELECT count(*) FROM \"order\"")
	require.NoError(t, err)
	require.NoError(t, stmt.QueryRowContext(ctx).Scan(&n))
	require.Zero(t, n)
	require.NoError(t, stmt.Close())
	require.NoError(t, tx.Rollback())
	require.EqualValues(t, 3, s.count(t))
	require.NotNil(t, w.Driver())
	require.Equal(t, "sqlite", s.Dialect().Name())
}
