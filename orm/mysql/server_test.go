package mysql_test

import (
	"errors"
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/internal/laws"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestValueTable(t *testing.T) {
	laws.ValueTable(t, open, "testdata/values.golden", *update, func(column, declaration string) string {
		if strings.HasPrefix(declaration, "LONGBLOB") || strings.HasPrefix(declaration, "BINARY") {
			return "CONCAT('X''', HEX(" + column + "), '''')"
		}
		return "CAST(" + column + " AS CHAR)"
	})
}

type Item struct {
	ID     int64
	Name   string    `orm:",unique"`
	N      uint64    `orm:",default=5"`
	Price  string    `orm:",decimal=20.2"`
	At     time.Time `orm:",index"`
	Blob   []byte
	U      [16]byte
	Twice  int64 `orm:",generated,default=7"`
	Latest float64
}

var (
	itemID    = orm.C(func(i *Item) *int64 { return &i.ID })
	itemName  = orm.C(func(i *Item) *string { return &i.Name })
	itemN     = orm.C(func(i *Item) *uint64 { return &i.N })
	itemPrice = orm.C(func(i *Item) *string { return &i.Price })
	itemAt    = orm.C(func(i *Item) *time.Time { return &i.At })
	itemBlob  = orm.C(func(i *Item) *[]byte { return &i.Blob })
	itemU     = orm.C(func(i *Item) *[16]byte { return &i.U })
)

func newItems(t *testing.T, opts ...orm.Option) (*orm.DB, *orm.Table[Item]) {
	db := open(t, opts...)
	s := orm.NewSchema()
	items := orm.MustRegister[Item](s)
	require.NoError(t, s.Create(t.Context(), db))
	return db, items
}

