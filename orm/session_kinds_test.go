package orm_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/sqlite"
)

// A Leaf has a key made here, and refers to its twin.
type Leaf struct {
	ID     [16]byte `orm:",key,auto"`
	TwinID *[16]byte
	Twin   orm.Rel[Leaf]
	Tags   map[string]int `orm:",json"`
	At     time.Time
	Calls  []string `orm:"-"`
	fail   string
}

func (l *Leaf) call(name string) error {
	l.Calls = append(l.Calls, name)
	if l.fail == name {
		return errors.New(name)
	}
	return nil
}

func (l *Leaf) BeforeInsert(context.Context) error { l.Tags["made"]++; return l.call("before insert") }
func (l *Leaf) AfterInsert(context.Context) error  { return l.call("after insert") }
func (l *Leaf) BeforeUpdate(context.Context) error { return l.call("before update") }
func (l *Leaf) AfterUpdate(context.Context) error  { return l.call("after update") }
func (l *Leaf) BeforeDelete(context.Context) error { return l.call("before delete") }
func (l *Leaf) AfterDelete(context.Context) error  { return l.call("after delete") }

var (
	leafID   = orm.C(func(l *Leaf) *[16]byte { return &l.ID })
	leafTwin = orm.CPtr(func(l *Leaf) **[16]byte { return &l.TwinID })
)

// TestSessionKinds: keys that are made here, values changed in place, times cut to what is
// stored, and hooks, which are called once for an object.
func TestSessionKinds(t *testing.T) {
	schema, ctx := orm.NewSchema(), t.Context()
	leaves := orm.MustRegister(schema, orm.Foreign(orm.NoAction, orm.RefersTo(leafTwin, leafID)),
		orm.Link(func(l *Leaf) *orm.Rel[Leaf] { return &l.Twin }, orm.RefersTo(leafTwin, leafID)))
	db, err := sqlite.Open(ctx, ":memory:")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, schema.Create(ctx, db))
	s := orm.NewSession(db)
	in := leaves.In(s)
	a, b := &Leaf{Tags: map[string]int{}, At: time.Unix(1, 999)}, &Leaf{Tags: map[string]int{}}
	a.Twin, b.Twin = orm.To(b), orm.To(a)
	b.fail = "after insert"
	require.NoError(t, in.Add(a, b))
	require.EqualError(t, s.Flush(ctx), "after insert")
	require.Zero(t, a.ID)
	require.Nil(t, a.TwinID)
	a.Calls, b.Calls, b.fail = nil, nil, ""
	require.NoError(t, s.Flush(ctx))
	require.Equal(t, []string{"before insert", "after insert"}, a.Calls, "its second statement is no update of the program's")
	require.Equal(t, a.ID, *b.TwinID)
	require.Equal(t, b.ID, *a.TwinID)
	require.Empty(t, plan(t, s), "999 ns are not stored, and are no change")

	a.Tags["more"] = 1
	a.Calls = nil
	require.NoError(t, s.Flush(ctx))
	require.Equal(t, []string{"before update", "after update"}, a.Calls)
	a.fail, a.Tags["more"] = "before update", 2
	require.EqualError(t, s.Flush(ctx), "orm: flush: before update")
	a.fail, a.Calls = "", nil
	require.NoError(t, in.Remove(a, b))
	require.NoError(t, s.Flush(ctx))
	require.Equal(t, []string{"before delete", "after delete"}, a.Calls)
	require.Equal(t, b.ID, *a.TwinID, "it was NULL for a while, in the row")
	row, err := in.Get(ctx, a.ID)
	require.ErrorIs(t, err, orm.ErrNotFound)
	require.Nil(t, row)
}

// TestSessionSoft: what is softly deleted leaves the session, and its row stays.
func TestSessionSoft(t *testing.T) {
	s := newShop(t)
	ctx := t.Context()
	unit := orm.NewSession(s.DB)
	customers := s.customers.In(unit)
	ada := &Customer{Email: "ada@x", Name: "Ada", Level: "gold", Credit: "1"}
	require.NoError(t, customers.Add(ada))
	require.NoError(t, unit.Flush(ctx))
	require.NoError(t, customers.Remove(ada))
	again := &Customer{Email: "ada@x", Name: "Ada II", Level: "gold", Credit: "1"}
	require.NoError(t, customers.Add(again))
	require.NoError(t, unit.Flush(ctx), "the address is free by then")
	require.True(t, ada.Gone.Valid)
	require.False(t, customers.Has(ada))
	all, err := customers.List(ctx, s.customers.All().WithDeleted().OrderBy(customerID.Asc()))
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Same(t, again, all[1])
	require.NoError(t, customers.HardRemove(all[0]))
	require.NoError(t, unit.Flush(ctx))
	n, err := s.customers.All().WithDeleted().Count(ctx, s)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)

	// Removed, and kept after all.
	require.NoError(t, customers.Remove(again))
	require.NoError(t, customers.Add(again))
	require.Empty(t, plan(t, unit))
	again.Level = "none"
	require.ErrorIs(t, unit.Flush(ctx), orm.ErrValue)
}
