package mysql_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/orm"
	"underhood/orm/internal/laws"
	"underhood/orm/mysql"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open opens an empty database of a server.
func open(t testing.TB, opts ...orm.Option) *orm.DB {
	t.Helper()
	dsn := laws.Service(t, "UNDERHOOD_MYSQL_DSN")
	name := laws.Fresh(t, "mysql", dsn, "DATABASE")
	db, err := mysql.Open(context.Background(), dsn[:strings.LastIndexByte(dsn, '/')+1]+name, opts...)
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
	Open: open,
	Self: orm.SQL("SELECT CONNECTION_ID()"),
	Kill: func(id int64) string { return fmt.Sprintf("KILL %d", id) },
	There: func(id int64) string {
		return fmt.Sprintf("SELECT count(*) FROM information_schema.processlist WHERE id = %d", id)
	},
	Sleep:  orm.SQL("SELECT SLEEP(120) AS marked_by_test"),
	Marked: "SELECT count(*) FROM information_schema.processlist WHERE info LIKE '%marked_by_test%' AND id <> CONNECTION_ID()",
}

func TestTrapKilledIdle(t *testing.T) { server.KilledIdle(t) }
func TestTrapLostInTx(t *testing.T)   { server.LostInTx(t) }
func TestTrapDeadlock(t *testing.T)   { server.Deadlock(t) }

// TestTrapLostUpdate: a row that has changed since it was read is not written, where the
// server is told to mind.
func TestTrapLostUpdate(t *testing.T) {
	minds := server
	minds.Open = func(t testing.TB, opts ...orm.Option) *orm.DB {
		return open(t, append(opts, orm.WithSetup(func(ctx context.Context, c driver.Conn) error {
			_, err := c.(driver.ExecerContext).ExecContext(ctx, "SET SESSION innodb_snapshot_isolation = ON", nil) //nolint:errcheck // the driver has it
			return err
		}))...)
	}
	minds.Again(t, orm.Isolation(sql.LevelRepeatableRead))
}

// TestCancel: the driver leaves a query running when its context ends; it is killed.
func TestCancel(t *testing.T) { server.Cancel(t) }
