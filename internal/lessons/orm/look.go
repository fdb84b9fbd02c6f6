package lesson

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"underhood/orm"
)

// A userRow and an orderRow are rows as the engine keeps them, deleted or not.
type (
	userRow struct {
		ID      int64
		Name    string
		Age     int64
		Version int64
		Gone    sql.Null[time.Time]
	}
	orderRow struct {
		ID, UserID int64
		Item       string
		Price      int64
	}
)

// lookers read one table each.
var lookers = map[string]func(ctx context.Context, r orm.Runner) (Table, error){
	"user": lookUsers, "order": lookOrders, "team": lookTeams, "person": lookPersons,
}

// there asks which tables there are, by the dialect's name.
var there = map[string]orm.Statement{
	"sqlite":   orm.SQL("SELECT name FROM sqlite_master WHERE type = 'table'"),
	"postgres": orm.SQL("SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"),
	"mysql":    orm.SQL("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()"),
}

// known reports whether the lesson can look at the tables of a dialect.
func known(dialect string) bool {
	_, ok := there[dialect]
	return ok
}

// look reads the tables as they are, on the connection of the step: in a transaction one
// sees what it has done. It goes by SQL and not by the mapping that is being shown.
func (p *player) look(ctx context.Context, r orm.Runner) error {
	p.looking = true
	defer func() { p.looking = false }()
	names, err := orm.List[string](ctx, r, there[p.db.Dialect().Name()])
	if err != nil {
		return err
	}
	p.tables = []Table{}
	for _, name := range p.Tables {
		if !slices.Contains(names, name) {
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
	rows, err := orm.List[userRow](ctx, r, orm.SQL(`SELECT id, name, age, version, gone FROM "user" AS u ORDER BY u.id`))
	for _, u := range rows {
		gone := "NULL"
		if u.Gone.Valid {
			gone = literal(u.Gone.V)
		}
		t.Rows = append(t.Rows, []string{literal(u.ID), literal(u.Name), literal(u.Age), literal(u.Version), gone})
	}
	return t, err
}

func lookOrders(ctx context.Context, r orm.Runner) (Table, error) {
	t := Table{Name: "order", Columns: []string{"id", "user_id", "item", "price"}, Rows: [][]string{}}
	rows, err := orm.List[orderRow](ctx, r, orm.SQL(`SELECT id, user_id, item, price FROM "order" AS o ORDER BY o.id`))
	for _, o := range rows {
		t.Rows = append(t.Rows, []string{literal(o.ID), literal(o.UserID), literal(o.Item), literal(o.Price)})
	}
	return t, err
}
