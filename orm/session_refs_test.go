package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// TestSessionRefuses: what can be known is refused before anything is sent.
func TestSessionRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(t *testing.T, f *office, s *orm.Session, ada, bob *Staff)
		want error
		text string
	}{
		"an unknown object": {func(t *testing.T, f *office, s *orm.Session, ada, bob *Staff) {
			ada.Boss = orm.To(&Staff{Name: "Eve"})
		}, orm.ErrNotInSession, "staff 1 refers to it by boss_id"},
		"field and column": {func(t *testing.T, f *office, s *orm.Session, ada, bob *Staff) {
			ada.Boss, ada.BossID = orm.To(bob), sql.Null[int64]{V: 9, Valid: true}
		}, orm.ErrContradiction, "staff 1: its field says one row and boss_id another"},
		"no row and column": {func(t *testing.T, f *office, s *orm.Session, ada, bob *Staff) {
			ada.Boss, ada.BossID = orm.To[Staff](nil), sql.Null[int64]{V: 2, Valid: true}
		}, orm.ErrContradiction, "staff 1: its field says no row and boss_id one"},
		"another key": {func(t *testing.T, f *office, s *orm.Session, ada, bob *Staff) { ada.ID = 7 }, orm.ErrContradiction, "the key of row [1] was changed"},
		"a key twice": {func(t *testing.T, f *office, s *orm.Session, ada, bob *Staff) {
			require.NoError(t, f.staff.In(s).Add(&Staff{ID: 2, Name: "Eve"}))
		}, orm.ErrUnique, "staff 2 has the key of another object of the session"},
		"what goes": {func(t *testing.T, f *office, s *orm.Session, ada, bob *Staff) {
			ada.Boss = orm.To(bob)
			require.NoError(t, f.staff.In(s).Remove(bob))
		}, orm.ErrForeignKey, "staff 1 refers to staff 2 by boss_id, which is to be deleted"},
		"nothing where it must": {func(t *testing.T, f *office, s *orm.Session, ada, bob *Staff) {
			require.NoError(t, f.eggs.In(s).Add(&Egg{HenID: 1, Hen: orm.To[Hen](nil)}))
			require.NoError(t, f.hens.In(s).Detach())
		}, orm.ErrContradiction, "hen_id"},
		"NULL where it must not": {func(t *testing.T, f *office, s *orm.Session, ada, bob *Staff) {
			require.NoError(t, f.eggs.In(s).Add(&Egg{Hen: orm.To[Hen](nil)}))
			require.NoError(t, f.hens.In(s).Detach())
		}, orm.ErrNull, "hen_id"},
		"swapped names": {func(t *testing.T, f *office, s *orm.Session, ada, bob *Staff) {
			ada.Name, bob.Name = bob.Name, ada.Name
		}, nil, "update staff 1 waits for update staff 2 (it frees name)"},
	} {
		t.Run(name, func(t *testing.T) {
			f, ctx := newOffice(t), t.Context()
			s := orm.NewSession(f)
			ada, bob := &Staff{Name: "Ada"}, &Staff{Name: "Bob"}
			require.NoError(t, f.staff.In(s).Add(ada, bob))
			require.NoError(t, s.Flush(ctx))
			f.ops()
			c.edit(t, f, s, ada, bob)
			_, planned := s.Plan()
			err := s.Flush(ctx)
			require.Equal(t, planned, err)
			require.ErrorContains(t, err, c.text)
			if c.want != nil {
				require.ErrorIs(t, err, c.want)
			}
			require.Empty(t, f.ops(), "nothing was sent")
		})
	}
}

// TestSessionUnique: a value is given up before another row takes it, and a key by a deletion.
func TestSessionUnique(t *testing.T) {
	f, ctx := newOffice(t), t.Context()
	s := orm.NewSession(f)
	staff := f.staff.In(s)
	ada, bob, eve := &Staff{Name: "Ada"}, &Staff{Name: "Bob"}, &Staff{Name: "Eve"}
	require.NoError(t, staff.Add(ada, bob, eve))
	require.NoError(t, s.Flush(ctx))
	ada.Name, bob.Name = "Bob", "Eve" // the last one's
	require.NoError(t, staff.Remove(eve))
	again := &Staff{ID: eve.ID, Name: "Ada"}
	require.NoError(t, staff.Add(again))
	require.Equal(t, `delete staff
  1: row 3
update staff
  2: row 2, name, after 1: it frees name
update staff
  3: row 1, name, after 2: it frees name
insert staff
  4: row 3, after 1: it frees id, after 3: it frees name
`, plan(t, s))
	require.NoError(t, s.Flush(ctx))
	same, err := staff.Get(ctx, 3)
	require.NoError(t, err)
	require.Same(t, again, same)
}

