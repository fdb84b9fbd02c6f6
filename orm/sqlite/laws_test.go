package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/internal/laws"
	"underhood/orm/sqlite"
)

// openMemory and openFile are the two ways this package opens.
func openMemory(t testing.TB, opts ...orm.Option) *orm.DB {
	db, err := sqlite.Open(context.Background(), ":memory:", opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func openFile(t testing.TB, opts ...orm.Option) *orm.DB {
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "a ?#%.db"), opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestReference(t *testing.T) {
	for name, open := range map[string]laws.Open{"memory": openMemory, "file": openFile} {
		for seed := range uint64(4) {
			t.Run(fmt.Sprintf("%s/%d", name, seed), func(t *testing.T) {
				laws.Reference(t, open, seed, 150)
			})
		}
	}
}

func TestRoundTrip(t *testing.T) { laws.RoundTrip(t, openMemory) }

func TestAdd(t *testing.T) { laws.Add(t, openMemory) }
