package orm_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/sqlite"
)

// A Staff is somebody with a boss, and a desk that is somebody's.
type Staff struct {
	ID     int64
	Name   string `orm:",unique"`
	Pay    int64
	BossID sql.Null[int64]
	DeskID *int64
	Boss   orm.Rel[Staff]
	Desk   orm.Rel[Desk]
	Notes  []byte
}

type Desk struct {
	ID      int64
	Room    string
	OwnerID sql.Null[int64]
	Owner   orm.Rel[Staff]
	Version int64 `orm:",version"`
}

// An Egg and a Hen need each other, and neither can be first.
type (
	Egg struct {
		ID    int64
		HenID int64
		Hen   orm.Rel[Hen]
	}
	Hen struct {
		ID    int64
		EggID int64
		Egg   orm.Rel[Egg]
	}
)

var (
	staffID    = orm.C(func(s *Staff) *int64 { return &s.ID })
	staffPay   = orm.C(func(s *Staff) *int64 { return &s.Pay })
	staffBoss  = orm.CNull(func(s *Staff) *sql.Null[int64] { return &s.BossID })
	staffDesk  = orm.CPtr(func(s *Staff) **int64 { return &s.DeskID })
	deskID     = orm.C(func(d *Desk) *int64 { return &d.ID })
	deskOwner  = orm.CNull(func(d *Desk) *sql.Null[int64] { return &d.OwnerID })
	staffsBoss = func(s *Staff) *orm.Rel[Staff] { return &s.Boss }
)

type office struct {
	*orm.DB
	staff  *orm.Table[Staff]
	desks  *orm.Table[Desk]
	eggs   *orm.Table[Egg]
	hens   *orm.Table[Hen]
	sent   []orm.Event
	during func(orm.Event)
}