// TestText: text is compared by its bytes, as on the other engines: neither case nor a
// blank at the end is passed over.
func TestText(t *testing.T) {
	db, items := newItems(t)
	ctx := t.Context()
	for _, name := range []string{"a", "A", "a ", "á", `a\`} {
		require.NoError(t, items.Insert(ctx, db, &Item{Name: name, Price: "0"}))
	}
	got, err := items.Where(itemName.Eq("a")).One(ctx, db)
	require.NoError(t, err)
	require.EqualValues(t, 1, got.ID)
	n, err := items.Where(orm.HasSuffix(itemName, `\`)).Count(ctx, db)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

// TestDecimals: a decimal beside a string would be compared as a float, and two that
// differ in the last digit would be one.
func TestDecimals(t *testing.T) {
	db, items := newItems(t)
	ctx := t.Context()
	require.NoError(t, items.Insert(ctx, db, &Item{Name: "a", Price: "123456789012345678.01"}, &Item{Name: "b", Price: "123456789012345678.02"}))
	for _, p := range []orm.Pred[Item]{itemPrice.Eq("123456789012345678.01"), itemPrice.Lt("123456789012345678.02"), itemPrice.In("123456789012345678.01", "0.00")} {
		got, err := items.Where(p).One(ctx, db)
		require.NoError(t, err)
		require.Equal(t, "a", got.Name)
	}
	_, err := items.Where(itemID.Eq(1)).Update(ctx, db, orm.Add(itemPrice, "0.05"))
	require.NoError(t, err)
	got, err := items.Get(ctx, db, 1)
	require.NoError(t, err)
	require.Equal(t, "123456789012345678.06", got.Price)
}

// TestSameValues: an update that changes nothing has met its row (clientFoundRows).
func TestSameValues(t *testing.T) {
	db, items := newItems(t)
	one := &Item{Name: "a", Price: "0"}
	require.NoError(t, items.Insert(t.Context(), db, one))
	require.EqualValues(t, 7, one.Twice, "INSERT … RETURNING")
	_, err := orm.Exec(t.Context(), db, orm.SQL("UPDATE item SET twice = 8"))
	require.NoError(t, err)
	require.NoError(t, items.Update(t.Context(), db, one))
	require.EqualValues(t, 8, one.Twice, "there is no UPDATE … RETURNING, so it is read")
	require.NoError(t, items.Update(t.Context(), db, one))
	require.ErrorIs(t, items.Update(t.Context(), db, &Item{ID: 99, Price: "0"}), orm.ErrNotFound)
}

// TestUpsertNothing: leaving a row as it is hides no other error, as IGNORE would.
func TestUpsertNothing(t *testing.T) {
	db, items := newItems(t)
	ctx := t.Context()
	nothing := orm.OnConflict[Item](itemName).Nothing()
	for _, want := range []int64{1, 0} {
		n, err := items.Upsert(ctx, db, nothing, &Item{Name: "a", Price: "0"})
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	_, err := items.Upsert(ctx, db, nothing, &Item{Name: strings.Repeat("x", 300), Price: "0"})
	require.Error(t, err)
	n, err := items.Upsert(ctx, db, orm.OnConflict[Item](itemName).Update(itemN), &Item{Name: "a", N: 4, Price: "0"}, &Item{Name: "b", Price: "0"})
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
}

// TestBatchKeys: keys of a batch are asked for one by one; nobody counts up from the first.
func TestBatchKeys(t *testing.T) {
	db, items := newItems(t)
	ctx := t.Context()
	pool, _ := db.SQL()
	pool.SetMaxOpenConns(1)
	_, err := pool.ExecContext(ctx, "SET SESSION auto_increment_increment = 3") // as a cluster of three does
	require.NoError(t, err)
	batch := []*Item{{Name: "a", Price: "0"}, {Name: "b", Price: "0"}, {Name: "c", Price: "0"}}
	require.NoError(t, items.Insert(ctx, db, batch...))
	for _, want := range batch {
		got, err := items.Get(ctx, db, want.ID)
		require.NoError(t, err)
		require.Equal(t, want.Name, got.Name)
	}
	require.EqualValues(t, 3, batch[1].ID-batch[0].ID)
}

// TestSets: few texts for small sets, one for all the large ones.
func TestSets(t *testing.T) {
	texts := map[string]bool{}
	db, items := newItems(t, orm.WithTrace(func(e orm.Event) {
		if e.Op == "count" {
			texts[e.Statements[0].SQL] = true
		}
	}))
	ctx := t.Context()
	one := &Item{Name: `a"b\`, N: 1<<64 - 1, Price: "1.50", At: time.Unix(1e9, 1000).UTC(), Blob: []byte{0, 255}, U: [16]byte{7}}
	require.NoError(t, items.Insert(ctx, db, one, &Item{Name: "other", Price: "2"}))
	for _, size := range []int{1, 600} {
		ids, names, ns, prices := []int64{one.ID}, []string{one.Name}, []uint64{one.N}, []string{one.Price}
		ats, blobs, us := []time.Time{one.At}, [][]byte{one.Blob}, [][16]byte{one.U}
		for i := 1; i < size; i++ {
			ids, names, ns, prices = append(ids, int64(-i)), append(names, strings.Repeat("x", i%99)+"!"), append(ns, uint64(i)), append(prices, "9.99")
			ats, blobs, us = append(ats, time.Unix(int64(i), 0)), append(blobs, []byte{1}), append(us, [16]byte{8})
		}
		for name, p := range map[string]orm.Pred[Item]{
			"int": itemID.In(ids...), "text": itemName.In(names...), "unsigned": itemN.In(ns...), "decimal": itemPrice.In(prices...),
			"time": itemAt.In(ats...), "bytes": itemBlob.In(blobs...), "uuid": itemU.In(us...), "not": itemName.NotIn(append(names[1:], "other")...),
		} {
			got, err := items.Where(p).List(ctx, db)
			require.NoError(t, err, name)
			require.Len(t, got, 1, name)
			require.Equal(t, one.Name, got[0].Name, name)
		}
	}
	clear(texts)
	for n := 1; n <= 2000; n += 7 {
		_, err := items.Where(itemID.In(make([]int64, n)...)).Count(ctx, db)
		require.NoError(t, err)
	}
	require.LessOrEqual(t, len(texts), 11)
}

// TestTrapDDLCommits: a statement that changes the schema commits the transaction it is in,
// and what came before it is there after a rollback. Nothing can be done about it; it is
// said in the package's comment.
func TestTrapDDLCommits(t *testing.T) {
	db, items := newItems(t)
	ctx := t.Context()
	failed := errors.New("own")
	err := db.Tx(ctx, func(tx *orm.Tx) error {
		require.NoError(t, items.Insert(ctx, tx, &Item{Name: "before", Price: "0"}))
		_, err := orm.Exec(ctx, tx, orm.SQL("ALTER TABLE item ADD COLUMN more INTEGER"))
		require.NoError(t, err)
		return failed
	})
	require.ErrorIs(t, err, failed)
	n, err := items.Where(itemName.Eq("before")).Count(ctx, db)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

// TestTrapBackslash: a backslash is a character, so a literal that ends in one ends, to the
// server as to what counts statements and placeholders here.
func TestTrapBackslash(t *testing.T) {
	db, _ := newItems(t)
	ctx := t.Context()
	got, err := orm.List[string](ctx, db, orm.SQL(`SELECT CONCAT('a\', ?, '\''?')`, "b"))
	require.NoError(t, err)
	require.Equal(t, []string{`a\b\'?`}, got)
	_, err = orm.Exec(ctx, db, orm.SQL(`SELECT 'a\'; DROP TABLE item; -- '`))
	require.ErrorIs(t, err, orm.ErrValue)
	require.ErrorContains(t, err, "more than one statement")
}
