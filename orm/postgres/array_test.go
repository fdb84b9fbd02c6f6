package postgres_test

import (
	"database/sql/driver"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"

	"underhood/orm"
	"underhood/orm/postgres"
)

// read has the driver read an array as it would read one of the server's.
func read[V any](t *testing.T, oid uint32, format int16, wire []byte) (all []*V) {
	t.Helper()
	require.NoError(t, pgtype.NewMap().Scan(oid, format, wire, &all))
	return all
}

// sent is an array as it goes over the wire in binary.
func sent(t *testing.T, oid uint32, store orm.Storage, name string, values ...driver.Value) []byte {
	t.Helper()
	v, err := postgres.Dialect{}.Array(orm.ColumnType{Type: name, Store: store}, values)
	require.NoError(t, err)
	wire, err := pgtype.NewMap().Encode(oid, pgtype.BinaryFormatCode, v, nil)
	require.NoError(t, err)
	return wire
}

// FuzzArray: what is put into an array, be it text or binary, is what the driver's own
// reader finds in it, and NULL is NULL.
func FuzzArray(f *testing.F) {
	f.Add("a", `q"\{,}`, []byte{0, '\\', 0xff}, int64(-1), 1.5)
	f.Add("", "NULL", []byte{}, int64(math.MinInt64), math.Inf(-1))
	f.Add(" a ", "{", []byte("x"), int64(math.MaxInt64), 0.1)
	f.Fuzz(func(t *testing.T, a, b string, bytes []byte, n int64, x float64) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || strings.ContainsRune(a+b, 0) || x != x {
			t.Skip("refused before it comes here")
		}
		want := []*string{&a, nil, &b}
		v, err := postgres.Dialect{}.Array(orm.ColumnType{Type: "JSONB", Store: orm.StoreText}, []driver.Value{a, nil, b})
		require.NoError(t, err)
		require.Equal(t, want, read[string](t, pgtype.TextArrayOID, pgtype.TextFormatCode, fmt.Append(nil, v)))
		for _, name := range []string{"TEXT", "VARCHAR(9)"} {
			require.Equal(t, want, read[string](t, pgtype.TextArrayOID, pgtype.BinaryFormatCode, sent(t, pgtype.TextArrayOID, orm.StoreText, name, a, nil, b)))
		}
		require.Equal(t, []*[]byte{&bytes, nil}, read[[]byte](t, pgtype.ByteaArrayOID, pgtype.BinaryFormatCode, sent(t, pgtype.ByteaArrayOID, orm.StoreBytes, "BYTEA", bytes, nil)))
		require.Equal(t, []*int64{nil, &n}, read[int64](t, pgtype.Int8ArrayOID, pgtype.BinaryFormatCode, sent(t, pgtype.Int8ArrayOID, orm.StoreInt, "BIGINT", nil, n)))
		require.Equal(t, []*float64{&x, nil}, read[float64](t, pgtype.Float8ArrayOID, pgtype.BinaryFormatCode, sent(t, pgtype.Float8ArrayOID, orm.StoreFloat, "DOUBLE PRECISION", x, nil)))
		at := time.Unix(n%1e11, 123456000).UTC()
		times := read[time.Time](t, pgtype.TimestamptzArrayOID, pgtype.BinaryFormatCode, sent(t, pgtype.TimestamptzArrayOID, orm.StoreTime, "TIMESTAMPTZ", at, nil))
		require.True(t, at.Equal(*times[0]), "%v is %v", at, times[0])
		require.Nil(t, times[1])
		yes := n > 0
		require.Equal(t, []*bool{&yes, nil}, read[bool](t, pgtype.BoolArrayOID, pgtype.BinaryFormatCode, sent(t, pgtype.BoolArrayOID, orm.StoreBool, "BOOLEAN", yes, nil)))

		// What a Valuer gives is text, whatever it is.
		v, err = postgres.Dialect{}.Array(orm.ColumnType{Type: "TEXT", Store: orm.StoreAny}, []driver.Value{n, yes, a})
		require.NoError(t, err)
		require.Equal(t, a, *read[string](t, pgtype.TextArrayOID, pgtype.TextFormatCode, fmt.Append(nil, v))[2])
	})
}

func TestArrayRefuses(t *testing.T) {
	_, err := postgres.Dialect{}.Array(orm.ColumnType{Type: "TEXT", Store: orm.StoreAny}, []driver.Value{struct{}{}})
	require.ErrorIs(t, err, orm.ErrType)
	_, err = postgres.Dialect{}.Array(orm.ColumnType{Type: "TEXT", Store: orm.StoreAny}, []driver.Value{time.Date(300_000, 1, 1, 0, 0, 0, 0, time.UTC)})
	require.ErrorIs(t, err, orm.ErrRange)
	v, err := postgres.Dialect{}.Array(orm.ColumnType{Type: "TEXT", Store: orm.StoreAny}, []driver.Value{time.Date(-4, 2, 3, 4, 5, 6, 7000, time.UTC)})
	require.NoError(t, err)
	require.Equal(t, `{"0005-02-03 04:05:06.000007+00 BC"}`, v)
}
