package orm_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// summary is one line an event, without the SQL, which has a golden file of its own.
func summary(e orm.Event) string {
	object := ""
	if e.Object != nil {
		object = fmt.Sprintf(" of %T", e.Object)
	}
	failed := ""
	if e.Err != nil {
		failed = " failed"
	}
	return fmt.Sprintf("%s %q tx %d: %d statements, %d rows, %d objects%s%s, %s", e.Op, e.Table, e.Tx, len(e.Statements), e.Rows, e.Objects, object, failed, e.Duration)
}

func TestTrace(t *testing.T) {
	var got []string
	var last orm.Event
	now := time.Unix(0, 0)
	s := newShop(t, orm.WithTrace(func(e orm.Event) { got = append(got, summary(e)); last = e }),
		orm.WithClock(func() time.Time { now = now.Add(time.Millisecond); return now }))
	ada, _, _ := s.fill(t)
	got = nil
	ctx := t.Context()

	line := &Line{OrderID: 1, No: 1, Item: "pen"}
	require.NoError(t, s.lines.Insert(ctx, s, line))
	require.Equal(t, []orm.Change{{"order_id", int64(1)}, {"no", int64(1)}, {"item", "pen"}, {"count", int64(0)}}, last.Changes)
	require.Same(t, line, last.Object)
	line.Item = "ink"
	require.Equal(t, "pen", last.Changes[2].Value, "the event has its own values")
	require.Equal(t, []any{int64(1), int64(1), "pen", int64(0)}, last.Statements[0].Args)

	require.NoError(t, s.lines.Update(ctx, s, line, lineItem))
	_, err := s.orders.Get(ctx, s, 1)
	require.NoError(t, err)
	_, err = s.orders.All().List(ctx, s)
	require.NoError(t, err)
	for _, err := range s.orders.All().Each(ctx, s) {
		require.NoError(t, err)
		break
	}
	require.Error(t, s.orders.Insert(ctx, s, &Order{CustomerID: 404}))
	require.ErrorIs(t, last.Err, orm.ErrForeignKey)
	err = s.Tx(ctx, func(tx *orm.Tx) error {
		_, err := s.orders.Where(orderTotal.Gt(5)).Update(ctx, tx, orm.Add(orderTotal, 1))
		return err
	})
	require.NoError(t, err)
	require.NoError(t, s.customers.Delete(ctx, s, ada))
	require.NoError(t, s.lines.Insert(ctx, s, &Line{OrderID: 1, No: 2}, &Line{OrderID: 1, No: 3}))
	require.Equal(t, []string{
		`insert "order_line" tx 0: 1 statements, 1 rows, 1 objects of *orm_test.Line, 1ms`,
		`update "order_line" tx 0: 1 statements, 1 rows, 1 objects of *orm_test.Line, 1ms`,
		`get "order" tx 0: 1 statements, 1 rows, 1 objects of *orm_test.Order, 1ms`,
		`list "order" tx 0: 1 statements, 3 rows, 3 objects, 1ms`,
		`each "order" tx 0: 1 statements, 1 rows, 1 objects, 1ms`,
		`insert "order" tx 0: 1 statements, 0 rows, 1 objects of *orm_test.Order failed, 1ms`,
		`begin "" tx 2: 1 statements, 0 rows, 0 objects, 1ms`,
		`update "order" tx 2: 1 statements, 1 rows, 0 objects, 1ms`,
		`commit "" tx 2: 1 statements, 0 rows, 0 objects, 1ms`,
		`delete "customer" tx 0: 1 statements, 1 rows, 1 objects of *orm_test.Customer, 2ms`,
		`insert "order_line" tx 0: 3 statements, 2 rows, 2 objects, 1ms`,
	}, got)
}

// TestTraceCost: who does not watch does not pay.
func TestTraceCost(t *testing.T) {
	allocs := func(opts ...orm.Option) (get, insert float64) {
		s := newShop(t, opts...)
		s.fill(t)
		at := shopTime
		get = testing.AllocsPerRun(100, func() {
			_, err := s.orders.Get(t.Context(), s, 1)
			require.NoError(t, err)
		})
		insert = testing.AllocsPerRun(100, func() {
			at = at.Add(time.Minute + time.Second)
			require.NoError(t, s.orders.Insert(t.Context(), s, &Order{CustomerID: 1, Placed: at}))
		})
		return get, insert
	}
	get, insert := allocs()
	watchedGet, watchedInsert := allocs(orm.WithTrace(func(orm.Event) {}))
	t.Logf("get: %v and %v allocations, insert: %v and %v", get, watchedGet, insert, watchedInsert)
	require.Less(t, get, watchedGet)
	require.Less(t, insert, watchedInsert)
}

// A Diary notes the hooks that were called.
type Diary struct {
	ID    int64
	Text  string
	Notes []string `orm:"-"`
	fail  string
}

func (d *Diary) note(what string) error {
	d.Notes = append(d.Notes, what)
	if d.fail == what {
		return errOwn
	}
	return nil
}
