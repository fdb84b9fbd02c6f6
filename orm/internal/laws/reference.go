package laws

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// A player plays random operations on a table and on a map, and compares.
type player struct {
	t      *testing.T
	db     *orm.DB
	things *orm.Table[Thing]
	rows   map[int64]Thing
	rng    *rand.Rand
	now    *time.Time
	log    []string
}

// Reference plays steps random operations from a seed on a database and on a map of
// rows; the results are the same at every step.
func Reference(t *testing.T, open Open, seed uint64, steps int) {
	t.Helper()
	now := time.Unix(1.7e9, 0).UTC()
	db := open(t, orm.WithClock(func() time.Time { return now }))
	s := orm.NewSchema()
	things, err := orm.Register[Thing](s)
	require.NoError(t, err)
	require.NoError(t, s.Create(t.Context(), db))
	p := &player{t: t, db: db, things: things, rows: map[int64]Thing{}, rng: rand.New(rand.NewPCG(seed, 9)), now: &now}
	for range steps {
		now = now.Add(time.Second)
		p.step(db)
		if t.Failed() {
			t.Fatalf("seed %d, the last steps: %q", seed, p.log[max(0, len(p.log)-12):])
		}
	}
}

func (p *player) say(format string, args ...any) { p.log = append(p.log, fmt.Sprintf(format, args...)) }

// step is one operation. In a transaction r is that.
func (p *player) step(r orm.Runner) {
	switch p.rng.IntN(15) {
	case 0, 1, 2:
		p.insert(r, 1)
	case 3:
		p.insert(r, 2+p.rng.IntN(130))
	case 4:
		p.get(r)
	case 5, 6:
		p.update(r)
	case 7:
		p.stale(r)
	case 8:
		p.remove(r)
	case 9:
		p.bulkUpdate(r)
	case 10:
		p.bulkDelete(r)
	case 11:
		p.tx(r)
	case 12:
		p.aggregate(r)
	default:
		p.query(r)
	}
}

func (p *player) insert(r orm.Runner, n int) {
	p.say("insert %d", n)
	all := make([]*Thing, n)
	for i := range all {
		t := randomThing(p.rng)
		all[i] = &t
	}
	require.NoError(p.t, p.things.Insert(p.t.Context(), r, all...))
	for _, t := range all {
		require.NotContains(p.t, p.rows, t.ID)
		p.rows[t.ID] = stored(*t)
	}
}

// pick gives any key, mostly of a row that is there.
func (p *player) pick() int64 {
	ids := slices.Sorted(maps.Keys(p.rows))
	if len(ids) == 0 || p.rng.IntN(8) == 0 {
		return -1 - p.rng.Int64N(3)
	}
	return ids[p.rng.IntN(len(ids))]
}

// seen gives a row if queries see it.
func (p *player) seen(id int64) (Thing, bool) {
	t, ok := p.rows[id]
	return t, ok && !t.Gone.Valid
}

func (p *player) get(r orm.Runner) {
	id := p.pick()
	p.say("get %d", id)
	got, err := p.things.Get(p.t.Context(), r, id)
	want, ok := p.seen(id)
	if !ok {
		require.ErrorIs(p.t, err, orm.ErrNotFound)
		return
	}
	require.NoError(p.t, err)
	require.Equal(p.t, show(want), show(*got))
}

func (p *player) update(r orm.Runner) {
	id := p.pick()
	was, ok := p.seen(id)
	next := randomThing(p.rng)
	next.ID, next.Version = id, was.Version
	cols := [][]orm.Column[Thing]{nil, {thingN}, {thingName, thingNote, thingP}}[p.rng.IntN(3)]
	p.say("update %d, %d columns", id, len(cols))
	err := p.things.Update(p.t.Context(), r, &next, cols...)
	if !ok {
		require.ErrorIs(p.t, err, orm.ErrNotFound)
		return
	}
	require.NoError(p.t, err)
	require.Equal(p.t, was.Version+1, next.Version)
	want := stored(next)
	switch len(cols) {
	case 1:
		want, want.N, want.Version = was, next.N, next.Version
	case 3:
		was.Name, was.Note, was.P, was.Version = want.Name, want.Note, want.P, want.Version
		want = was
	}
	p.rows[id] = want
}

func (p *player) stale(r orm.Runner) {
	id := p.pick()
	was, ok := p.seen(id)
	if !ok {
		return
	}
	p.say("stale %d", id)
	was.Version--
	was.N = 99
	var stale *orm.StaleError
	require.ErrorAs(p.t, p.things.Update(p.t.Context(), r, &was), &stale)
	require.ErrorAs(p.t, p.things.Delete(p.t.Context(), r, &was), &stale)
	require.Equal(p.t, []any{id}, stale.Key)
}

func (p *player) remove(r orm.Runner) {
	id := p.pick()
	was, ok := p.seen(id)
	was.ID = id
	if p.rng.IntN(3) == 0 {
		p.say("hard delete %d", id)
		row, there := p.rows[id]
		was.Version = row.Version
		err := p.things.HardDelete(p.t.Context(), r, &was)
		if !there {
			require.ErrorIs(p.t, err, orm.ErrNotFound)
			return
		}
		require.NoError(p.t, err)
		delete(p.rows, id)
		return
	}
	p.say("delete %d", id)
	gone := was.Gone
	err := p.things.Delete(p.t.Context(), r, &was)
	if !ok {
		require.ErrorIs(p.t, err, orm.ErrNotFound)
		require.Equal(p.t, gone, was.Gone, "the object of a failed delete has changed")
		return
	}
	require.NoError(p.t, err)
	require.Equal(p.t, sql.Null[time.Time]{V: *p.now, Valid: true}, was.Gone)
	p.rows[id] = was
}

