package laws

import (
	"database/sql"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// A Counter has integers of several widths, some of which columns are wider than.
type Counter struct {
	ID   int64
	Wide int64
	Tiny int8
	Byte uint8
	Word uint16
	Half uint32
	Long time.Duration
	Null sql.Null[int32]
}

var (
	counterWide = orm.C(func(c *Counter) *int64 { return &c.Wide })
	counterTiny = orm.C(func(c *Counter) *int8 { return &c.Tiny })
	counterByte = orm.C(func(c *Counter) *uint8 { return &c.Byte })
	counterWord = orm.C(func(c *Counter) *uint16 { return &c.Word })
	counterHalf = orm.C(func(c *Counter) *uint32 { return &c.Half })
	counterLong = orm.C(func(c *Counter) *time.Duration { return &c.Long })
	counterNull = orm.CNull(func(c *Counter) *sql.Null[int32] { return &c.Null })
)

// Add adds to integers until they are full: what does not fit the Go type is an error and
// changes no row, whether the engine's column would hold it or not.
func Add(t *testing.T, open Open) {
	t.Helper()
	s := orm.NewSchema()
	counters := orm.MustRegister[Counter](s)
	db := open(t)
	require.NoError(t, s.Create(t.Context(), db))
	high := Counter{Wide: math.MaxInt64 - 1, Tiny: 126, Byte: 254, Word: 65534, Half: math.MaxUint32 - 1, Long: math.MaxInt64 - 1, Null: sql.Null[int32]{V: math.MaxInt32 - 1, Valid: true}}
	low := Counter{Wide: math.MinInt64 + 1, Tiny: -127, Byte: 0, Long: math.MinInt64 + 1, Null: sql.Null[int32]{}}
	require.NoError(t, counters.Insert(t.Context(), db, &low, &high))
	tests := map[string]orm.Assign[Counter]{
		"wide up": orm.Add(counterWide, 2), "wide far up": orm.Add(counterWide, math.MaxInt64),
		"wide down": orm.Add(counterWide, -2), "wide far down": orm.Add(counterWide, math.MinInt64),
		"tiny up": orm.Add(counterTiny, 2), "tiny down": orm.Add(counterTiny, -2), "tiny far down": orm.Add(counterTiny, -128),
		"byte": orm.Add(counterByte, 2), "byte far": orm.Add(counterByte, 255),
		"word": orm.Add(counterWord, 2), "word far": orm.Add(counterWord, math.MaxUint16), "half": orm.Add(counterHalf, 2), "half far": orm.Add(counterHalf, math.MaxUint32),
		"duration": orm.Add(counterLong, 2), "null": orm.Add(counterNull, 2),
	}
	for name, set := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := counters.All().Update(t.Context(), db, set)
			require.ErrorIs(t, err, orm.ErrRange)
			for _, want := range []Counter{low, high} {
				got, err := counters.Get(t.Context(), db, want.ID)
				require.NoError(t, err)
				require.Equal(t, want, *got)
			}
		})
	}
	id := orm.C(func(c *Counter) *int64 { return &c.ID })
	for _, step := range []int64{1, -1} {
		row := &high
		if step < 0 {
			row = &low
		}
		n, err := counters.Where(id.Eq(row.ID)).Update(t.Context(), db, orm.Add(counterWide, step), orm.Add(counterTiny, int8(step)),
			orm.Add(counterLong, time.Duration(step)), orm.Add(counterNull, int32(step)))
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
		got, err := counters.Get(t.Context(), db, row.ID)
		require.NoError(t, err)
		row.Wide, row.Tiny, row.Long = row.Wide+step, row.Tiny+int8(step), row.Long+time.Duration(step)
		if row.Null.Valid {
			row.Null.V += int32(step)
		}
		require.Equal(t, *row, *got, "the bounds themselves fit, and NULL stays")
	}
}
