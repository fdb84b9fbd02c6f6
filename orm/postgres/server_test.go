package postgres_test

import (
	"database/sql"
	"flag"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/internal/laws"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestValueTable(t *testing.T) {
	laws.ValueTable(t, open, "testdata/values.golden", *update, func(column, _ string) string {
		return "pg_typeof(" + column + ")::text || ' ' || " + column + "::text"
	})
}

type Item struct {
	ID   int64
	Name string `orm:",unique"`
	N    uint64
	Blob []byte
	U    [16]byte
}

var (
	itemID   = orm.C(func(i *Item) *int64 { return &i.ID })
	itemName = orm.C(func(i *Item) *string { return &i.Name })
	itemN    = orm.C(func(i *Item) *uint64 { return &i.N })
	itemBlob = orm.C(func(i *Item) *[]byte { return &i.Blob })
	itemU    = orm.C(func(i *Item) *[16]byte { return &i.U })
)

func newItems(t *testing.T, opts ...orm.Option) (*orm.DB, *orm.Table[Item]) {
	db := open(t, opts...)
	s := orm.NewSchema()
	items := orm.MustRegister[Item](s)
	require.NoError(t, s.Create(t.Context(), db))
	return db, items
}

// TestAbortedTransaction: an error ends a transaction, and COMMIT would roll back and
// report success. A function that passes over the error learns of it.
func TestAbortedTransaction(t *testing.T) {
	db, items := newItems(t)
	ctx := t.Context()
	require.NoError(t, items.Insert(ctx, db, &Item{Name: "a"}))
	err := db.Tx(ctx, func(tx *orm.Tx) error {
		require.NoError(t, items.Insert(ctx, tx, &Item{Name: "b"}))
		require.ErrorIs(t, items.Insert(ctx, tx, &Item{Name: "a"}), orm.ErrUnique)
		return nil
	})
	require.ErrorIs(t, err, orm.ErrTxLost)
	require.ErrorContains(t, err, "duplicate key", "the first cause is told")
	n, err := items.All().Count(ctx, db)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)

	// A savepoint takes the error with it.
	err = db.Tx(ctx, func(tx *orm.Tx) error {
		require.NoError(t, items.Insert(ctx, tx, &Item{Name: "c"}))
		require.ErrorIs(t, tx.Tx(ctx, func(in *orm.Tx) error { return items.Insert(ctx, in, &Item{Name: "a"}) }), orm.ErrUnique)
		require.Error(t, tx.Tx(ctx, func(in *orm.Tx) error {
			require.ErrorIs(t, items.Insert(ctx, in, &Item{Name: "a"}), orm.ErrUnique)
			return nil
		}), "a savepoint whose error is passed over is not released")
		return nil
	})
	require.NoError(t, err)
	n, err = items.All().Count(ctx, db)
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
}

