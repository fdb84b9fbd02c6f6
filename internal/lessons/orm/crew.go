package lesson

import (
	"context"
	"database/sql"
	"fmt"

	"underhood/orm"
)

// A Team has a person who leads it, and so needs one whose row may need its own.
type Team struct {
	ID     int64
	Name   string
	LeadID sql.Null[int64]
	Lead   orm.Rel[Person]
}

// A Person may have a team and a boss.
type Person struct {
	ID     int64
	Name   string
	TeamID sql.Null[int64]
	BossID sql.Null[int64]
	Team   orm.Rel[Team]
	Boss   orm.Rel[Person]
}

// addCrew registers teams and persons, each with foreign keys to the other.
func (s *shop) addCrew() error {
	teamID, personID := orm.C(func(t *Team) *int64 { return &t.ID }), orm.C(func(p *Person) *int64 { return &p.ID })
	lead := orm.RefersTo(orm.CNull(func(t *Team) *sql.Null[int64] { return &t.LeadID }), personID)
	team := orm.RefersTo(orm.CNull(func(p *Person) *sql.Null[int64] { return &p.TeamID }), teamID)
	boss := orm.RefersTo(orm.CNull(func(p *Person) *sql.Null[int64] { return &p.BossID }), personID)
	leadOf, teamOf, bossOf := func(t *Team) *orm.Rel[Person] { return &t.Lead }, func(p *Person) *orm.Rel[Team] { return &p.Team }, func(p *Person) *orm.Rel[Person] { return &p.Boss }
	teams, err := orm.Register(s.schema, orm.Foreign(orm.NoAction, lead), orm.Link(leadOf, lead))
	if err != nil {
		return err
	}
	persons, err := orm.Register(s.schema, orm.Foreign(orm.NoAction, team), orm.Link(teamOf, team),
		orm.Foreign(orm.NoAction, boss), orm.Link(bossOf, boss))
	if err != nil {
		return err
	}
	s.models["team"] = &mapped[Team]{
		table: teams, source: teams, say: (*Team).text,
		fields:    []field[Team]{number("id", func(t *Team) *int64 { return &t.ID }), word("name", func(t *Team) *string { return &t.Name })},
		relations: []relation[Team]{related("lead", "person", leadOf)},
	}
	s.models["person"] = &mapped[Person]{
		table: persons, source: persons, say: (*Person).text,
		fields:    []field[Person]{number("id", func(p *Person) *int64 { return &p.ID }), word("name", func(p *Person) *string { return &p.Name })},
		relations: []relation[Person]{related("team", "team", teamOf), related("boss", "person", bossOf)},
	}
	return nil
}

func (t *Team) text() string {
	lead, known := t.Lead.Get()
	name := ""
	if lead != nil {
		name = lead.Name
	}
	return fmt.Sprintf("Team{%d %q lead %s}", t.ID, t.Name, reference(t.LeadID, name, known))
}

func (p *Person) text() string {
	team, knownTeam := p.Team.Get()
	boss, knownBoss := p.Boss.Get()
	teamName, bossName := "", ""
	if team != nil {
		teamName = team.Name
	}
	if boss != nil {
		bossName = boss.Name
	}
	return fmt.Sprintf("Person{%d %q team %s boss %s}", p.ID, p.Name,
		reference(p.TeamID, teamName, knownTeam), reference(p.BossID, bossName, knownBoss))
}

// reference says a column, and the object that its field holds.
func reference(id sql.Null[int64], name string, known bool) string {
	text := key(id)
	switch {
	case known && name == "":
		return text + "=nil"
	case known:
		return text + "=" + name
	}
	return text
}

// A teamRow and a personRow are rows as the engine keeps them.
type (
	teamRow struct {
		ID     int64
		Name   string
		LeadID sql.Null[int64]
	}
	personRow struct {
		ID             int64
		Name           string
		TeamID, BossID sql.Null[int64]
	}
)

func lookTeams(ctx context.Context, r orm.Runner) (Table, error) {
	t := Table{Name: "team", Columns: []string{"id", "name", "lead_id"}, Rows: [][]string{}}
	rows, err := orm.List[teamRow](ctx, r, orm.SQL(`SELECT id, name, lead_id FROM team AS t ORDER BY t.id`))
	for _, o := range rows {
		t.Rows = append(t.Rows, []string{literal(o.ID), literal(o.Name), key(o.LeadID)})
	}
	return t, err
}

func lookPersons(ctx context.Context, r orm.Runner) (Table, error) {
	t := Table{Name: "person", Columns: []string{"id", "name", "team_id", "boss_id"}, Rows: [][]string{}}
	rows, err := orm.List[personRow](ctx, r, orm.SQL(`SELECT id, name, team_id, boss_id FROM person AS p ORDER BY p.id`))
	for _, o := range rows {
		t.Rows = append(t.Rows, []string{literal(o.ID), literal(o.Name), key(o.TeamID), key(o.BossID)})
	}
	return t, err
}

func key(k sql.Null[int64]) string {
	if !k.Valid {
		return "NULL"
	}
	return literal(k.V)
}
