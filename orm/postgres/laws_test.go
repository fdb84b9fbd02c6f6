package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/orm"
	"underhood/orm/internal/laws"
	"underhood/orm/postgres"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open opens an empty schema of a server.
func open(t testing.TB, opts ...orm.Option) *orm.DB {
	t.Helper()
	dsn := laws.Service(t, "UNDERHOOD_POSTGRES_DSN")
	mark := "?"
	if strings.Contains(dsn, "?") {
		mark = "&"
	}
	db, err := postgres.Open(context.Background(), dsn+mark+"search_path="+laws.Fresh(t, "pgx", dsn, "SCHEMA"), opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestReference(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { laws.Reference(t, open, seed, 150) })
	}
}

func TestRoundTrip(t *testing.T) { laws.RoundTrip(t, open) }

func TestAdd(t *testing.T) { laws.Add(t, open) }

var server = laws.Server{
	Open:   open,
	Self:   orm.SQL("SELECT pg_backend_pid()"),
	Kill:   func(id int64) string { return fmt.Sprintf("SELECT pg_terminate_backend(%d)", id) },
	There:  func(id int64) string { return fmt.Sprintf("SELECT count(*) FROM pg_stat_activity WHERE pid = %d", id) },
	Sleep:  orm.SQL("SELECT 1 FROM pg_sleep(120) AS marked_by_test"),
	Marked: "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%marked_by_test%' AND pid <> pg_backend_pid()",
}

func TestTrapKilledIdle(t *testing.T) { server.KilledIdle(t) }
func TestTrapLostInTx(t *testing.T)   { server.LostInTx(t) }
func TestCancel(t *testing.T)         { server.Cancel(t) }
func TestTrapDeadlock(t *testing.T)   { server.Deadlock(t) }

// TestTrapLostUpdate: a level above the default refuses to write what has changed since.
func TestTrapLostUpdate(t *testing.T) { server.Again(t, orm.Isolation(sql.LevelRepeatableRead)) }
