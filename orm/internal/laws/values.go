package laws

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/orm"
)

// A Color is an enum.
type Color string

// Values are all there are.
func (Color) Values() []Color { return []Color{"red", "it's blue"} }

// A Point is a type with a Valuer and Scanner of its own.
type Point struct{ X, Y int }

// Value is the point as text.
func (p Point) Value() (driver.Value, error) { return fmt.Sprintf("%d;%d", p.X, p.Y), nil }

// Scan reads what Value wrote.
func (p *Point) Scan(v any) error {
	switch v := v.(type) {
	case string:
		_, err := fmt.Sscanf(v, "%d;%d", &p.X, &p.Y)
		return err
	case []byte:
		return p.Scan(string(v))
	}
	return fmt.Errorf("a point of %T", v)
}

// A Values has a column of every kind.
type Values struct {
	ID       int64
	Int8     int8
	Int16    int16
	Int32    int32
	Int64    int64
	Int      int
	Uint8    uint8
	Uint16   uint16
	Uint32   uint32
	Uint64   uint64 `orm:",text"`
	Bool     bool
	Float32  float32
	Float64  float64
	String   string
	Enum     Color
	Decimal  string  `orm:",decimal=20.2"`
	Rat      big.Rat `orm:",decimal=30.10"`
	Bytes    []byte
	Time     time.Time
	Micros   time.Time `orm:",micros"`
	Duration time.Duration
	UUID     [16]byte
	UUIDText [16]byte       `orm:",text"`
	JSON     map[string]any `orm:",json"`
	Array    []string       `orm:",array"`
	Valuer   Point
	Null     sql.Null[int16]
	Pointer  *string
	NullTime sql.Null[time.Time]
	NullUUID *[16]byte
}

// Extremes are rows of values at the ends of what their kinds hold. The first is all
// zero, but for the enum, which has none.
func Extremes() []Values {
	text, id := "there", [16]byte{15: 1}
	least := Values{
		Int8: math.MinInt8, Int16: math.MinInt16, Int32: math.MinInt32, Int64: math.MinInt64, Int: math.MinInt,
		Float32: -math.MaxFloat32, Float64: math.SmallestNonzeroFloat64, String: "", Enum: "it's blue",
		Decimal: "-999999999999999999.99", Bytes: []byte{}, Time: time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC),
		Micros: time.Date(-4000, 1, 1, 0, 0, 0, 0, time.UTC), Duration: math.MinInt64, Array: []string{},
	}
	least.Rat.SetString("-12345678901234567890.0123456789")
	most := Values{
		Int8: math.MaxInt8, Int16: math.MaxInt16, Int32: math.MaxInt32, Int64: math.MaxInt64, Int: math.MaxInt,
		Uint8: math.MaxUint8, Uint16: math.MaxUint16, Uint32: math.MaxUint32, Uint64: math.MaxUint64, Bool: true,
		Float32: math.MaxFloat32, Float64: math.MaxFloat64, String: "it's \"日本\" \\ %_?;--", Enum: "red",
		Decimal: "12345678901234567.89", Bytes: []byte{0, 255, 39}, Time: time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC),
		Micros: time.Date(2024, 2, 29, 1, 2, 3, 456789, time.FixedZone("", 3600)), Duration: math.MaxInt64,
		UUID: [16]byte{0xff, 1}, UUIDText: [16]byte{0xff, 1}, JSON: map[string]any{"a": []any{1.5, nil, "x"}},
		Array: []string{"", "a,b", "\"'"}, Valuer: Point{-1, 2}, Null: sql.Null[int16]{V: -1, Valid: true}, Pointer: &text,
		NullTime: sql.Null[time.Time]{V: time.Date(2024, 5, 6, 7, 8, 9, 123456789, time.UTC), Valid: true}, NullUUID: &id,
	}
	most.Rat.SetString("99999999999999999999.9999999999")
	return []Values{{Enum: "red"}, least, most}
}

// BackFrom is how a row comes back from a database: times in UTC to the microsecond,
// decimals with all their digits, nil slices of the kind array as empty ones.
func BackFrom(v Values) Values {
	v.Time, v.Micros = v.Time.UTC().Truncate(time.Microsecond), v.Micros.UTC().Truncate(time.Microsecond)
	v.NullTime.V = v.NullTime.V.Truncate(time.Microsecond)
	if v.Decimal == "" || v.Decimal == "0" {
		v.Decimal = "0.00"
	}
	if v.Array == nil {
		v.Array = []string{}
	}
	return v
}

// RoundTrip writes every kind of value, row by row and in a batch, and reads it back.
func RoundTrip(t *testing.T, open Open) {
	t.Helper()
	db := open(t)
	s := orm.NewSchema()
	values := orm.MustRegister[Values](s)
	require.NoError(t, s.Create(t.Context(), db))
	back := func(v Values) {
		t.Helper()
		got, err := values.Get(t.Context(), db, v.ID)
		require.NoError(t, err)
		Same(t, BackFrom(v), *got)
	}
	var batch []*Values
	for _, v := range Extremes() {
		if v.Decimal == "" {
			v.Decimal = "0"
		}
		again := v
		batch = append(batch, &again)
		require.NoError(t, values.Insert(t.Context(), db, &v))
		back(v)
	}
	require.NoError(t, values.Insert(t.Context(), db, batch...))
	for _, v := range batch {
		back(*v)
	}
}

// Same compares rows by what their values mean.
func Same(t *testing.T, want, got Values) {
	t.Helper()
	require.Zero(t, want.Rat.Cmp(&got.Rat), "%s and %s", want.Rat.RatString(), got.Rat.RatString())
	want.Rat, got.Rat = big.Rat{}, big.Rat{}
	require.Equal(t, want, got)
}
