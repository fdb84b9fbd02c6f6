package orm_test

import (
	"database/sql"
	"errors"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// Each of these is a trap that a known mapper falls into, silently.

func TestTrapFalseBeatsDefaultTrue(t *testing.T) {
	s := newShop(t)
	c := &Customer{Email: "a", Level: "gold", Active: false, Credit: "0"}
	require.NoError(t, s.customers.Insert(t.Context(), s, c))
	require.False(t, c.Active)
	got, err := s.customers.Get(t.Context(), s, c.ID)
	require.NoError(t, err)
	require.False(t, got.Active)
	// Rows that others insert get the default.
	_, err = orm.Exec(t.Context(), s, orm.SQL("INSERT INTO customer (email, name, credit, version) VALUES ('b', '', '0.00', 0)"))
	require.NoError(t, err)
	other, err := s.customers.Where(customerEmail.Eq("b")).One(t.Context(), s)
	require.NoError(t, err)
	require.True(t, other.Active)
	require.Equal(t, Level("basic"), other.Level)
}

func TestTrapZeroIsWritten(t *testing.T) {
	s := newShop(t)
	_, bob, _ := s.fill(t)
	bob.Name, bob.Active, bob.Credit = "", false, "0"
	require.NoError(t, s.customers.Update(t.Context(), s, bob))
	got, err := s.customers.Get(t.Context(), s, bob.ID)
	require.NoError(t, err)
	require.Empty(t, got.Name)
	require.Equal(t, "0.00", got.Credit)
}

func TestTrapMissingRow(t *testing.T) {
	s := newShop(t)
	require.ErrorIs(t, s.orders.Update(t.Context(), s, &Order{ID: 5}), orm.ErrNotFound)
	require.ErrorIs(t, s.orders.Delete(t.Context(), s, &Order{ID: 5}), orm.ErrNotFound)
	require.ErrorIs(t, s.customers.Update(t.Context(), s, &Customer{ID: 5, Level: "gold", Credit: "0"}), orm.ErrNotFound)
	_, err := s.orders.Get(t.Context(), s, 5)
	require.ErrorIs(t, err, orm.ErrNotFound)
	require.EqualError(t, err, `orm: get "order": no such row`)
	_, err = s.orders.All().First(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrNotFound)
	n, err := s.orders.All().Count(t.Context(), s)
	require.NoError(t, err)
	require.Zero(t, n, "an update inserted")
}

func TestTrapNoCondition(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	for name, q := range map[string]orm.Query[Order]{
		"and of nothing":         s.orders.Where(orm.And[Order]()),
		"and of ands of nothing": s.orders.Where(orm.And(orm.And[Order](), orm.And[Order]())),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := q.Delete(t.Context(), s)
			require.ErrorIs(t, err, orm.ErrNoCondition)
			_, err = q.Update(t.Context(), s, orderTotal.Set(0))
			require.ErrorIs(t, err, orm.ErrNoCondition)
		})
	}
	n, err := s.orders.Where(orm.Or[Order]()).Delete(t.Context(), s)
	require.NoError(t, err)
	require.Zero(t, n, "an or of nothing holds nowhere")
	n, err = s.orders.All().Delete(t.Context(), s)
	require.NoError(t, err)
	require.EqualValues(t, 3, n)
}

func TestTrapSharedQuery(t *testing.T) {
	s := newShop(t)
	ada, _, _ := s.fill(t)
	base := s.customers.Where(customerActive.Eq(true)).OrderBy(customerID.Asc())
	one := base.Where(customerName.Eq("Ada"))
	two := base.Where(customerName.Eq("Eve"))
	got, err := one.One(t.Context(), s)
	require.NoError(t, err)
	require.Equal(t, ada.ID, got.ID)
	got, err = two.One(t.Context(), s)
	require.NoError(t, err)
	require.Equal(t, "Eve", got.Name)
	n, err := base.Count(t.Context(), s)
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
}

func TestTrapStringKey(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	_, err := s.orders.Get(t.Context(), s, "0 OR 1=1")
	require.ErrorIs(t, err, orm.ErrType)
	require.EqualError(t, err, `orm: get "order": compare column "id" of "order" (Order.ID): wrong type: it is int64, not string`)
	_, err = s.orders.Get(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrValue)
	_, err = s.orders.Get(t.Context(), s, nil)
	require.ErrorIs(t, err, orm.ErrNull)
	_, err = s.orders.Get(t.Context(), s, uint64(math.MaxUint64))
	require.ErrorIs(t, err, orm.ErrRange)
	_, err = s.lines.Get(t.Context(), s, 1, int64(1)<<40)
	require.ErrorIs(t, err, orm.ErrRange)
}

