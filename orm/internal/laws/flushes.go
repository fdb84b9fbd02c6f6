package laws

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// flush writes all there is, and looks.
func (w *worker) flush() {
	plan, err := w.s.Plan()
	require.NoError(w.t, err)
	require.NoError(w.t, w.s.Flush(w.t.Context()), "%s", plan)
	w.flushed(w.db)
}

// flushed compares the tables with the objects. In a transaction r is that.
func (w *worker) flushed(r orm.Runner) {
	w.say("flushed")
	clear(w.w.said)
	for _, v := range w.objects() {
		w.w.stored[v] = true
	}
	if w.r != nil {
		r = w.r
	}
	require.Equal(w.t, w.want(), w.g.rows(w.t, r))
	require.Equal(w.t, len(w.objects()), w.s.Len())
	plan, err := w.s.Plan()
	require.NoError(w.t, err)
	require.Empty(w.t, plan.String())
}

func (w *worker) objects() (all []any) {
	for _, v := range w.w.teams {
		all = append(all, v)
	}
	for _, v := range w.w.persons {
		all = append(all, v)
	}
	for _, v := range w.w.duties {
		all = append(all, v)
	}
	for _, v := range w.w.papers {
		all = append(all, v)
	}
	return all
}

// texts are what the objects hold.
func (w *worker) texts() (all []string) {
	for _, v := range w.objects() {
		if o, ok := v.(interface{ text() string }); ok {
			all = append(all, o.text())
		}
	}
	slices.Sort(all)
	return all
}

// want is what the tables should hold: the objects, with what the world says they refer to.
func (w *worker) want() []string {
	for _, t := range w.w.teams {
		lead := w.w.lead[t]
		require.Equal(w.t, lead != nil, t.LeadID.Valid, t.Name)
		if lead != nil {
			require.Equal(w.t, lead.ID, t.LeadID.V)
		}
		agrees(w, t.Lead, lead)
	}
	for _, p := range w.w.persons {
		team, boss := w.w.team[p], w.w.boss[p]
		require.Equal(w.t, team != nil, p.TeamID != nil, p.Name)
		if team != nil {
			require.Equal(w.t, team.ID, *p.TeamID)
		}
		require.Equal(w.t, boss != nil, p.BossID.Valid, p.Name)
		if boss != nil {
			require.Equal(w.t, boss.ID, p.BossID.V)
		}
		agrees(w, p.Team, team)
		agrees(w, p.Boss, boss)
	}
	for _, d := range w.w.duties {
		owner := w.w.owner[d]
		require.Equal(w.t, w.w.of[d].ID, d.TeamID)
		require.Equal(w.t, owner != nil, d.OwnerID.Valid, d.No)
		if owner != nil {
			require.Equal(w.t, owner.ID, d.OwnerID.V)
		}
		agrees(w, d.Owner, owner)
	}
	for _, p := range w.w.papers {
		d := w.w.duty[p]
		require.Equal(w.t, [2]int64{d.TeamID, int64(d.No)}, [2]int64{p.TeamID, int64(p.DutyNo)})
	}
	return w.texts()
}

// agrees: a field that is known says what the columns do.
func agrees[T any](w *worker, r orm.Rel[T], want *T) {
	if got, loaded := r.Get(); loaded && (got != nil || want == nil) {
		require.Same(w.t, want, got)
	}
}

// fault flushes, and the context ends after some of it: nothing has happened then, and the
// same flush can be done again.
func (w *worker) fault() {
	left := w.rng.IntN(6)
	w.say("fault after %d", left)
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	before, rows := w.texts(), []string(nil)
	if w.r == nil {
		rows = w.g.rows(w.t, w.db)
	} else {
		return // the end of a context ends the transaction, which tx plays
	}
	w.event = func() {
		if left--; left < 0 {
			cancel()
		}
	}
	err := w.s.Flush(ctx)
	w.event = func() {}
	if err == nil {
		w.flushed(w.db)
		return
	}
	require.ErrorIs(w.t, err, context.Canceled)
	require.Equal(w.t, before, w.texts())
	require.Equal(w.t, rows, w.g.rows(w.t, w.db))
	w.flush()
}

