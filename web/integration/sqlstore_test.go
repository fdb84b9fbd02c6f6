package integration

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"underhood/web"
	"underhood/web/internal/laws"
)

func TestSQLStore(t *testing.T) {
	for _, tt := range []struct {
		name, driver, dsn string
		dialect           web.Dialect
	}{
		{"sqlite", "sqlite", filepath.Join(t.TempDir(), "sessions.db") + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)", web.SQLite},
		{"postgres", "pgx", os.Getenv("UNDERHOOD_POSTGRES_DSN"), web.PostgreSQL},
		{"mysql", "mysql", os.Getenv("UNDERHOOD_MYSQL_DSN"), web.MySQL},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.dsn == "" {
				if os.Getenv("UNDERHOOD_REQUIRE_SERVICES") != "" {
					t.Fatal("no server is named")
				}
				t.Skip("no server is named to test with")
			}
			db, err := sql.Open(tt.driver, tt.dsn)
			require.NoError(t, err)
			defer func() { require.NoError(t, db.Close()) }()
			store, err := web.NewSQLStore(db, tt.dialect, "underhood_web_test")
			require.NoError(t, err)
			_, err = db.ExecContext(t.Context(), "DROP TABLE IF EXISTS underhood_web_test")
			require.NoError(t, err)
			require.NoError(t, store.Create(t.Context()))
			require.NoError(t, store.Create(t.Context()), "again")
			laws.Store(t, store)

			now := time.Unix(1700000000, 0)
			for key, expires := range map[string]time.Time{"old": now, "new": now.Add(time.Second)} {
				require.NoError(t, store.Save(t.Context(), key, web.Record{Expires: expires}))
			}
			swept, err := store.Sweep(t.Context(), now)
			require.NoError(t, err)
			require.Equal(t, int64(1), swept)
			require.NoError(t, store.Delete(t.Context(), "new", 1))
			_, err = db.ExecContext(t.Context(), "DROP TABLE underhood_web_test")
			require.NoError(t, err)
			_, err = store.Load(t.Context(), "new")
			require.ErrorContains(t, err, "session table underhood_web_test: load")
		})
	}
}
