package orm

import (
	"context"
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"

	"underhood/bench/harness"
)

// twin is the worker in Python.
//
//go:embed twin.py
var twin string

func contestants() []harness.Contestant {
	all := []harness.Contestant{
		{Name: "underhood", Role: harness.RoleOurs, What: "package orm as it comes"},
		{Name: "underhood/again", Role: harness.RoleAgain, What: "the same, a second time: the noise"},
		{Name: limit, Role: harness.RoleLimit, What: "SQL passed as text, rows scanned by hand"},
		{Name: "kept statements", Role: harness.RoleOther, What: "the same by prepared statements that are kept; 100 rows a statement in a batch"},
		{Name: "text times", Role: harness.RoleOther, What: "database/sql with times as text of one width, which are parsed by hand"},
		{Name: "gorm", Role: harness.RoleRival, What: "GORM v1.31.2 as it comes"},
		{Name: "gorm/tuned", Role: harness.RoleRival, What: "GORM with PrepareStmt, SkipDefaultTransaction, batches of 100"},
		{Name: "bun", Role: harness.RoleRival, What: "bun v1.3.0; on PostgreSQL by the simple protocol, as it writes values into the text"},
		{Name: "ent", Role: harness.RoleRival, What: "ent v0.14.5, with its generated code; has no stream"},
		{Name: "xorm", Role: harness.RoleRival, What: "xorm v1.4.3; has no relations: a second query by hand"},
		{Name: "sqlx", Role: harness.RoleRival, What: "sqlx v1.4.0: SQL as text, named parameters, reflected scan"},
		{Name: "sqlalchemy", Role: harness.RolePython, Thorough: true, Command: python("sqlalchemy"), What: "the ORM of SQLAlchemy, a session for each piece of work; on PostgreSQL by psycopg2"},
		{Name: "django", Role: harness.RolePython, Thorough: true, Command: python("django"), What: "Django's ORM"},
		{Name: "dbapi", Role: harness.RoleOther, Thorough: true, Command: python("dbapi"), What: "Python's sqlite3, which keeps statements, and psycopg2, by hand: rows are tuples, times of SQLite text"},
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

// python runs the twin, by the first interpreter on the path that has both packages and
// a driver for PostgreSQL: distributions install them for their own.
func python(way string) func(context.Context) (harness.Command, error) {
	return func(ctx context.Context) (harness.Command, error) {
		for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
			exe, err := exec.LookPath(filepath.Join(dir, "python3"))
			if err == nil && exec.CommandContext(ctx, exe, "-I", "-c", "import sqlalchemy, django, psycopg2").Run() == nil {
				return harness.Command{Args: []string{exe, "-I", "-c", twin, way, postgresDSN()}}, nil
			}
		}
		return harness.Command{}, &harness.SkipError{Reason: "no python3 on the path that has sqlalchemy, django and psycopg2"}
	}
}
