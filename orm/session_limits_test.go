package orm_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/sqlite"
)

// A Link of a chain goes with the one before it.
type chainLink struct {
	ID       int64
	BeforeID sql.Null[int64]
	Before   orm.Rel[chainLink]
}

// TestSessionLongCascade: a chain of cascades is followed row by row, not over and over: with
// 20,000 rows that took minutes.
func TestSessionLongCascade(t *testing.T) {
	before := orm.RefersTo(orm.CNull(func(l *chainLink) *sql.Null[int64] { return &l.BeforeID }), orm.C(func(l *chainLink) *int64 { return &l.ID }))
	schema := orm.NewSchema()
	links := orm.MustRegister(schema, orm.Foreign(orm.Cascade, before),
		orm.Link(func(l *chainLink) *orm.Rel[chainLink] { return &l.Before }, before))
	db, err := sqlite.Open(t.Context(), ":memory:")
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	s := orm.NewSession(db)
	all := make([]*chainLink, 20_000)
	for i := range all {
		all[i] = &chainLink{ID: int64(i + 1)}
		if i > 0 {
			all[i].Before = orm.To(all[i-1])
		}
	}
	require.NoError(t, links.In(s).Add(all...))
	require.NoError(t, schema.Create(t.Context(), db))
	require.NoError(t, s.Flush(t.Context()))
	require.NoError(t, links.In(s).Remove(all[0]))
	plan, err := s.Plan()
	require.NoError(t, err)
	require.Len(t, plan.Steps, len(all))
	require.NoError(t, links.In(s).Detach(all[1:]...))
	require.Equal(t, 1, s.Len())
}

// TestSessionAutoFlushGet: a key that is not known is asked for after a flush.
func TestSessionAutoFlushGet(t *testing.T) {
	o := newOffice(t)
	s := orm.NewSession(o.DB, orm.WithAutoFlush())
	ada := &Staff{ID: 77, Name: "Ada"}
	require.NoError(t, o.staff.In(s).Add(ada))
	found, err := o.staff.In(s).Get(t.Context(), 77)
	require.NoError(t, err)
	require.Same(t, ada, found)
}

// TestSessionNil: what is nil is named, and takes nothing along.
func TestSessionNil(t *testing.T) {
	o := newOffice(t)
	require.PanicsWithValue(t, "orm: NewSession: the Runner is nil, or was opened by nothing", func() { orm.NewSession((*orm.DB)(nil)) })
	s := orm.NewSession(o.DB)
	require.EqualError(t, o.staff.In(nil).Add(&Staff{}), "orm: add: not a valid value: the Objects have no session or no table")
	require.EqualError(t, o.staff.In(s).Remove(nil), `orm: remove "staff": not a valid value: object 0 is nil`)
	require.NoError(t, o.staff.In(s).Add(&Staff{Name: "Ada"}))
	var none context.Context
	require.ErrorContains(t, s.Flush(none), "the context is nil")
	require.NoError(t, s.Flush(t.Context()), "the pool is not locked")
	require.ErrorContains(t, s.Tx(t.Context(), func(tx *orm.Tx) error {
		_, err := o.staff.All().List(none, tx)
		return err
	}), "the context is nil")
}

// TestTagIsNoOption: an option in the place of the name is no column that is called so.
func TestTagIsNoOption(t *testing.T) {
	type wrong struct {
		ID int64
		V  int64 `orm:"version"`
	}
	_, err := orm.Register[wrong](orm.NewSchema())
	require.ErrorContains(t, err, `"version" is an option: say `+"`orm:\",version\"`")
	type right struct {
		ID int64
		V  int64 `orm:"version,"`
		W  int64 `orm:"unique,index,"`
	}
	_, err = orm.Register[right](orm.NewSchema())
	require.NoError(t, err)
}
