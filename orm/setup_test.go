package orm_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/orm"
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
