package postgres_test

import (
	"context"
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
