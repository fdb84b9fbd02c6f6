package main

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/goldens"
	lesson "underhood/internal/lessons/orm"
	"underhood/internal/show"
	"underhood/orm"
)

// servers are what the environment says, and what each sends for the first insert.
var servers = map[string]string{
	"UNDERHOOD_POSTGRES_DSN": `INSERT INTO "user" ("name", "age", "version", "gone") VALUES ($1, $2, $3, $4) RETURNING "id" <- 'Ada', 36, 0, NULL | 1 row`,
	"UNDERHOOD_MYSQL_DSN":    "INSERT INTO `user` (`name`, `age`, `version`, `gone`) VALUES (?, ?, ?, ?) <- 'Ada', 36, 0, NULL | 1 row",
}

// onEach runs a test on the servers there are.
func onEach(t *testing.T, f func(t *testing.T, dsn, insert string)) {
	for variable, insert := range servers {
		t.Run(variable, func(t *testing.T) {
			dsn := os.Getenv(variable)
			if dsn == "" {
				require.NotEqual(t, "1", os.Getenv("UNDERHOOD_REQUIRE_SERVICES"), "%s is not set, and a server is wanted", variable)
				t.Skip(variable + " is not set")
			}
			f(t, dsn, insert)
		})
	}
}

// TestServers: every scenario is played on a server, to the same end.
func TestServers(t *testing.T) {
	onEach(t, func(t *testing.T, dsn, insert string) {
		status, out, errs := goldens.Play(t, app, "", "-dsn", dsn)
		require.Zero(t, status, errs)
		require.Empty(t, errs)
		require.Contains(t, out, insert)
		for _, s := range app.Scenarios {
			_, here, _ := goldens.Play(t, app, "", "-scenario", s.Name)
			status, there, errs := goldens.Play(t, app, "", "-scenario", s.Name, "-dsn", dsn)
			require.Zero(t, status, "%s: %s", s.Name, errs)
			require.Equal(t, ending(here), ending(there), s.Name)
		}
	})
}

// ending is what the last line of a run says of the tables.
func ending(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	_, tables, _ := strings.Cut(lines[len(lines)-1], "; ")
	return tables
}

// TestScratchIsDropped: nothing is left at the server, also when the user quits in the
// middle, or the run fails.
func TestScratchIsDropped(t *testing.T) {
	onEach(t, func(t *testing.T, dsn, _ string) {
		s, err := serverOf(dsn)
		require.NoError(t, err)
		names := map[bool]orm.Statement{
			true: orm.SQL("SELECT nspname FROM pg_namespace"), false: orm.SQL("SELECT schema_name FROM information_schema.schemata"),
		}[s.enter[:3] == "SET"]
		var own []string // the names while the place is there, and not when it is not
		ctx, quit := context.WithCancel(t.Context())
		defer quit()
		_, err = s.scratch(ctx, func(ctx context.Context, open lesson.Opener) (show.Tape, error) {
			db, err := open(ctx, "")
			require.NoError(t, err)
			defer func() { require.NoError(t, db.Close()) }()
			_, err = orm.Exec(ctx, db, orm.SQL("CREATE TABLE kept (id INTEGER)"))
			require.NoError(t, err)
			all, err := orm.List[string](ctx, db, map[bool]orm.Statement{
				true: orm.SQL("SELECT CAST(current_schema() AS TEXT)"), false: orm.SQL("SELECT DATABASE()"),
			}[s.enter[:3] == "SET"])
			require.NoError(t, err)
			own = all
			quit()
			return nil, ctx.Err()
		})
		require.ErrorIs(t, err, context.Canceled)
		require.Len(t, own, 1)
		require.True(t, strings.HasPrefix(own[0], "underhood_orm_"), own)
		db, err := s.open(t.Context(), dsn)
		require.NoError(t, err)
		defer func() { require.NoError(t, db.Close()) }()
		left, err := orm.List[string](t.Context(), db, names)
		require.NoError(t, err)
		require.NotContains(t, left, own[0])
	})
}

// TestDSN: the form chooses the driver; what has none of the forms is refused, and what
// cannot be reached is an error. Neither shows a password.
func TestDSN(t *testing.T) {
	for dsn, create := range map[string]string{
		"postgres://u:p@h/d": "CREATE SCHEMA %s", "postgresql://h": "CREATE SCHEMA %s", "host=h user=u": "CREATE SCHEMA %s",
		"root@tcp(h:3306)/d": "CREATE DATABASE %s", "u:p@/x@unix(/run/s)/": "", "tcp(h)/": "CREATE DATABASE %s", "u:a=b@tcp(h)/d": "CREATE DATABASE %s",
		"u:secret@h/d": "", "mysql://u@h/d": "", "app.db": "",
	} {
		s, err := serverOf(dsn)
		require.Equal(t, create, s.create, dsn)
		require.Equal(t, create == "", err != nil, dsn)
	}
	for args, want := range map[string]string{
		"u:secret@h/d": "orm: -dsn: this is neither PostgreSQL's",
		"postgres://u:secret@127.0.0.1:1/d?connect_timeout=1": "orm/postgres: open: failed to connect",
		"u:secret@tcp(127.0.0.1:1)/d":                         "orm/mysql: open: dial tcp 127.0.0.1:1",
	} {
		status, out, errs := goldens.Play(t, app, "", "-dsn", args)
		require.NotZero(t, status)
		require.Empty(t, out)
		require.Contains(t, errs, want)
		require.NotContains(t, errs, "secret")
	}
}
