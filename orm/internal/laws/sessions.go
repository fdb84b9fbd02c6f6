package laws

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// A world is what the tables should hold: objects, and what each should refer to.
type world struct {
	teams   []*Team
	persons []*Person
	duties  []*Duty
	papers  []*Paper
	stored  map[any]bool // that have rows
	said    map[any]how  // what no flush has seen
	lead    map[*Team]*Person
	team    map[*Person]*Team
	boss    map[*Person]*Person
	of      map[*Duty]*Team
	owner   map[*Duty]*Person
	duty    map[*Paper]*Duty
}

func newWorld() world {
	return world{
		stored: map[any]bool{}, said: map[any]how{}, lead: map[*Team]*Person{}, team: map[*Person]*Team{}, boss: map[*Person]*Person{},
		of: map[*Duty]*Team{}, owner: map[*Duty]*Person{}, duty: map[*Paper]*Duty{},
	}
}

// A how is how a program says what an object refers to: two ways at a time contradict.
type how uint8

const (
	byField how = iota + 1
	byColumn
)

// A worker plays random edits on a session's objects and on a world, and compares.
type worker struct {
	t     *testing.T
	db    *orm.DB
	g     *graph
	s     *orm.Session
	w     world
	r     *orm.Tx // while one is open
	rng   *rand.Rand
	log   []string
	names int
	event func()
}

// Sessions plays steps random edits of a graph of objects from a seed, with flushes, some of
// which fail half-way, and transactions, some of which are rolled back. After each, the
// tables hold what the objects say.
func Sessions(t *testing.T, open Open, seed uint64, steps int) {
	t.Helper()
	w := &worker{t: t, w: newWorld(), rng: rand.New(rand.NewPCG(seed, 5)), event: func() {}}
	w.db = open(t, orm.WithTrace(func(orm.Event) { w.event() }))
	w.g = newGraph(t, w.db)
	w.s = orm.NewSession(w.db)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d, the last steps: %q", seed, w.log[max(0, len(w.log)-14):])
		}
	})
	for range steps {
		w.step(false)
	}
	w.flush()
}

func (w *worker) say(format string, args ...any) { w.log = append(w.log, fmt.Sprintf(format, args...)) }

func (w *worker) name() string {
	w.names++
	return fmt.Sprintf("n%d", w.names)
}

// one is any of some, or nil.
func one[T any](w *worker, all []*T) *T {
	if len(all) == 0 || w.rng.IntN(4) == 0 {
		return nil
	}
	return all[w.rng.IntN(len(all))]
}

func (w *worker) step(inTx bool) {
	switch w.rng.IntN(16) {
	case 0:
		w.addTeam()
	case 1, 2, 3:
		w.addPerson()
	case 4, 5:
		w.addDuty()
	case 6:
		w.addPaper()
	case 7, 8, 9:
		w.relate()
	case 10:
		w.rename()
	case 11:
		w.remove()
	case 12:
		w.flush()
	case 13:
		w.fault()
	case 14:
		w.refused()
	case 15:
		if inTx || w.rng.IntN(3) == 0 {
			return
		}
		if w.rng.IntN(4) == 0 {
			w.reload()
			return
		}
		w.tx()
	}
}

func (w *worker) addTeam() {
	t := &Team{Name: w.name()}
	w.say("add team %s", t.Name)
	w.w.teams = append(w.w.teams, t)
	w.relateTeam(t, one(w, w.w.persons))
	require.NoError(w.t, w.g.teams.In(w.s).Add(t))
}

func (w *worker) addPerson() {
	p := &Person{Name: w.name()}
	w.say("add person %s", p.Name)
	w.w.persons = append(w.w.persons, p)
	w.relatePerson(p, one(w, w.w.teams), one(w, w.w.persons)) // perhaps to itself
	require.NoError(w.t, w.g.persons.In(w.s).Add(p))
}

func (w *worker) addDuty() {
	of := one(w, w.w.teams)
	if of == nil {
		return
	}
	d := &Duty{No: int32(len(w.log)), Team: orm.To(of), Tags: []string{w.name()}}
	w.say("add duty %d of %s", d.No, of.Name)
	if of.ID != 0 && w.rng.IntN(2) == 0 {
		d.Team, d.TeamID = orm.Rel[Team]{}, of.ID
	}
	w.w.duties, w.w.of[d] = append(w.w.duties, d), of
	w.relateDuty(d, one(w, w.w.persons))
	require.NoError(w.t, w.g.duties.In(w.s).Add(d))
}

func (w *worker) addPaper() {
	d := one(w, w.w.duties)
	if d == nil {
		return
	}
	p := &Paper{Duty: orm.To(d), Text: w.name()}
	w.say("add paper of %d", d.No)
	w.w.papers, w.w.duty[p] = append(w.w.papers, p), d
	require.NoError(w.t, w.g.papers.In(w.s).Add(p))
}

func (w *worker) relate() {
	if t := one(w, w.w.teams); t != nil && w.rng.IntN(2) == 0 {
		w.relateTeam(t, one(w, w.w.persons))
	}
	if p := one(w, w.w.persons); p != nil {
		w.relatePerson(p, one(w, w.w.teams), one(w, w.w.persons))
	}
	if d := one(w, w.w.duties); d != nil {
		w.relateDuty(d, one(w, w.w.persons))
	}
}

