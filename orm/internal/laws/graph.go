package laws

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// The graph is tables that refer to each other in all ways there are: teams and persons in
// a circle, persons to persons, duties by a key that is partly their team's, papers by a key
// of two columns and with one that is made here.

// A Team has a person who leads it.
type Team struct {
	ID     int64
	Name   string
	LeadID sql.Null[int64]
	Lead   orm.Rel[Person]
}

// A Person may have a team and a boss.
type Person struct {
	ID      int64
	Name    string
	TeamID  *int64
	Team    orm.Rel[Team]
	BossID  sql.Null[int64]
	Boss    orm.Rel[Person]
	Version int64 `orm:",version"`
}

// A Duty is one of a team's, which goes with it; who does it may go.
type Duty struct {
	TeamID  int64 `orm:",key"`
	No      int32 `orm:",key"`
	Team    orm.Rel[Team]
	OwnerID sql.Null[int64]
	Owner   orm.Rel[Person]
	Tags    []string `orm:",json"`
}

// A Paper is of a duty, and goes with it.
type Paper struct {
	ID     [16]byte `orm:",key,auto"`
	TeamID int64
	DutyNo int32
	Duty   orm.Rel[Duty]
	Text   string
}

var (
	teamID     = orm.C(func(t *Team) *int64 { return &t.ID })
	teamLead   = orm.CNull(func(t *Team) *sql.Null[int64] { return &t.LeadID })
	personID   = orm.C(func(p *Person) *int64 { return &p.ID })
	personTeam = orm.CPtr(func(p *Person) **int64 { return &p.TeamID })
	personBoss = orm.CNull(func(p *Person) *sql.Null[int64] { return &p.BossID })
	dutyTeam   = orm.C(func(d *Duty) *int64 { return &d.TeamID })
	dutyNo     = orm.C(func(d *Duty) *int32 { return &d.No })
	dutyOwner  = orm.CNull(func(d *Duty) *sql.Null[int64] { return &d.OwnerID })
	paperTeam  = orm.C(func(p *Paper) *int64 { return &p.TeamID })
	paperDuty  = orm.C(func(p *Paper) *int32 { return &p.DutyNo })
)

type graph struct {
	teams   *orm.Table[Team]
	persons *orm.Table[Person]
	duties  *orm.Table[Duty]
	papers  *orm.Table[Paper]
}

// newGraph creates the tables, two of which refer to each other.
func newGraph(t testing.TB, db *orm.DB) *graph {
	t.Helper()
	g := &graph{}
	s := orm.NewSchema()
	g.teams = orm.MustRegister(s,
		orm.Foreign(orm.NoAction, orm.RefersTo(teamLead, personID)), orm.Link(func(t *Team) *orm.Rel[Person] { return &t.Lead }, orm.RefersTo(teamLead, personID)))
	g.persons = orm.MustRegister(s,
		orm.Foreign(orm.NoAction, orm.RefersTo(personTeam, teamID)), orm.Link(func(p *Person) *orm.Rel[Team] { return &p.Team }, orm.RefersTo(personTeam, teamID)),
		orm.Foreign(orm.NoAction, orm.RefersTo(personBoss, personID)), orm.Link(func(p *Person) *orm.Rel[Person] { return &p.Boss }, orm.RefersTo(personBoss, personID)))
	g.duties = orm.MustRegister(s,
		orm.Foreign(orm.Cascade, orm.RefersTo(dutyTeam, teamID)), orm.Link(func(d *Duty) *orm.Rel[Team] { return &d.Team }, orm.RefersTo(dutyTeam, teamID)),
		orm.Foreign(orm.SetNull, orm.RefersTo(dutyOwner, personID)), orm.Link(func(d *Duty) *orm.Rel[Person] { return &d.Owner }, orm.RefersTo(dutyOwner, personID)))
	g.papers = orm.MustRegister(s,
		orm.Foreign(orm.Cascade, orm.RefersTo(paperTeam, dutyTeam), orm.RefersTo(paperDuty, dutyNo)),
		orm.Link(func(p *Paper) *orm.Rel[Duty] { return &p.Duty }, orm.RefersTo(paperTeam, dutyTeam), orm.RefersTo(paperDuty, dutyNo)))
	require.NoError(t, s.Create(t.Context(), db))
	require.NoError(t, s.Create(t.Context(), db), "once more")
	return g
}

// rows are all that the tables hold, as text.
func (g *graph) rows(t testing.TB, r orm.Runner) []string {
	t.Helper()
	var out []string
	teams, err := g.teams.All().List(t.Context(), r)
	require.NoError(t, err)
	for i := range teams {
		out = append(out, teams[i].text())
	}
	persons, err := g.persons.All().List(t.Context(), r)
	require.NoError(t, err)
	for i := range persons {
		out = append(out, persons[i].text())
	}
	duties, err := g.duties.All().List(t.Context(), r)
	require.NoError(t, err)
	for i := range duties {
		out = append(out, duties[i].text())
	}
	papers, err := g.papers.All().List(t.Context(), r)
	require.NoError(t, err)
	for i := range papers {
		out = append(out, papers[i].text())
	}
	slices.Sort(out)
	return out
}

func (t *Team) text() string { return fmt.Sprintf("team %d %q lead %v", t.ID, t.Name, t.LeadID) }

func (p *Person) text() string {
	team := int64(-1)
	if p.TeamID != nil {
		team = *p.TeamID
	}
	return fmt.Sprintf("person %d %q team %d boss %v version %d", p.ID, p.Name, team, p.BossID, p.Version)
}

func (d *Duty) text() string {
	return fmt.Sprintf("duty %d/%d owner %v %q", d.TeamID, d.No, d.OwnerID, d.Tags)
}

func (p *Paper) text() string {
	return fmt.Sprintf("paper %x %d/%d %q", p.ID, p.TeamID, p.DutyNo, p.Text)
}

func (g *graph) leads() orm.Relation[Team, Person] {
	return orm.BelongsTo(func(t *Team) *orm.Rel[Person] { return &t.Lead }, g.persons, orm.On(teamLead, personID))
}

func (g *graph) members() orm.Relation[Person, Team] {
	return orm.BelongsTo(func(p *Person) *orm.Rel[Team] { return &p.Team }, g.teams, orm.On(personTeam, teamID))
}

func (g *graph) bosses() orm.Relation[Person, Person] {
	return orm.BelongsTo(func(p *Person) *orm.Rel[Person] { return &p.Boss }, g.persons, orm.On(personBoss, personID))
}

func (g *graph) dutyTeams() orm.Relation[Duty, Team] {
	return orm.BelongsTo(func(d *Duty) *orm.Rel[Team] { return &d.Team }, g.teams, orm.On(dutyTeam, teamID))
}

func (g *graph) owners() orm.Relation[Duty, Person] {
	return orm.BelongsTo(func(d *Duty) *orm.Rel[Person] { return &d.Owner }, g.persons, orm.On(dutyOwner, personID))
}

func (g *graph) paperDuties() orm.Relation[Paper, Duty] {
	return orm.BelongsTo(func(p *Paper) *orm.Rel[Duty] { return &p.Duty }, g.duties, orm.On(paperTeam, dutyTeam), orm.On(paperDuty, dutyNo))
}
