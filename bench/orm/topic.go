package orm

import (
	"fmt"
	"slices"
	"strings"

	"underhood/bench/harness"
)

// limit is the contestant that stands for it.
const limit = "database/sql"

// Topic gives the cases and contestants of package orm. Those of PostgreSQL are left out
// without a server.
func Topic() *harness.Topic {
	t := &harness.Topic{
		Name:  "orm",
		Title: "orm: objects and tables",
		About: "Package orm beside database/sql, GORM, bun, ent, xorm and sqlx, all on modernc.org/sqlite in memory, or on PostgreSQL by pgx (cases pg_), over one connection; and beside SQLAlchemy and Django.",
		// First what has a goal: a quick run on a busy machine may not come to the rest.
		Cases: []harness.Case{
			{
				Name: "sqlite_insert", Cost: .3, Size: 1000, BusySize: 200, SmallSize: 5,
				What: "1,000 users inserted, each by itself, and their ids set.",
			},
			{
				Name: "sqlite_get", Cost: .4, Size: 1000, BusySize: 200, SmallSize: 5,
				What: "1,000 users read by id, of 10,000.",
			},
			{
				Name: "sqlite_update", Cost: .4, Size: 1000, BusySize: 200, SmallSize: 5,
				What: "1,000 users by id: three columns written, and seen to it that the row was there.",
			},
			{
				Name: "sqlite_batch1000", Cost: .4, Size: 4, BusySize: 1, SmallSize: 1,
				What: "4 times 1,000 users inserted together, all or none.",
			},
			{
				Name: "sqlite_tx10", Cost: .3, Size: 100, BusySize: 20, SmallSize: 2,
				What: "100 transactions of ten inserts.",
			},
			{
				Name: "sqlite_list10k", Cost: .7, Size: 1, SmallSize: 1,
				What: "All of 10,000 users read into a slice.",
			},
			{
				Name: "sqlite_rel100x10", Cost: .4, Size: 10, BusySize: 2, SmallSize: 1,
				What: "10 times a hundred users and the ten posts of each.",
			},
			{
				Name: "pg_get", Cost: .5, Size: 300, BusySize: 60, SmallSize: 5,
				What: "300 users read by id, of 10,000.",
			},
			{
				Name: "pg_list10k", Cost: .6, Size: 1, SmallSize: 1,
				What: "All of 10,000 users read into a slice.",
			},
			{
				Name: "pg_batch1000", Cost: .4, Size: 2, BusySize: 1, SmallSize: 1,
				What: "Twice 1,000 users inserted together, all or none.",
			},
			{
				Name: "pg_insert", Cost: .4, Size: 300, BusySize: 60, SmallSize: 5,
				What: "300 users inserted, each by itself, and their ids set.",
			},
			{
				Name: "pg_update", Cost: .4, Size: 300, BusySize: 60, SmallSize: 5,
				What: "300 users by id: three columns written, and seen to it that the row was there.",
			},
			{
				Name: "sqlite_filter50", Cost: .5, Size: 10, BusySize: 2, SmallSize: 1,
				What: "10 times the first 50 of the active users from an age on, of 10,000, by score. It is the database that takes the time.",
			},
			{
				Name: "pg_rel100x10", Cost: .4, Size: 10, BusySize: 2, SmallSize: 1,
				What: "10 times a hundred users and the ten posts of each.",
			},
			{
				Name: "sqlite_stream1m", Cost: .9, Size: 1_000_000, SmallSize: 200, Rounds: 2, QuickNote: fmt.Sprintf("%d of them", quickStream),
				What: "1M users read one at a time. bytes is by how much the heap in use grew on the way, in a run before.",
			},
		},
		Contestants: contestants(),
		Works: map[string]map[string]harness.Work{
			"underhood":       works(openLibrary, &sqliteText, &postgresEngine),
			limit:             works(openRaw),
			"kept statements": works(openKept),
			"text times":      only(works(openTextual, &sqliteText), "sqlite_get", "sqlite_list10k"),
			"gorm":            works(openGORM),
			"gorm/tuned":      works(openGORMTuned),
			"bun":             works(openBun),
			"ent":             without(works(openEnt), "sqlite_stream1m"),
			"xorm":            works(openXorm),
			"sqlx":            works(openSqlx),
		},
	}
	for i := range t.Cases {
		t.Cases[i].Unit, t.Cases[i].Limit, t.Cases[i].Paired = "run", limit, true
	}
	t.Cases = slices.DeleteFunc(t.Cases, func(c harness.Case) bool {
		return strings.HasPrefix(c.Name, postgresEngine.prefix) && postgresDSN() == ""
	})
	return t
}
