package orm_test

import (
	"database/sql"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// What would be done in another way than it reads is refused.

func TestValueRefusesLimitAndGroups(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	all := s.orders.All()
	for name, q := range map[string]orm.Query[Order]{
		"limit": all.Limit(0), "offset": all.Offset(1), "group": all.GroupBy(orderTotal),
		"having": all.Having(orm.Count[Order]().Gt(1)),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := orm.Value(t.Context(), s, q, orm.Sum(orderTotal))
			require.ErrorIs(t, err, orm.ErrUnsupported)
		})
	}
	v, err := orm.Value(t.Context(), s, all.OrderBy(orderTotal.Desc()).Limit(1), orderTotal)
	require.NoError(t, err)
	most, err := orm.Value(t.Context(), s, all, orm.Max(orderTotal))
	require.NoError(t, err)
	require.Equal(t, most, v)
}

func TestConstantConditionIsNone(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	none, every := orm.Or[Order](), orderTotal.NotIn()
	for name, p := range map[string]orm.Pred[Order]{
		"not in nothing": every, "not or of nothing": orm.Not(none), "not in nothing, twice not": orm.Not(orm.Not(every)),
		"or with one that holds": orm.Or(orderTotal.Gt(1), every), "not of in nothing": orm.Not(orderTotal.In()),
		"not of an and that never holds": orm.Not(orm.And(orderTotal.Gt(1), none)),
	} {
		t.Run(name, func(t *testing.T) {
			q := s.orders.Where(p)
			_, err := q.Update(t.Context(), s, orderTotal.Set(0))
			require.ErrorIs(t, err, orm.ErrNoCondition)
			_, err = q.Delete(t.Context(), s)
			require.ErrorIs(t, err, orm.ErrNoCondition)
			_, err = q.HardDelete(t.Context(), s)
			require.ErrorIs(t, err, orm.ErrNoCondition)
		})
	}
	for name, p := range map[string]orm.Pred[Order]{
		"and with one that selects": orm.And(every, orderTotal.Gt(1e9)), "in nothing": orderTotal.In(),
		"or of one that selects and none": orm.Or(none, orderTotal.Gt(1e9)), "not of every": orm.Not(every),
	} {
		t.Run(name, func(t *testing.T) {
			n, err := s.orders.Where(p).Delete(t.Context(), s)
			require.NoError(t, err)
			require.Zero(t, n)
		})
	}
}

func TestMicrosOutOfRange(t *testing.T) {
	type stamp struct {
		ID int64
		At time.Time `orm:",micros"`
	}
	s := orm.NewSchema()
	stamps := orm.MustRegister[stamp](s)
	db := open(t)
	require.NoError(t, s.Create(t.Context(), db))
	last := time.UnixMicro(math.MaxInt64).UTC()
	first := time.UnixMicro(math.MinInt64).UTC()
	for _, at := range []time.Time{last.Add(time.Microsecond), first.Add(-1), time.Date(1e6, 1, 1, 0, 0, 0, 0, time.UTC)} {
		require.ErrorIs(t, stamps.Insert(t.Context(), db, &stamp{At: at}), orm.ErrRange, at)
	}
	for _, at := range []time.Time{last, first, {}} {
		v := stamp{At: at}
		require.NoError(t, stamps.Insert(t.Context(), db, &v))
		got, err := stamps.Get(t.Context(), db, v.ID)
		require.NoError(t, err)
		require.Equal(t, at, got.At)
	}
}

func TestTablesThatDifferInCase(t *testing.T) {
	type one struct{ ID int64 }
	type two struct{ ID int64 }
	s := orm.NewSchema()
	orm.MustRegister[one](s)
	_, err := orm.Register(s, orm.Name[two]("ONE"))
	require.EqualError(t, err, `orm: orm_test.two: table "one" is that of orm_test.one`)
}

