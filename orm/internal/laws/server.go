package laws

import (
	"context"
	"crypto/rand"
	"database/sql"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Service gives the address of a server that tests may use. Without one a test is skipped,
// or fails where servers have to be there.
func Service(t testing.TB, variable string) string {
	t.Helper()
	dsn := os.Getenv(variable)
	if dsn == "" {
		require.NotEqual(t, "1", os.Getenv("UNDERHOOD_REQUIRE_SERVICES"), "%s is not set, and a server is wanted", variable)
		t.Skipf("%s is not set", variable)
	}
	return dsn
}

// Fresh makes a schema or database of a name that nobody has, and has it dropped at the
// test's end.
func Fresh(t testing.TB, driverName, dsn, what string) (name string) {
	t.Helper()
	pool, err := sql.Open(driverName, dsn)
	require.NoError(t, err)
	name = "orm_" + strings.ToLower(rand.Text()[:16])
	//sqlvet:ignore what is SCHEMA or DATABASE, as the tests say
	_, err = pool.ExecContext(t.Context(), "CREATE "+what+" "+name)
	require.NoError(t, err)
	t.Cleanup(func() {
		drop := "DROP " + what + " " + name
		if what == "SCHEMA" {
			drop += " CASCADE"
		}
		//sqlvet:ignore as above
		_, err := pool.ExecContext(context.Background(), drop)
		require.NoError(t, err)
		require.NoError(t, pool.Close())
	})
	return name
}