// chosen are the rows of the map that a condition holds for, by key.
func (p *player) chosen(c condition) []Thing {
	var all []Thing
	for _, id := range slices.Sorted(maps.Keys(p.rows)) {
		if t, ok := p.seen(id); ok && c.of(t) == yes {
			all = append(all, t)
		}
	}
	return all
}

func (p *player) query(r orm.Runner) {
	c := randomCondition(p.rng, 3)
	p.say("query %s", c.text)
	want := p.chosen(c)
	q := p.things.Where(c.pred).OrderBy(thingID.Asc())
	n, err := q.Count(p.t.Context(), r)
	require.NoError(p.t, err)
	require.EqualValues(p.t, len(want), n)
	some, err := q.Exists(p.t.Context(), r)
	require.NoError(p.t, err)
	require.Equal(p.t, len(want) > 0, some)
	if p.rng.IntN(2) == 0 {
		skip, most := p.rng.IntN(4), p.rng.IntN(10)
		q = q.Offset(int64(skip)).Limit(int64(most))
		want = want[min(skip, len(want)):]
		want = want[:min(most, len(want))]
	}
	got, err := q.List(p.t.Context(), r)
	require.NoError(p.t, err)
	p.same(want, got)
	var streamed []Thing
	for t, err := range q.Each(p.t.Context(), r) {
		require.NoError(p.t, err)
		streamed = append(streamed, *t)
	}
	p.same(want, streamed)
}

func (p *player) same(want, got []Thing) {
	p.t.Helper()
	texts := func(all []Thing) []string {
		out := make([]string, len(all))
		for i, t := range all {
			out[i] = show(t)
		}
		return out
	}
	require.Equal(p.t, texts(want), texts(got))
}

func (p *player) aggregate(r orm.Runner) {
	c := randomCondition(p.rng, 2)
	p.say("aggregate %s", c.text)
	want := sql.Null[int64]{}
	least := sql.Null[time.Time]{}
	for _, t := range p.chosen(c) {
		want.V, want.Valid = want.V+t.N, true
		if !least.Valid || t.At.Before(least.V) {
			least = sql.Null[time.Time]{V: t.At, Valid: true}
		}
	}
	got, err := orm.Value(p.t.Context(), r, p.things.Where(c.pred), orm.Sum(thingN))
	require.NoError(p.t, err)
	require.Equal(p.t, want, got)
	first, err := orm.Value(p.t.Context(), r, p.things.Where(c.pred), orm.Min(thingAt))
	require.NoError(p.t, err)
	require.Equal(p.t, least, first)
}

func (p *player) bulkUpdate(r orm.Runner) {
	c := randomCondition(p.rng, 1)
	p.say("update where %s", c.text)
	// All, since a condition that is true for every row would be refused.
	n, err := p.things.All().Where(c.pred).Update(p.t.Context(), r, orm.Add(thingN, 3), thingNote.Set("bulk"), thingP.SetNull())
	require.NoError(p.t, err)
	chosen := p.chosen(c)
	require.EqualValues(p.t, len(chosen), n)
	for _, t := range chosen {
		t.N, t.Note, t.P = t.N+3, sql.Null[string]{V: "bulk", Valid: true}, nil
		t.Version++
		p.rows[t.ID] = t
	}
}

func (p *player) bulkDelete(r orm.Runner) {
	c := randomCondition(p.rng, 2)
	c.pred, c.of = orm.And(c.pred, thingN.Gt(7)), func(of func(Thing) truth) func(Thing) truth {
		return func(t Thing) truth { return min(of(t), is(t.N > 7)) }
	}(c.of)
	p.say("delete where %s", c.text)
	n, err := p.things.Where(c.pred).Delete(p.t.Context(), r)
	require.NoError(p.t, err)
	chosen := p.chosen(c)
	require.EqualValues(p.t, len(chosen), n)
	for _, t := range chosen {
		t.Gone, t.Version = sql.Null[time.Time]{V: *p.now, Valid: true}, t.Version+1
		p.rows[t.ID] = t
	}
	// Restore some of them: naming the column finds what is deleted.
	if len(chosen) > 0 {
		t := p.rows[chosen[0].ID]
		t.Gone = sql.Null[time.Time]{}
		require.NoError(p.t, p.things.Update(p.t.Context(), r, &t, thingGone))
		p.rows[t.ID] = t
	}
}

var errUndo = errors.New("undo")

// tx plays some steps in a transaction, or a savepoint, and perhaps undoes them.
func (p *player) tx(r orm.Runner) {
	before := maps.Clone(p.rows)
	undo := p.rng.IntN(2) == 0
	p.say("begin, to be undone: %v", undo)
	body := func(tx *orm.Tx) error {
		for range 1 + p.rng.IntN(6) {
			p.step(tx)
		}
		if undo {
			return errUndo
		}
		return nil
	}
	var err error
	switch r := r.(type) {
	case *orm.DB:
		err = r.Tx(p.t.Context(), body)
	case *orm.Tx:
		err = r.Tx(p.t.Context(), body)
	}
	if undo {
		require.ErrorIs(p.t, err, errUndo)
		p.rows = before
	} else {
		require.NoError(p.t, err)
	}
	p.say("end")
}