// TestSessionStaleField: a column that the program changes counts more than what its field
// was loaded with, which then is not loaded any more.
func TestSessionStaleField(t *testing.T) {
	f, ctx := newOffice(t), t.Context()
	s := orm.NewSession(f)
	ada, bob, eve := &Staff{Name: "Ada"}, &Staff{Name: "Bob"}, &Staff{Name: "Eve"}
	bob.Boss = orm.To(ada)
	require.NoError(t, f.staff.In(s).Add(ada, bob, eve))
	require.NoError(t, s.Flush(ctx))
	bob.BossID.V = eve.ID
	require.NoError(t, s.Flush(ctx))
	require.False(t, bob.Boss.Loaded())
	require.NoError(t, f.staff.In(s).Load(ctx, []*Staff{bob}, orm.BelongsTo(staffsBoss, f.staff, orm.On(staffBoss, staffID))))
	boss, _ := bob.Boss.Get()
	require.Same(t, eve, boss)
	require.Empty(t, plan(t, s))

	ada.Boss = bob.Boss // what was loaded for one is said of another
	require.Equal(t, "update staff\n  1: row 1, boss_id\n", plan(t, s))
	require.NoError(t, s.Flush(ctx))
	require.Equal(t, eve.ID, ada.BossID.V)
	ada.Boss = orm.To[Staff](nil)
	require.NoError(t, s.Flush(ctx))
	require.False(t, ada.BossID.Valid)

	// A field that was loaded with none, as with what is softly deleted, changes nothing.
	ada.BossID = sql.Null[int64]{V: eve.ID, Valid: true}
	require.NoError(t, s.Flush(ctx))
	none := orm.BelongsTo(staffsBoss, f.staff, orm.On(staffBoss, staffID)).Where(staffID.Eq(99))
	require.NoError(t, f.staff.In(s).Load(ctx, []*Staff{ada}, none))
	require.True(t, ada.Boss.Loaded())
	require.Empty(t, plan(t, s))
}

// TestSessionForeign: what a foreign key does to rows, a flush does to their objects.
func TestSessionForeign(t *testing.T) {
	f, ctx := newOffice(t), t.Context()
	s := orm.NewSession(f)
	desk, ada := &Desk{Room: "1"}, &Staff{Name: "Ada"}
	ada.Desk = orm.To(desk)
	require.NoError(t, f.desks.In(s).Add(desk))
	require.NoError(t, f.staff.In(s).Add(ada))
	require.NoError(t, s.Flush(ctx))
	require.NoError(t, f.desks.In(s).Remove(desk))
	require.Equal(t, "update staff\n  1: row 1, desk_id\ndelete desk\n  2: row 1, after 1: it refers to this by desk_id\n", plan(t, s))
	require.NotNil(t, ada.DeskID, "a plan changes nothing")
	require.NoError(t, s.Flush(ctx))
	require.Nil(t, ada.DeskID)
	none, loaded := ada.Desk.Get()
	require.True(t, loaded)
	require.Nil(t, none)
	require.False(t, f.desks.In(s).Has(desk))
}

// TestSessionBatch: rows of one table go together, children in as few statements as parents.
func TestSessionBatch(t *testing.T) {
	f, ctx := newOffice(t), t.Context()
	s := orm.NewSession(f)
	top := &Staff{Name: "top"}
	for i := range 50 {
		d := &Desk{Room: "r", Owner: orm.To(top)}
		p := &Staff{Name: string(rune('a' + i)), Boss: orm.To(top), Desk: orm.To(d)}
		require.NoError(t, f.staff.In(s).Add(p))
		require.NoError(t, f.desks.In(s).Add(d))
	}
	require.NoError(t, f.staff.In(s).Add(top))
	require.NoError(t, s.Flush(ctx))
	require.Equal(t, []string{"begin ", "insert staff", "insert desk", "insert staff", "commit "}, f.ops())
}