// TestBatchKeys: keys of a batch are the sequence's own, in two statements.
func TestBatchKeys(t *testing.T) {
	var statements int
	db, items := newItems(t, orm.WithTrace(func(e orm.Event) {
		if e.Op == "insert" {
			statements = len(e.Statements)
		}
	}))
	ctx := t.Context()
	batch := []*Item{{Name: "a", N: 1<<64 - 1, Blob: []byte{0, '"', 0xff}}, {ID: 99, Name: `q"\{,}`}, {Name: "NULL"}}
	require.NoError(t, items.Insert(ctx, db, batch...))
	require.Equal(t, 2, statements, "nextval, insert")
	next := &Item{Name: "next"}
	require.NoError(t, items.Insert(ctx, db, next))
	require.Equal(t, []int64{1, 99, 2, 3}, []int64{batch[0].ID, batch[1].ID, batch[2].ID, next.ID})
	for _, want := range batch {
		got, err := items.Get(ctx, db, want.ID)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// TestSets: a set of any type of column is one parameter.
func TestSets(t *testing.T) {
	db, items := newItems(t)
	ctx := t.Context()
	one := &Item{Name: `a"b\`, N: 1<<64 - 1, Blob: []byte("x"), U: [16]byte{7}}
	require.NoError(t, items.Insert(ctx, db, one, &Item{Name: "other"}))
	for name, p := range map[string]orm.Pred[Item]{
		"int": itemID.In(one.ID, -1), "text": itemName.In("x", one.Name), "numeric": itemN.In(5, one.N),
		"bytes": itemBlob.In([]byte("x")), "uuid": itemU.In(one.U, [16]byte{8}), "not": itemName.NotIn("other"),
	} {
		got, err := items.Where(p).One(ctx, db)
		require.NoError(t, err, name)
		require.Equal(t, one, got, name)
	}
	many := make([]int64, 100_000)
	for i := range many {
		many[i] = int64(i)
	}
	n, err := items.Where(itemID.In(many...)).Count(ctx, db)
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
}

// TestPlanChange: a column's type that changes under a kept plan (0A000) does not reach
// the caller.
func TestPlanChange(t *testing.T) {
	db, items := newItems(t)
	ctx := t.Context()
	require.NoError(t, items.Insert(ctx, db, &Item{Name: "a"}))
	pool, _ := db.SQL()
	pool.SetMaxOpenConns(1)
	_, err := items.Get(ctx, db, 1)
	require.NoError(t, err)
	_, err = orm.Exec(ctx, db, orm.SQL("ALTER TABLE item ALTER COLUMN name TYPE VARCHAR(99)"))
	require.NoError(t, err)
	_, err = items.Get(ctx, db, 1)
	require.NoError(t, err)
}

// TestIsolation: two transactions that read what the other writes cannot both commit.
func TestIsolation(t *testing.T) {
	db, items := newItems(t)
	ctx := t.Context()
	serial := orm.Isolation(sql.LevelSerializable)
	sum := func(tx *orm.Tx, name string) error {
		n, err := items.All().Count(ctx, tx)
		if err != nil {
			return err
		}
		return items.Insert(ctx, tx, &Item{Name: name, N: uint64(n)})
	}
	err := db.Tx(ctx, func(a *orm.Tx) error {
		if err := sum(a, "a"); err != nil {
			return err
		}
		return db.Tx(ctx, func(b *orm.Tx) error { return sum(b, "b") }, serial)
	}, serial)
	require.ErrorIs(t, err, orm.ErrRetry)
	require.ErrorIs(t, db.Tx(ctx, func(*orm.Tx) error { return nil }, orm.Isolation(sql.LevelLinearizable)), orm.ErrUnsupported)
}

type Moment struct {
	ID int64
	At time.Time
}

// TestFarTimes: a time that does not fit is refused, alone and in a batch, and is not
// another one: the driver multiplies and cuts.
func TestFarTimes(t *testing.T) {
	db := open(t)
	s := orm.NewSchema()
	moments := orm.MustRegister[Moment](s)
	ctx := t.Context()
	require.NoError(t, s.Create(ctx, db))
	for _, year := range []int{-600_000, -290_000, -5000, 294_278, 600_000, 1 << 40} {
		far := &Moment{At: time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)}
		require.ErrorIs(t, moments.Insert(ctx, db, far), orm.ErrRange, year)
		require.ErrorIs(t, moments.Insert(ctx, db, far, &Moment{At: time.Now()}), orm.ErrRange, year)
	}
	for _, year := range []int{-4700, 0, 294_276} {
		near := &Moment{At: time.Date(year, 6, 1, 0, 0, 0, 1000, time.UTC)}
		require.NoError(t, moments.Insert(ctx, db, near), year)
		require.NoError(t, moments.Insert(ctx, db, &Moment{At: near.At}, &Moment{At: near.At}), year)
		got, err := moments.Get(ctx, db, near.ID)
		require.NoError(t, err)
		require.Equal(t, near.At, got.At)
	}
}

// TestArrayTrace: what a trace says was sent stays, whatever becomes of the objects.
func TestArrayTrace(t *testing.T) {
	var sent []any
	db, items := newItems(t, orm.WithTrace(func(e orm.Event) {
		if e.Op == "insert" {
			sent = e.Statements[len(e.Statements)-1].Args
		}
	}))
	a, b := &Item{Name: "a", Blob: []byte("x")}, &Item{Name: "b"}
	require.NoError(t, items.Insert(t.Context(), db, a, b))
	a.ID, a.Name, a.Blob[0] = 77, "changed", 'y'
	require.Equal(t, []any{int64(1), int64(2)}, sent[0])
	require.Equal(t, []any{"a", "b"}, sent[1])
	require.Equal(t, []any{[]byte("x"), nil}, sent[3])
}