// way chooses how to say what a stored object refers to, a new one saying it by its field.
func (w *worker) way(object any, id int64, none bool) (by how, ok bool) {
	by = w.w.said[object]
	if by == 0 {
		by = byField
		if w.w.stored[object] && (id != 0 || none) && w.rng.IntN(3) == 0 {
			by = byColumn
		}
	}
	if by == byColumn && id == 0 && !none {
		return by, false // the key is not known yet
	}
	w.w.said[object] = by
	return by, true
}

func (w *worker) relateTeam(t *Team, lead *Person) {
	id := int64(0)
	if lead != nil {
		id = lead.ID
	}
	by, ok := w.way(t, id, lead == nil)
	if !ok {
		return
	}
	w.say("lead of %s, way %d", t.Name, by)
	w.w.lead[t] = lead
	if by == byField {
		t.Lead = orm.To(lead)
		return
	}
	t.LeadID = sql.Null[int64]{V: id, Valid: lead != nil}
}

func (w *worker) relatePerson(p *Person, team *Team, boss *Person) {
	if team == nil && boss == nil {
		return
	}
	var teamID, bossID int64
	if team != nil {
		teamID = team.ID
	}
	if boss != nil {
		bossID = boss.ID
	}
	by, ok := w.way(p, min(teamID, bossID), team == nil && boss == nil)
	if !ok || by == byColumn && (teamID == 0 || bossID == 0) {
		return
	}
	w.setPerson(p, by, team, boss)
}

func (w *worker) setPerson(p *Person, by how, team *Team, boss *Person) {
	w.say("team and boss of %s, way %d", p.Name, by)
	w.w.team[p], w.w.boss[p] = team, boss
	if by == byField {
		p.Team, p.Boss = orm.To(team), orm.To(boss)
		return
	}
	p.TeamID, p.BossID = nil, sql.Null[int64]{}
	if team != nil {
		id := team.ID
		p.TeamID = &id
	}
	if boss != nil {
		p.BossID = sql.Null[int64]{V: boss.ID, Valid: true}
	}
}

func (w *worker) relateDuty(d *Duty, owner *Person) {
	id := int64(0)
	if owner != nil {
		id = owner.ID
	}
	by, ok := w.way(d, id, owner == nil)
	if !ok {
		return
	}
	w.say("owner of %d, way %d", d.No, by)
	w.w.owner[d] = owner
	if by == byField {
		d.Owner = orm.To(owner)
		return
	}
	d.OwnerID = sql.Null[int64]{V: id, Valid: owner != nil}
}

func (w *worker) rename() {
	if t := one(w, w.w.teams); t != nil {
		t.Name = w.name()
	}
	if d := one(w, w.w.duties); d != nil && len(d.Tags) > 0 {
		d.Tags[0] = w.name() // in place
	}
	if p := one(w, w.w.papers); p != nil {
		p.Text = w.name()
	}
}

func without[T any](all []*T, v *T) []*T {
	return slices.DeleteFunc(slices.Clone(all), func(o *T) bool { return o == v })
}

// remove has an object go, after what would be in the way.
func (w *worker) remove() {
	switch w.rng.IntN(4) {
	case 0:
		if t := one(w, w.w.teams); t != nil {
			w.removeTeam(t)
		}
	case 1:
		if d := one(w, w.w.duties); d != nil {
			w.removeDuty(d, true)
		}
	default:
		if p := one(w, w.w.persons); p != nil {
			w.removePerson(p)
		}
	}
}

func (w *worker) removeTeam(t *Team) {
	w.say("remove team %s", t.Name)
	for _, p := range w.w.persons {
		if w.w.team[p] == t {
			w.clear(p, nil, w.w.boss[p])
		}
	}
	w.w.teams = without(w.w.teams, t)
	for _, d := range w.w.duties {
		if w.w.of[d] == t {
			w.removeDuty(d, !w.w.stored[t])
		}
	}
	require.NoError(w.t, w.g.teams.In(w.s).Remove(t))
}

// clear changes what a person refers to in the way that has begun.
func (w *worker) clear(p *Person, team *Team, boss *Person) {
	by := w.w.said[p]
	if by == 0 {
		by = byField
		w.w.said[p] = by
	}
	w.setPerson(p, by, team, boss)
}

// removeDuty removes a duty, or leaves that to the foreign key if it may.
func (w *worker) removeDuty(d *Duty, must bool) {
	w.say("remove duty %d", d.No)
	w.w.duties = without(w.w.duties, d)
	for _, p := range w.w.papers {
		if w.w.duty[p] != d {
			continue
		}
		w.w.papers = without(w.w.papers, p)
		if !w.w.stored[p] || w.rng.IntN(2) == 0 {
			require.NoError(w.t, w.g.papers.In(w.s).Remove(p))
		}
	}
	if must || !w.w.stored[d] || w.rng.IntN(2) == 0 {
		require.NoError(w.t, w.g.duties.In(w.s).Remove(d))
	}
}

func (w *worker) removePerson(p *Person) {
	w.say("remove person %s", p.Name)
	for _, o := range w.w.persons {
		if w.w.boss[o] == p && o != p {
			w.clear(o, w.w.team[o], nil)
		}
	}
	w.w.persons = without(w.w.persons, p)
	for _, t := range w.w.teams {
		if w.w.lead[t] == p {
			w.relateTeam(t, nil)
		}
	}
	for _, d := range w.w.duties {
		if w.w.owner[d] != p {
			continue
		}
		if w.w.said[d] != 0 || !w.w.stored[p] {
			w.relateDuty(d, nil)
			continue
		}
		w.w.owner[d] = nil // the foreign key says so
	}
	require.NoError(w.t, w.g.persons.In(w.s).Remove(p))
}