// refused removes what is still referred to, which changes nothing.
func (w *worker) refused() {
	for _, p := range w.w.persons {
		t := w.w.team[p]
		if t == nil || !w.w.stored[t] || !w.w.stored[p] {
			continue
		}
		w.say("refused %s", t.Name)
		before := w.texts()
		require.NoError(w.t, w.g.teams.In(w.s).Remove(t))
		require.ErrorIs(w.t, w.s.Flush(w.t.Context()), orm.ErrForeignKey)
		require.Equal(w.t, before, w.texts())
		require.NoError(w.t, w.g.teams.In(w.s).Add(t))
		return
	}
}

// tx plays some steps in a transaction of the session, and perhaps undoes them.
func (w *worker) tx() {
	undo := w.rng.IntN(2) == 0
	w.say("begin, to be undone: %v", undo)
	before, texts, n := w.w.clone(), w.texts(), w.s.Len()
	rows := w.g.rows(w.t, w.db)
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	err := w.s.Tx(ctx, func(tx *orm.Tx) error {
		w.r = tx
		for range 1 + w.rng.IntN(12) {
			w.step(true)
		}
		switch {
		case undo && w.rng.IntN(2) == 0:
			cancel()
		case undo:
			return errUndo
		}
		return nil
	})
	w.r = nil
	if !undo {
		require.NoError(w.t, err)
		w.flushed(w.db)
		return
	}
	require.Error(w.t, err)
	w.w = before
	require.Equal(w.t, texts, w.texts())
	require.Equal(w.t, rows, w.g.rows(w.t, w.db))
	require.Equal(w.t, n, w.s.Len())
	w.say("undone")
}

func (w world) clone() world {
	w.stored, w.said = maps.Clone(w.stored), maps.Clone(w.said)
	w.lead, w.team, w.boss = maps.Clone(w.lead), maps.Clone(w.team), maps.Clone(w.boss)
	w.of, w.owner, w.duty = maps.Clone(w.of), maps.Clone(w.owner), maps.Clone(w.duty)
	return w
}

// reload lets all objects go and reads them again, with what they refer to.
func (w *worker) reload() {
	w.flush()
	w.say("reload")
	ctx := w.t.Context()
	require.NoError(w.t, w.s.Clear())
	w.w = newWorld()
	var err error
	w.w.teams, err = w.g.teams.In(w.s).List(ctx, w.g.teams.All().OrderBy(teamID.Asc()))
	require.NoError(w.t, err)
	w.w.duties, err = w.g.duties.In(w.s).List(ctx, w.g.duties.All().OrderBy(dutyTeam.Asc(), dutyNo.Asc()))
	require.NoError(w.t, err)
	w.w.persons, err = w.g.persons.In(w.s).List(ctx, w.g.persons.All().OrderBy(personID.Asc()))
	require.NoError(w.t, err)
	w.w.papers, err = w.g.papers.In(w.s).List(ctx, w.g.papers.All())
	require.NoError(w.t, err)
	require.NoError(w.t, w.g.teams.In(w.s).Load(ctx, w.w.teams, w.g.leads()))
	require.NoError(w.t, w.g.persons.In(w.s).Load(ctx, w.w.persons, w.g.members(), w.g.bosses()))
	require.NoError(w.t, w.g.duties.In(w.s).Load(ctx, w.w.duties, w.g.dutyTeams(), w.g.owners()))
	require.NoError(w.t, w.g.papers.In(w.s).Load(ctx, w.w.papers, w.g.paperDuties().With(w.g.dutyTeams())))
	for _, t := range w.w.teams {
		w.w.lead[t] = had(w, t.Lead, w.w.persons)
	}
	for _, p := range w.w.persons {
		w.w.team[p], w.w.boss[p] = had(w, p.Team, w.w.teams), had(w, p.Boss, w.w.persons)
	}
	for _, d := range w.w.duties {
		w.w.of[d], w.w.owner[d] = had(w, d.Team, w.w.teams), had(w, d.Owner, w.w.persons)
	}
	for _, p := range w.w.papers {
		w.w.duty[p] = had(w, p.Duty, w.w.duties)
	}
	for _, v := range w.objects() {
		w.w.stored[v] = true
	}
	w.flush()
}

// had is the object of a field that was loaded, which is one of those there are.
func had[T any](w *worker, r orm.Rel[T], all []*T) *T {
	v, loaded := r.Get()
	require.True(w.t, loaded)
	require.True(w.t, v == nil || slices.Contains(all, v), fmt.Sprint(v))
	return v
}
