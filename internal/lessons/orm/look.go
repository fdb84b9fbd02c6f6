package lesson

import (
	"context"
	"slices"

	"underhood/orm"
)

// A userRow and an orderRow are rows as SQL writes them, so that a number, a text and
// NULL look different.
type (
	userRow  struct{ ID, Name, Age, Version, Gone string }
	orderRow struct{ ID, UserID, Item, Price string }
)

// lookers read one table each.
var lookers = map[string]func(ctx context.Context, r orm.Runner) (Table, error){
	"user": lookUsers, "order": lookOrders, "team": lookTeams, "person": lookPersons,
}

// look reads the tables as they are, on the connection of the step: in a transaction one
// sees what it has done. It goes by SQL and not by the mapping that is being shown.
func (p *player) look(ctx context.Context, r orm.Runner) error {
	p.looking = true
	defer func() { p.looking = false }()
	there, err := orm.List[string](ctx, r, orm.SQL("SELECT name FROM sqlite_master WHERE type = 'table'"))
	if err != nil {
		return err
	}
	p.tables = []Table{}
	for _, name := range p.Tables {
		if !slices.Contains(there, name) {
			continue
		}
		t, err := lookers[name](ctx, r)
		if err != nil {
			return err
		}
		p.tables = append(p.tables, t)
	}
	return nil
}

func lookUsers(ctx context.Context, r orm.Runner) (Table, error) {
	t := Table{Name: "user", Columns: []string{"id", "name", "age", "version", "gone"}, Rows: [][]string{}}
	rows, err := orm.List[userRow](ctx, r, orm.SQL(`SELECT quote(id) AS id, quote(name) AS name, quote(age) AS age,
		quote(version) AS version, quote(gone) AS gone FROM user AS u ORDER BY u.id`))
	for _, u := range rows {
		t.Rows = append(t.Rows, []string{u.ID, u.Name, u.Age, u.Version, u.Gone})
	}
	return t, err
}

func lookOrders(ctx context.Context, r orm.Runner) (Table, error) {
	t := Table{Name: "order", Columns: []string{"id", "user_id", "item", "price"}, Rows: [][]string{}}
	rows, err := orm.List[orderRow](ctx, r, orm.SQL(`SELECT quote(id) AS id, quote(user_id) AS user_id, quote(item) AS item,
		quote(price) AS price FROM "order" AS o ORDER BY o.id`))
	for _, o := range rows {
		t.Rows = append(t.Rows, []string{o.ID, o.UserID, o.Item, o.Price})
	}
	return t, err
}
