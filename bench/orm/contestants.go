package orm

import (
	"context"
	"os"

	"underhood/bench/harness"
)

func contestants() []harness.Contestant {
	all := []harness.Contestant{
		{Name: limit, Role: harness.RoleLimit, What: "SQL passed as text, rows scanned by hand"},
		{Name: "kept statements", Role: harness.RoleOther, What: "the same by prepared statements that are kept; 100 rows a statement in a batch"},
		{Name: "gorm", Role: harness.RoleRival, What: "GORM v1.31.2 as it comes"},
		{Name: "gorm/tuned", Role: harness.RoleRival, What: "GORM with PrepareStmt, SkipDefaultTransaction, batches of 100"},
		{Name: "bun", Role: harness.RoleRival, What: "bun v1.3.0; on PostgreSQL by the simple protocol, as it writes values into the text"},
		{Name: "ent", Role: harness.RoleRival, What: "ent v0.14.5, with its generated code; has no stream"},
		{Name: "xorm", Role: harness.RoleRival, What: "xorm v1.4.3; has no relations: a second query by hand"},
		{Name: "sqlx", Role: harness.RoleRival, What: "sqlx v1.4.0: SQL as text, named parameters, reflected scan"},
	}
	for i := range all {
		if all[i].Command == nil {
			all[i].Command = itself(all[i].Name)
		}
	}
	return all
}

// itself runs this program again as a worker. The test binary does too; its
// TestMain looks at the same arguments.
func itself(name string) func(context.Context) (harness.Command, error) {
	if name == "underhood/again" {
		name = "underhood"
	}
	return func(context.Context) (harness.Command, error) {
		exe, err := os.Executable()
		return harness.Command{Args: []string{exe, "worker", "orm", name}}, err
	}
}