// TestSessionBroken: an error in the middle of a flush takes back what it has written to
// objects, and the same flush can be done again.
func TestSessionBroken(t *testing.T) {
	f, ctx := newOffice(t), t.Context()
	s := orm.NewSession(f)
	ada, desk := &Staff{Name: "Ada"}, &Desk{Room: "1"}
	desk.Owner, ada.Desk = orm.To(ada), orm.To(desk)
	require.NoError(t, f.staff.In(s).Add(ada))
	require.NoError(t, f.desks.In(s).Add(desk))
	was, planned := *ada, plan(t, s)
	// Another program has the name by now.
	require.NoError(t, f.staff.Insert(ctx, f, &Staff{ID: 5, Name: "Bob"}))
	bob, err := f.staff.In(s).Get(ctx, 5)
	require.NoError(t, err)
	bob.Name = "Ada"
	require.NoError(t, f.staff.In(s).Detach(bob))
	require.NoError(t, f.staff.Update(ctx, f, bob))
	require.ErrorIs(t, s.Flush(ctx), orm.ErrUnique)
	require.Equal(t, was, *ada)
	require.Equal(t, planned, plan(t, s))
	for k := range 6 {
		broken, cancel := context.WithCancel(ctx)
		left := k
		f.during = func(orm.Event) {
			if left--; left < 0 {
				cancel()
			}
		}
		err := s.Flush(broken)
		f.during = nil
		cancel()
		require.Error(t, err)
		require.Equal(t, was, *ada)
		require.Zero(t, desk.ID)
		require.Equal(t, planned, plan(t, s))
	}
	ada.Name = "Eve"
	require.NoError(t, s.Flush(ctx))
	require.Equal(t, desk.ID, *ada.DeskID)
}

// TestSessionTx: a transaction that fails leaves session and objects as they were, and can
// be run again.
func TestSessionTx(t *testing.T) {
	f, ctx := newOffice(t), t.Context()
	s := orm.NewSession(f, orm.WithAutoFlush())
	staff := f.staff.In(s)
	ada, bob := &Staff{Name: "Ada"}, &Staff{Name: "Bob"}
	require.NoError(t, staff.Add(ada, bob))
	require.NoError(t, s.Flush(ctx))
	ada.Pay = 1 // not written yet
	wrong := errors.New("wrong")
	var last *Staff
	body := func(fail error) func(tx *orm.Tx) error {
		return func(tx *orm.Tx) error {
			ada.Pay++
			last = &Staff{Name: "Eve", Boss: orm.To(ada)}
			if err := staff.Add(last); err != nil {
				return err
			}
			found, err := staff.One(ctx, f.staff.Where(staffPay.Eq(2))) // flushes
			require.NoError(t, err)
			require.Same(t, ada, found)
			require.NotZero(t, last.ID)
			require.NoError(t, staff.Remove(bob))
			require.ErrorIs(t, s.Tx(ctx, func(*orm.Tx) error { ada.Pay = 50; return wrong }), wrong)
			require.EqualValues(t, 2, ada.Pay)
			n, err := f.staff.All().Count(ctx, tx)
			require.NoError(t, err)
			require.EqualValues(t, 3, n, "not asked of the session, so not flushed before")
			return fail
		}
	}
	require.ErrorIs(t, s.Tx(ctx, body(wrong)), wrong)
	require.EqualValues(t, 1, ada.Pay)
	require.Zero(t, last.ID)
	require.False(t, last.BossID.Valid)
	require.True(t, staff.Has(bob))
	require.False(t, staff.Has(last))
	require.Equal(t, "update staff\n  1: row 1, pay\n", plan(t, s))
	require.Panics(t, func() { _ = s.Tx(ctx, func(*orm.Tx) error { ada.Pay = 9; panic("no") }) })
	require.EqualValues(t, 1, ada.Pay)

	require.NoError(t, s.Tx(ctx, body(nil)))
	n, err := f.staff.All().Count(ctx, f)
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
	require.False(t, staff.Has(bob))
	require.Empty(t, plan(t, s))
}

// TestSessionBusy: two at a time are told so.
func TestSessionBusy(t *testing.T) {
	f, ctx := newOffice(t), t.Context()
	s := orm.NewSession(f)
	require.NoError(t, f.staff.In(s).Add(&Staff{Name: "Ada"}))
	var inside []error
	f.during = func(orm.Event) {
		_, err := s.Plan()
		inside = append(inside, f.staff.In(s).Add(&Staff{}), s.Flush(ctx), s.Clear(), s.Tx(ctx, func(*orm.Tx) error { return nil }), err)
	}
	require.NoError(t, s.Flush(ctx))
	f.during = nil
	require.Len(t, inside, 15)
	for _, err := range inside {
		require.ErrorIs(t, err, orm.ErrSessionBusy)
	}
	require.ErrorIs(t, f.staff.In(s).Add(nil), orm.ErrValue)
	require.ErrorIs(t, f.staff.In(s).Remove(&Staff{}), orm.ErrNotInSession)
	require.Panics(t, func() { orm.NewSession(nil) })
	require.Panics(t, func() { _ = s.Tx(ctx, nil) })
}
