package orm_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

func (d *Diary) BeforeInsert(context.Context) error { d.Text += "!"; return d.note("before insert") }
func (d *Diary) AfterInsert(context.Context) error  { return d.note("after insert") }
func (d *Diary) BeforeUpdate(context.Context) error { return d.note("before update") }
func (d *Diary) AfterUpdate(context.Context) error  { return d.note("after update") }
func (d *Diary) BeforeDelete(context.Context) error { return d.note("before delete") }
func (d *Diary) AfterDelete(context.Context) error  { return d.note("after delete") }

func TestHooks(t *testing.T) {
	schema := orm.NewSchema()
	diaries := orm.MustRegister[Diary](schema)
	id := orm.C(func(d *Diary) *int64 { return &d.ID })
	text := orm.C(func(d *Diary) *string { return &d.Text })
	db := open(t)
	ctx := t.Context()
	require.NoError(t, schema.Create(ctx, db))

	d := &Diary{Text: "dear"}
	require.NoError(t, diaries.Insert(ctx, db, d))
	require.NoError(t, diaries.Update(ctx, db, d))
	require.NoError(t, diaries.Delete(ctx, db, d))
	require.Equal(t, []string{"before insert", "after insert", "before update", "after update", "before delete", "after delete"}, d.Notes)

	d = &Diary{fail: "before insert"}
	require.ErrorIs(t, diaries.Insert(ctx, db, d), errOwn)
	n, err := diaries.All().Count(ctx, db)
	require.NoError(t, err)
	require.Zero(t, n)

	// Several: all before the first statement, all after the last.
	a, b := &Diary{}, &Diary{fail: "before insert"}
	require.ErrorIs(t, diaries.Insert(ctx, db, a, b), errOwn)
	require.Equal(t, []string{"before insert"}, a.Notes)
	b.fail = ""
	require.NoError(t, diaries.Insert(ctx, db, a, b))
	got, err := diaries.Get(ctx, db, b.ID)
	require.NoError(t, err)
	require.Equal(t, "!!", got.Text, "what a hook changes is written")

	// An error after the fact undoes a transaction.
	c := &Diary{fail: "after insert"}
	require.ErrorIs(t, db.Tx(ctx, func(tx *orm.Tx) error { return diaries.Insert(ctx, tx, c) }), errOwn)
	n, err = diaries.All().Count(ctx, db)
	require.NoError(t, err)
	require.EqualValues(t, 2, n)

	// An upsert is an insert to the hooks; queries have none.
	_, err = diaries.Upsert(ctx, db, orm.OnConflict[Diary](id).UpdateAll(), a)
	require.NoError(t, err)
	require.Len(t, a.Notes, 5)
	_, err = diaries.All().Update(ctx, db, text.Set("x"))
	require.NoError(t, err)
	require.Len(t, a.Notes, 5)
}

// A Counted row asks the DB how many there are, from its hooks.
type Counted struct {
	ID    int64
	N     int64
	After int64                                    `orm:"-"`
	count func(ctx context.Context) (int64, error) `orm:"-"`
}

func (c *Counted) BeforeInsert(ctx context.Context) (err error) {
	c.N, err = c.count(ctx)
	return err
}

func (c *Counted) AfterInsert(ctx context.Context) (err error) {
	c.After, err = c.count(ctx)
	return err
}

// TestHookUsesDB: a hook may use the DB, which has one connection.
func TestHookUsesDB(t *testing.T) {
	schema := orm.NewSchema()
	rows := orm.MustRegister[Counted](schema)
	db := open(t)
	require.NoError(t, schema.Create(t.Context(), db))
	count := func(ctx context.Context) (int64, error) { return rows.All().Count(ctx, db) }
	a, b := &Counted{count: count}, &Counted{count: count}
	require.NoError(t, rows.Insert(t.Context(), db, a, b))
	c := &Counted{count: count}
	require.NoError(t, rows.Insert(t.Context(), db, c))
	require.EqualValues(t, 2, a.After)
	require.EqualValues(t, 2, c.N)
	require.EqualValues(t, 3, c.After)
}