func TestTrapEmptySets(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	n, err := s.orders.Where(orderID.In()).Count(t.Context(), s)
	require.NoError(t, err)
	require.Zero(t, n)
	n, err = s.orders.Where(orderID.NotIn()).Count(t.Context(), s)
	require.NoError(t, err)
	require.EqualValues(t, 3, n)
}

// TestTrapManyParameters: 100,000 values are one parameter.
func TestTrapManyParameters(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	ids := make([]int64, 100_000)
	for i := range ids {
		ids[i] = int64(i) + 2
	}
	n, err := s.orders.Where(orderID.In(ids...)).Count(t.Context(), s)
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
}

func TestTrapDecimalAffinity(t *testing.T) {
	s := newShop(t)
	const amount = "1234567890.89"
	c := &Customer{Email: "a", Level: "gold", Credit: "001234567890.890"}
	require.NoError(t, s.customers.Insert(t.Context(), s, c))
	got, err := s.customers.Where(customerCredit.Eq("1234567890.890")).One(t.Context(), s)
	require.NoError(t, err)
	require.Equal(t, amount, got.Credit)
	// As text they do not sort as numbers, so nobody may ask.
	_, err = s.customers.Where(customerCredit.Gt("9")).Count(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrUnsupported)
	_, err = s.customers.All().OrderBy(customerCredit.Asc()).List(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrUnsupported)
	_, err = orm.Value(t.Context(), s, s.customers.All(), orm.Sum(customerCredit))
	require.ErrorIs(t, err, orm.ErrUnsupported)
	for _, bad := range []string{"1.234", "12345678901", "1e5", "", "0x1", " 1", "--1", "."} {
		c.Credit = bad
		require.Error(t, s.customers.Update(t.Context(), s, c), bad)
	}
}

func TestTrapTimes(t *testing.T) {
	s := newShop(t)
	ada, _, _ := s.fill(t)
	zone := time.FixedZone("IST", 19800)
	at := time.Date(2024, 5, 6, 7, 8, 9, 123456789, zone)
	ada.Born = sql.Null[time.Time]{V: at, Valid: true}
	require.NoError(t, s.customers.Update(t.Context(), s, ada))
	// SQLite's own functions read it.
	day, err := orm.List[string](t.Context(), s, orm.SQL("SELECT strftime('%Y-%m-%d %H:%M:%f', born) FROM customer WHERE born IS NOT NULL"))
	require.NoError(t, err)
	require.Equal(t, []string{"2024-05-06 01:38:09.123"}, day)
	// The greatest is a time, not text, and what SQLite writes is read.
	last, err := orm.Value(t.Context(), s, s.customers.All(), orm.Max(customerBorn))
	require.NoError(t, err)
	require.Equal(t, at.UTC().Truncate(time.Microsecond), last.V)
	_, err = orm.Exec(t.Context(), s, orm.SQL("UPDATE customer SET born = datetime(born)"))
	require.NoError(t, err)
	got, err := s.customers.Get(t.Context(), s, ada.ID)
	require.NoError(t, err)
	require.Equal(t, at.UTC().Truncate(time.Second), got.Born.V)
	ada.Born.V = time.Date(12024, 1, 1, 0, 0, 0, 0, time.UTC)
	require.ErrorIs(t, s.customers.Update(t.Context(), s, ada), orm.ErrRange)
}

func TestTrapRange(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	require.NoError(t, s.lines.Insert(t.Context(), s, &Line{OrderID: 1, No: 1}))
	_, err := orm.Exec(t.Context(), s, orm.SQL("UPDATE order_line SET no = 1 << 40"))
	require.NoError(t, err)
	_, err = s.lines.All().List(t.Context(), s)
	var column *orm.ColumnError
	require.ErrorAs(t, err, &column)
	require.Equal(t, "Line.No", column.Field)
	require.EqualError(t, err, `orm: list "order_line": read column "no" of "order_line" (Line.No): out of range: 1099511627776 does not fit int32`)
}