func newOffice(t *testing.T) *office {
	t.Helper()
	f := &office{}
	schema := orm.NewSchema()
	f.staff = orm.MustRegister(schema,
		orm.Foreign(orm.NoAction, orm.RefersTo(staffBoss, staffID)), orm.Link(staffsBoss, orm.RefersTo(staffBoss, staffID)),
		orm.Foreign(orm.SetNull, orm.RefersTo(staffDesk, deskID)), orm.Link(func(s *Staff) *orm.Rel[Desk] { return &s.Desk }, orm.RefersTo(staffDesk, deskID)))
	f.desks = orm.MustRegister(schema,
		orm.Foreign(orm.NoAction, orm.RefersTo(deskOwner, staffID)), orm.Link(func(d *Desk) *orm.Rel[Staff] { return &d.Owner }, orm.RefersTo(deskOwner, staffID)))
	egg, hen := orm.C(func(e *Egg) *int64 { return &e.ID }), orm.C(func(h *Hen) *int64 { return &h.ID })
	henOf, eggOf := orm.C(func(e *Egg) *int64 { return &e.HenID }), orm.C(func(h *Hen) *int64 { return &h.EggID })
	f.eggs = orm.MustRegister(schema, orm.Foreign(orm.NoAction, orm.RefersTo(henOf, hen)), orm.Link(func(e *Egg) *orm.Rel[Hen] { return &e.Hen }, orm.RefersTo(henOf, hen)))
	f.hens = orm.MustRegister(schema, orm.Foreign(orm.NoAction, orm.RefersTo(eggOf, egg)), orm.Link(func(h *Hen) *orm.Rel[Egg] { return &h.Egg }, orm.RefersTo(eggOf, egg)))
	db, err := sqlite.Open(context.Background(), ":memory:", orm.WithTrace(func(e orm.Event) {
		f.sent = append(f.sent, e)
		if f.during != nil {
			f.during(e)
		}
	}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	f.DB = db
	require.NoError(t, schema.Create(t.Context(), db))
	f.sent = nil
	return f
}

// ops are the operations sent since the last call.
func (f *office) ops() (out []string) {
	for _, e := range f.sent {
		out = append(out, e.Op+" "+e.Table)
	}
	f.sent = nil
	return out
}

func plan(t *testing.T, s *orm.Session) string {
	t.Helper()
	p, err := s.Plan()
	require.NoError(t, err)
	return p.String()
}

// TestSessionIdentity: one object for one row, however it is read.
func TestSessionIdentity(t *testing.T) {
	f, ctx := newOffice(t), t.Context()
	require.NoError(t, f.staff.Insert(ctx, f, &Staff{Name: "Ada"}, &Staff{Name: "Bob"}))
	s := orm.NewSession(f)
	staff := f.staff.In(s)
	ada, err := staff.Get(ctx, 1)
	require.NoError(t, err)
	f.ops()
	again, err := staff.Get(ctx, int8(1))
	require.NoError(t, err)
	require.Same(t, ada, again)
	require.Empty(t, f.ops(), "it was in the map")
	all, err := staff.List(ctx, f.staff.All().OrderBy(staffID.Asc()))
	require.NoError(t, err)
	require.Same(t, ada, all[0])
	first, err := staff.First(ctx, f.staff.All().OrderBy(staffID.Desc()))
	require.NoError(t, err)
	require.Same(t, all[1], first)
	one, err := staff.One(ctx, f.staff.Where(staffID.Eq(1)))
	require.NoError(t, err)
	require.Same(t, ada, one)
	require.Equal(t, 2, s.Len())
	_, err = staff.Get(ctx, 9)
	require.ErrorIs(t, err, orm.ErrNotFound)
	_, err = staff.Get(ctx, "1")
	require.ErrorIs(t, err, orm.ErrType)
	_, err = staff.Get(ctx)
	require.ErrorIs(t, err, orm.ErrValue)

	// What others changed is not seen before it is asked for.
	_, err = f.staff.Where(staffID.Eq(1)).Update(ctx, f, staffPay.Set(7))
	require.NoError(t, err)
	_, err = staff.List(ctx, f.staff.All())
	require.NoError(t, err)
	require.Zero(t, ada.Pay)
	require.NoError(t, staff.Expire(ada))
	_, err = staff.Get(ctx, 1)
	require.NoError(t, err)
	require.EqualValues(t, 7, ada.Pay)
	ada.Pay = 8
	require.NoError(t, staff.Refresh(ctx, ada))
	require.EqualValues(t, 7, ada.Pay)
	require.Empty(t, plan(t, s))

	require.NoError(t, staff.Detach(ada))
	require.False(t, staff.Has(ada))
	other, err := staff.Get(ctx, 1)
	require.NoError(t, err)
	require.NotSame(t, ada, other)
	require.NoError(t, s.Clear())
	require.Zero(t, s.Len())
}

// TestSessionDirty: only columns that differ are written, and nothing where none does.
func TestSessionDirty(t *testing.T) {
	f, ctx := newOffice(t), t.Context()
	s := orm.NewSession(f)
	staff := f.staff.In(s)
	ada := &Staff{Name: "Ada", Notes: []byte("ab")}
	require.NoError(t, staff.Add(ada, &Staff{Name: "Bob"}))
	require.NoError(t, s.Flush(ctx))
	require.Equal(t, []string{"begin ", "insert staff", "commit "}, f.ops())
	require.NoError(t, s.Flush(ctx))
	require.Empty(t, f.ops())
	ada.Pay = 5
	ada.Notes[0] = 'x' // in place
	require.Equal(t, "update staff\n  1: row 1, pay and notes\n", plan(t, s))
	require.NoError(t, s.Flush(ctx))
	require.Equal(t, `UPDATE "staff" SET "pay" = ?, "notes" = ? WHERE "id" = ?`, f.sent[1].Statements[0].SQL)
	ada.ID = 9
	require.ErrorIs(t, s.Flush(ctx), orm.ErrContradiction)
	ada.ID = 1
	require.NoError(t, s.Flush(ctx))
	row, err := f.staff.Get(ctx, f, 1)
	require.NoError(t, err)
	require.Equal(t, []byte("xb"), row.Notes)
}

// TestSessionCycle: rows that need each other are inserted and deleted all the same, where a
// column may be NULL.
func TestSessionCycle(t *testing.T) {
	f, ctx := newOffice(t), t.Context()
	s := orm.NewSession(f)
	ada, bob, own := &Staff{Name: "Ada"}, &Staff{Name: "Bob"}, &Staff{Name: "Own"}
	desk := &Desk{Room: "1", Owner: orm.To(ada)}
	ada.Desk, bob.Boss, own.Boss = orm.To(desk), orm.To(ada), orm.To(own)
	require.NoError(t, f.staff.In(s).Add(bob, ada, own))
	require.NoError(t, f.desks.In(s).Add(desk))
	require.Equal(t, `insert staff
  1: a new row, desk_id NULL for now
  2: a new row, boss_id NULL for now
insert desk
  3: a new row, after 1: refers to it by owner_id
insert staff
  4: a new row, after 1: refers to it by boss_id
update staff
  5: a new row, boss_id, after 2: the same row
  6: a new row, desk_id, after 1: the same row, after 3: refers to it by desk_id
`, plan(t, s))
	require.NoError(t, s.Flush(ctx))
	require.Equal(t, sql.Null[int64]{V: ada.ID, Valid: true}, bob.BossID)
	require.Equal(t, desk.ID, *ada.DeskID)
	require.Equal(t, own.ID, own.BossID.V)
	require.Empty(t, plan(t, s))
	require.NoError(t, f.staff.In(s).Remove(ada, bob, own))
	require.NoError(t, f.desks.In(s).Remove(desk))
	require.Equal(t, `update desk
  1: row 1, owner_id
update staff
  2: row 2, boss_id
delete staff
  3: row 3
  4: row 2, after 2: the same row
delete staff
  5: row 1, after 3: it refers to this by boss_id, after 1: it refers to this by owner_id
delete desk
  6: row 1, after 5: it refers to this by desk_id, after 1: the same row
`, plan(t, s))
	require.NoError(t, s.Flush(ctx))
	n, err := f.staff.All().Count(ctx, f)
	require.NoError(t, err)
	require.Zero(t, n)
	require.Zero(t, s.Len())

	f.ops()
	hen, egg := &Hen{}, &Egg{}
	hen.Egg, egg.Hen = orm.To(egg), orm.To(hen)
	require.NoError(t, f.hens.In(s).Add(hen))
	require.NoError(t, f.eggs.In(s).Add(egg))
	err = s.Flush(ctx)
	var circle *orm.CycleError
	require.ErrorAs(t, err, &circle)
	require.Equal(t, []string{"insert a new row of hen", "insert a new row of egg"}, circle.Rows)
	require.EqualError(t, err, "orm: flush: rows wait for each other in a circle, and no reference in it may be NULL: "+
		"insert a new row of hen waits for insert a new row of egg (refers to it by egg_id); "+
		"insert a new row of egg waits for insert a new row of hen (refers to it by hen_id)")
	require.Empty(t, f.ops())
}

// TestSessionStale: a row that somebody else has changed or deleted is an error that names it.
func TestSessionStale(t *testing.T) {
	f, ctx := newOffice(t), t.Context()
	s := orm.NewSession(f)
	desk, ada := &Desk{Room: "1"}, &Staff{Name: "Ada"}
	require.NoError(t, f.desks.In(s).Add(desk))
	require.NoError(t, f.staff.In(s).Add(ada))
	require.NoError(t, s.Flush(ctx))
	other, err := f.desks.Get(ctx, f, desk.ID)
	require.NoError(t, err)
	require.NoError(t, f.desks.Update(ctx, f, other))
	desk.Room, ada.Pay = "2", 7
	err = s.Flush(ctx)
	var stale *orm.StaleError
	var failed *orm.FlushError
	require.ErrorAs(t, err, &stale)
	require.ErrorAs(t, err, &failed)
	require.Equal(t, orm.FlushError{Op: "update", Table: "desk", Key: []any{int64(1)}, Err: failed.Err}, *failed)
	require.EqualError(t, err, `orm: update "desk": row [1]: row [1] of "desk" was changed since it was read`)
	require.Zero(t, desk.Version)
	require.NoError(t, f.desks.In(s).Refresh(ctx, desk))
	desk.Room = "2"
	require.NoError(t, s.Flush(ctx))
	require.EqualValues(t, 2, desk.Version)

	require.NoError(t, f.staff.Delete(ctx, f, ada))
	ada.Pay = 8
	err = s.Flush(ctx)
	require.ErrorIs(t, err, orm.ErrNotFound)
	require.EqualError(t, err, `orm: update "staff": row [1]: no such row`)
	require.NoError(t, f.staff.In(s).Remove(ada))
	require.ErrorIs(t, s.Flush(ctx), orm.ErrNotFound)
	require.ErrorIs(t, f.staff.In(s).Refresh(ctx, ada), orm.ErrNotFound)
	require.NoError(t, f.staff.In(s).Detach(ada))
	require.NoError(t, s.Flush(ctx))
}
