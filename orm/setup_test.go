package orm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/orm"
	"underhood/orm/internal/laws"
	"underhood/orm/mysql"
	"underhood/orm/postgres"
	"underhood/orm/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open opens a database in memory for a test.
func open(t testing.TB, opts ...orm.Option) *orm.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), ":memory:", opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// onEach runs a test on every engine there is, each with an empty database.
func onEach(t *testing.T, f func(t *testing.T, engine string, open laws.Open)) {
	for _, e := range []struct {
		name string
		open laws.Open
	}{{"sqlite", open}, {"postgres", openPostgres}, {"mysql", openMySQL}} {
		t.Run(e.name, func(t *testing.T) { f(t, e.name, e.open) })
	}
}

func openPostgres(t testing.TB, opts ...orm.Option) *orm.DB {
	t.Helper()
	dsn := laws.Service(t, "UNDERHOOD_POSTGRES_DSN")
	mark := "?"
	if strings.Contains(dsn, mark) {
		mark = "&"
	}
	db, err := postgres.Open(context.Background(), dsn+mark+"search_path="+laws.Fresh(t, "pgx", dsn, "SCHEMA"), opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func openMySQL(t testing.TB, opts ...orm.Option) *orm.DB {
	t.Helper()
	dsn := laws.Service(t, "UNDERHOOD_MYSQL_DSN")
	db, err := mysql.Open(context.Background(), inDatabase(dsn, laws.Fresh(t, "mysql", dsn, "DATABASE")), opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// inDatabase names another database of the same server.
func inDatabase(dsn, name string) string {
	slash := strings.LastIndexByte(dsn, '/') + 1
	_, params, ok := strings.Cut(dsn[slash:], "?")
	if ok {
		name += "?" + params
	}
	return dsn[:slash] + name
}
