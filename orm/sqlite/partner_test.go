package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/internal/laws"
	"underhood/orm/sqlite"
)

// A partner is the dialect over a second build of SQLite and another driver, whose habits
// differ: it gives bool for BOOLEAN, its own errors, and bytes that it may use again.
type partner struct{ sqlite.Dialect }

func (p partner) Features() orm.Features {
	f := p.Dialect.Features()
	f.FreshBytes = false
	return f
}

// A code is a result code as this package's driver has it.
type code struct {
	error
	n int
}

func (c code) Code() int     { return c.n }
func (c code) Unwrap() error { return c.error }

func (p partner) Classify(err error) orm.Class {
	var e *sqlite3.Error
	if errors.As(err, &e) {
		err = code{err, int(e.ExtendedCode())}
	}
	return p.Dialect.Classify(err)
}

func openPartner(t testing.TB, opts ...orm.Option) *orm.DB {
	c, err := (&driver.SQLite{}).OpenConnector("file::memory:?_pragma=foreign_keys(1)")
	require.NoError(t, err)
	db := orm.New(partner{}, c, nil, opts...)
	w, _ := db.SQL()
	w.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// TestPartner keeps the same laws over the other driver.
func TestPartner(t *testing.T) {
	laws.RoundTrip(t, openPartner)
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { laws.Reference(t, openPartner, seed, 100) })
	}
}

// TestPartnerReads: a file written through one driver reads the same through the other.
// They take turns, since file locks do not hold within a process.
func TestPartnerReads(t *testing.T) {
	ctx := context.Background()
	path := t.TempDir() + "/shared.db"
	s := orm.NewSchema()
	values := orm.MustRegister[laws.Values](s)
	want := map[int64]laws.Values{}
	turn := func(db *orm.DB) {
		require.NoError(t, s.Create(ctx, db))
		for id, v := range want {
			got, err := values.Get(ctx, db, id)
			require.NoError(t, err)
			laws.Same(t, v, *got)
		}
		for _, v := range laws.Extremes() {
			if v.Decimal == "" {
				v.Decimal = "0"
			}
			require.NoError(t, values.Insert(ctx, db, &v))
			want[v.ID] = laws.BackFrom(v)
		}
		require.NoError(t, db.Close())
	}
	for range 2 {
		ours, err := sqlite.Open(ctx, path)
		require.NoError(t, err)
		turn(ours)
		c, err := (&driver.SQLite{}).OpenConnector("file:" + path)
		require.NoError(t, err)
		turn(orm.New(partner{}, c, nil))
	}
	require.Len(t, want, 12)
}