func TestTrapNull(t *testing.T) {
	s := newShop(t)
	type row struct{ Total float64 }
	_, err := orm.List[row](t.Context(), s, orm.SQL("SELECT NULL AS total"))
	require.ErrorIs(t, err, orm.ErrNull)
	require.ErrorContains(t, err, `column "total"`)
	// An aggregate of nothing is NULL, and says so.
	sum, err := orm.Value(t.Context(), s, s.orders.All(), orm.Sum(orderTotal))
	require.NoError(t, err)
	require.False(t, sum.Valid)
	nick := ""
	require.NoError(t, s.customers.Insert(t.Context(), s, &Customer{Email: "a", Level: "gold", Credit: "0", Nick: &nick}))
	n, err := s.customers.Where(customerNick.Eq("")).Count(t.Context(), s)
	require.NoError(t, err)
	require.EqualValues(t, 1, n, "empty is not NULL")
	_, err = s.customers.Where(customerID.In(1)).Update(t.Context(), s, customerName.SetNull())
	require.ErrorIs(t, err, orm.ErrNull)
}

func TestTrapNaN(t *testing.T) {
	s := newShop(t)
	ada, _, _ := s.fill(t)
	require.ErrorIs(t, s.orders.Insert(t.Context(), s, &Order{CustomerID: ada.ID, Total: math.NaN()}), orm.ErrValue)
	inf := &Order{CustomerID: ada.ID, Total: math.Inf(-1)}
	require.NoError(t, s.orders.Insert(t.Context(), s, inf))
	n, err := s.orders.Where(orderTotal.In(math.Inf(-1))).Count(t.Context(), s)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

func TestTrapBatchIDs(t *testing.T) {
	s := newShop(t)
	ada, _, _ := s.fill(t)
	require.NoError(t, s.orders.Insert(t.Context(), s, &Order{ID: 1000, CustomerID: ada.ID}))
	rows := make([]*Order, 250)
	for i := range rows {
		rows[i] = &Order{CustomerID: ada.ID, Total: float64(i), Placed: shopTime.Add(time.Duration(i) * time.Minute * 7)}
	}
	rows[17].ID = 2000
	require.NoError(t, s.orders.Insert(t.Context(), s, rows[1:]...))
	for _, o := range rows[1:] {
		got, err := s.orders.Get(t.Context(), s, o.ID)
		require.NoError(t, err)
		require.InDelta(t, o.Total, got.Total, 0, "key %d", o.ID)
	}
	// A key that is given counts as taken.
	mixed := []*Order{{CustomerID: ada.ID, Placed: shopTime.AddDate(1, 0, 0)}, {ID: 2249, CustomerID: ada.ID, Placed: shopTime.AddDate(2, 0, 0)}}
	require.NoError(t, s.orders.Insert(t.Context(), s, mixed...))
	require.EqualValues(t, 2250, mixed[0].ID)
	// One that fails leaves nothing, and no keys in the objects.
	again := []*Order{{CustomerID: ada.ID, Total: 1, Placed: shopTime.Add(-time.Hour)}, {CustomerID: 99}}
	err := s.orders.Insert(t.Context(), s, again...)
	require.ErrorIs(t, err, orm.ErrForeignKey)
	require.Zero(t, again[0].ID)
	n, err := s.orders.Where(orderPlaced.Eq(shopTime.Add(-time.Hour))).Count(t.Context(), s)
	require.NoError(t, err)
	require.Zero(t, n)
}

func TestTrapPoolOfOne(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	// A stream that is left early gives its connection back.
	for range 3 {
		for o, err := range s.orders.All().Each(t.Context(), s) {
			require.NoError(t, err)
			require.NotZero(t, o.ID)
			break
		}
	}
	// In a transaction, statements run beside a stream on its one connection, even the
	// stream's own.
	err := s.Tx(t.Context(), func(tx *orm.Tx) error {
		n := 0
		all := s.orders.All().OrderBy(orderID.Asc())
		for o, err := range all.Each(t.Context(), tx) {
			require.NoError(t, err)
			o.Total++
			require.NoError(t, s.orders.Update(t.Context(), tx, o))
			for _, err := range all.Each(t.Context(), tx) {
				require.NoError(t, err)
				n++
			}
		}
		require.Equal(t, 9, n)
		return nil
	})
	require.NoError(t, err)
}

func TestTrapConstraints(t *testing.T) {
	s := newShop(t)
	ada, _, _ := s.fill(t)
	dup := &Customer{Email: ada.Email, Level: "gold", Credit: "0"}
	err := s.customers.Insert(t.Context(), s, dup)
	require.ErrorIs(t, err, orm.ErrUnique)
	require.Zero(t, dup.ID)
	require.ErrorIs(t, s.orders.Insert(t.Context(), s, &Order{CustomerID: 404}), orm.ErrForeignKey, "foreign keys are on")
	require.ErrorIs(t, s.customers.Insert(t.Context(), s, &Customer{Email: "q", Level: "lead", Credit: "0"}), orm.ErrValue)
	_, err = orm.Exec(t.Context(), s, orm.SQL("UPDATE customer SET level = 'lead'"))
	require.ErrorIs(t, err, orm.ErrCheck)
	_, err = orm.Exec(t.Context(), s, orm.SQL("UPDATE customer SET email = NULL"))
	require.ErrorIs(t, err, orm.ErrNotNull)
	// A deleted row's unique value is free again.
	require.NoError(t, s.customers.Delete(t.Context(), s, ada))
	require.NoError(t, s.customers.Insert(t.Context(), s, dup))
}

func TestTrapRestore(t *testing.T) {
	s := newShop(t)
	ada, _, _ := s.fill(t)
	require.NoError(t, s.customers.Delete(t.Context(), s, ada))
	require.Equal(t, shopTime.Truncate(time.Microsecond), ada.Gone.V)
	require.ErrorIs(t, s.customers.Update(t.Context(), s, ada), orm.ErrNotFound)
	require.ErrorIs(t, s.customers.Delete(t.Context(), s, ada), orm.ErrNotFound)
	gone, err := s.customers.All().OnlyDeleted().One(t.Context(), s)
	require.NoError(t, err)
	gone.Gone.Valid = false
	require.NoError(t, s.customers.Update(t.Context(), s, gone, customerGone))
	_, err = s.customers.Get(t.Context(), s, ada.ID)
	require.NoError(t, err)
}

func TestTrapMisuse(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	_, err := orm.Query[Order]{}.List(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrValue)
	_, err = s.orders.Where(orm.Pred[Order]{}).List(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrValue)
	_, err = s.orders.Where(orm.Col[Order, int64]{}.IsNull()).List(t.Context(), s)
	require.Error(t, err)
	require.Error(t, s.orders.Insert(t.Context(), s, nil))
	require.Error(t, s.orders.Update(t.Context(), s, nil))
	require.Error(t, s.orders.Delete(t.Context(), s, nil))
	require.NoError(t, s.orders.Insert(t.Context(), s))
	for _, q := range []orm.Query[Order]{s.orders.All().Limit(-1), s.orders.All().Offset(-1)} {
		_, err = q.List(t.Context(), s)
		require.ErrorIs(t, err, orm.ErrValue)
	}
	_, err = s.orders.All().Limit(1).Delete(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrUnsupported)
	_, err = s.joined.All().Delete(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrUnsupported)
	_, err = s.orders.All().GroupBy(orderID).List(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrUnsupported)
	require.ErrorIs(t, s.orders.Update(t.Context(), s, &Order{ID: 1}, orderID), orm.ErrUnsupported)
	require.ErrorIs(t, s.orders.Update(t.Context(), s, &Order{ID: 1}, orderTotal, orderTotal), orm.ErrValue)
	_, err = s.orders.All().One(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrTooMany)
	_, err = orm.Exec(t.Context(), s, orm.SQL("SELECT ?"))
	require.ErrorIs(t, err, orm.ErrValue)
	_, err = orm.List[string](t.Context(), s, orm.SQL("SELECT 1, 2"))
	require.ErrorIs(t, err, orm.ErrType)
	_, err = orm.List[Spent](t.Context(), s, orm.SQL("SELECT 1 AS nowhere"))
	require.ErrorContains(t, err, `no field for column "nowhere"`)
	require.True(t, errors.As(err, new(*orm.MappingError)))
}

// TestTrapQuotedName: SQLite takes a quoted name that it does not know for a string, unless
// told otherwise.
func TestTrapQuotedName(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	_, err := orm.Exec(t.Context(), s, orm.SQL("ALTER TABLE order_line DROP COLUMN count"))
	require.NoError(t, err)
	_, err = s.lines.All().List(t.Context(), s)
	require.ErrorContains(t, err, "no such column")
	_, err = s.lines.Where(lineCount.Eq(1)).Count(t.Context(), s)
	require.ErrorContains(t, err, "no such column")
}

// TestTrapMemory: a stream of any length takes the memory of one row.
func TestTrapMemory(t *testing.T) {
	db := open(t)
	many := orm.SQL("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT i AS id, printf('%0100d', i) AS name FROM n")
	type row struct {
		ID   int64
		Name string
	}
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, n := heap(), int64(0)
	for r, err := range orm.Each[row](t.Context(), db, many) {
		require.NoError(t, err)
		if n++; n%25000 == 0 {
			require.Less(t, heap(), before+4<<20, "after %d rows", n)
		}
		require.Equal(t, n, r.ID)
	}
	require.EqualValues(t, 100000, n)
}