func TestSelectRefuses(t *testing.T) {
	type sum struct {
		Customer int64
		Total    sql.Null[float64]
	}
	s := newShop(t)
	s.fill(t)
	customer := orm.C(func(v *sum) *int64 { return &v.Customer })
	total := orm.CNull(func(v *sum) *sql.Null[float64] { return &v.Total })
	column, added := orm.Into(customer, orderCustomer), orm.Into(total, orm.Sum(orderTotal))
	_, err := orm.Select(s.orders.All(), column, added).List(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrUnsupported)
	require.EqualError(t, err, `orm: select "order": not supported by this database: a column beside an aggregate needs GroupBy`)
	_, err = orm.Select(s.orders.All().Having(orm.Count[Order]().Gt(0)), column).List(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrUnsupported)
	got, err := orm.Select(s.orders.All().GroupBy(orderCustomer), column, added).List(t.Context(), s)
	require.NoError(t, err)
	require.NotEmpty(t, got)

	_, err = orm.Select(s.orders.All(), column, column).List(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrValue)
	require.ErrorContains(t, err, "into Customer twice")
}

func TestUpdateRefusesKeyAndVersion(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	version := orm.C(func(c *Customer) *int64 { return &c.Version })
	for name, set := range map[string]orm.Assign[Customer]{
		"key": customerID.Set(9), "version": version.Set(9), "version and more": orm.Add(version, 1),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.customers.Where(customerID.Eq(1)).Update(t.Context(), s, set)
			require.ErrorIs(t, err, orm.ErrUnsupported)
		})
	}
}

func TestNilFunctions(t *testing.T) {
	db := open(t)
	require.PanicsWithValue(t, "orm: C: the function that selects a field of orm_test.Order is nil", func() {
		orm.C[Order, int64](nil)
	})
	require.PanicsWithValue(t, "orm: Tx: the function is nil", func() { _ = db.Tx(t.Context(), nil) })
	var ended *orm.Tx
	require.NoError(t, db.Tx(t.Context(), func(tx *orm.Tx) error {
		ended = tx
		require.PanicsWithValue(t, "orm: Tx: the function is nil", func() { _ = tx.Tx(t.Context(), nil) })
		require.PanicsWithValue(t, "orm: AfterCommit: the function is nil", func() { tx.AfterCommit(nil) })
		return nil
	}))
	require.PanicsWithValue(t, "orm: AfterCommit: the transaction has ended", func() { ended.AfterCommit(func() {}) })
}

func TestAfterCommitPanics(t *testing.T) {
	s := newShop(t)
	require.PanicsWithValue(t, "after", func() {
		_ = s.Tx(t.Context(), func(tx *orm.Tx) error {
			tx.AfterCommit(func() { panic("after") })
			tx.AfterCommit(func() { t.Error("called after a panic") })
			_, err := orm.Exec(t.Context(), tx, orm.SQL("INSERT INTO customer (email, name, credit, version) VALUES ('b', '', '0.00', 0)"))
			return err
		})
	})
	n, err := s.customers.All().Count(t.Context(), s)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}

func TestSecondStatementIsRefused(t *testing.T) {
	s := newShop(t)
	s.fill(t)
	two := orm.SQL("DELETE FROM line; DELETE FROM \"order\"")
	_, err := orm.Exec(t.Context(), s, two)
	require.ErrorIs(t, err, orm.ErrValue)
	require.ErrorContains(t, err, "more than one statement in")
	_, err = orm.List[int64](t.Context(), s, orm.SQL("SELECT 1; DELETE FROM line"))
	require.ErrorIs(t, err, orm.ErrValue)
	_, err = s.orders.Where(orm.Raw[Order]("1=1); DELETE FROM line; --")).List(t.Context(), s)
	require.ErrorIs(t, err, orm.ErrValue)
	n, err := orm.List[int64](t.Context(), s, orm.SQL("SELECT count(*) FROM \"order\"; -- ;"))
	require.NoError(t, err)
	require.Equal(t, []int64{3}, n)
}

// TestOpenConditionIsRefused: a condition does not take those behind it into a comment.
func TestOpenConditionIsRefused(t *testing.T) {
	s := newShop(t)
	for _, raw := range []orm.Pred[Order]{orm.Raw[Order]("1=1 -- note"), orm.Raw[Order]("1=1 /*"), orm.Raw[Order]("'1")} {
		_, err := s.orders.Where(raw).List(t.Context(), s)
		require.ErrorIs(t, err, orm.ErrValue)
		require.ErrorContains(t, err, "ends inside a")
	}
	_, err := orm.List[int64](t.Context(), s, orm.SQL("SELECT 1 WHERE 'a' ?? 'b'"))
	require.ErrorIs(t, err, orm.ErrValue)
	require.ErrorContains(t, err, "has ??, which is for placeholders other than ?")
}
