package orm

import (
	"database/sql/driver"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestConvert: drivers say one thing in several ways, and all of them are read; what means
// something else is an error.
func TestConvert(t *testing.T) {
	at := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	type reader func(v driver.Value) (any, error)
	wrap := func(f any) reader {
		return func(v driver.Value) (any, error) {
			switch f := f.(type) {
			case func(driver.Value) (int64, error):
				return f(v)
			case func(driver.Value) (uint64, error):
				return f(v)
			case func(driver.Value) (float64, error):
				return f(v)
			case func(driver.Value) (time.Time, error):
				return f(v)
			case func(driver.Value) (string, error):
				return f(v)
			}
			return nil, nil
		}
	}
	tests := []struct {
		name string
		read reader
		good map[any]any
		bad  []driver.Value
	}{
		{
			"int", wrap(toInt),
			map[any]any{int64(-1): int64(-1), uint64(7): int64(7), true: int64(1), false: int64(0), 3.0: int64(3), "-12": int64(-12), float64(math.MinInt64): int64(math.MinInt64)},
			[]driver.Value{uint64(math.MaxUint64), 1.5, float64(1 << 63), math.NaN(), "x", "", nil, at, []byte("1.0")},
		},
		{
			"uint", wrap(toUint),
			map[any]any{int64(1): uint64(1), uint64(math.MaxUint64): uint64(math.MaxUint64), "18446744073709551615": uint64(math.MaxUint64)},
			[]driver.Value{int64(-1), "-1", []byte("x"), nil, 1.5},
		},
		{
			"float", wrap(toFloat),
			map[any]any{1.5: 1.5, float32(1.5): 1.5, int64(2): 2.0, "2.5": 2.5},
			[]driver.Value{"x", []byte(""), nil, true},
		},
		{
			"time", wrap(toTime),
			map[any]any{at: at, at.UnixMicro(): at, "2024-05-06 07:08:09": at},
			[]driver.Value{"x", []byte("y"), nil, true},
		},
		{"text", wrap(toText), map[any]any{"a": "a"}, []driver.Value{nil, int64(1)}},
		{"decimal", wrap(decimalText), map[any]any{"1.5": "1.5", int64(3): "3"}, []driver.Value{nil, 1.5}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for in, want := range tt.good {
				got, err := tt.read(in)
				require.NoError(t, err)
				require.Equal(t, want, got)
				if s, ok := in.(string); ok {
					got, err = tt.read([]byte(s))
					require.NoError(t, err)
					require.Equal(t, want, got)
				}
			}
			for _, in := range tt.bad {
				_, err := tt.read(in)
				require.Error(t, err, "%v", in)
			}
		})
	}
}

// TestDecodeElsewhere: each kind reads what other drivers give for it.
func TestDecodeElsewhere(t *testing.T) {
	type kinds struct {
		ID   int64
		I8   int8
		U8   uint8
		U    uint
		B    bool
		F    float32
		S    string
		By   []byte `orm:",notnull"`
		T    time.Time
		U16  [16]byte
		J    map[string]int `orm:",json"`
		Dec  string         `orm:",decimal=5.2"`
		Null []byte
	}
	s := NewSchema()
	m := MustRegister[kinds](s).m
	bind := func(field string) *binding {
		for _, c := range m.cols {
			if c.field == field {
				return &binding{column: c, feat: &Features{}, plain: c.null == never}
			}
		}
		t.Fatal(field)
		return nil
	}
	var k kinds
	good := []struct {
		field string
		v     driver.Value
	}{
		{"I8", []byte("-5")},
		{"U8", "200"},
		{"U", uint64(9)},
		{"B", []byte("1")},
		{"F", []byte("0.5")},
		{"S", []byte("text")},
		{"By", "bytes"},
		{"T", time.Date(2024, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600))},
		{"U16", "00000000-0000-0000-0000-0000000000ff"},
		{"J", []byte(`{"a":1}`)},
		{"Dec", []byte("1.5")},
		{"Null", nil},
	}
	for _, g := range good {
		require.NoError(t, bind(g.field).decode(cellOf(&k), g.v), g.field)
	}
	require.Equal(t, kinds{
		I8: -5, U8: 200, U: 9, B: true, F: 0.5, S: "text", By: []byte("bytes"), T: time.Date(2023, 12, 31, 23, 0, 0, 0, time.UTC),
		U16: [16]byte{15: 0xff}, J: map[string]int{"a": 1}, Dec: "1.50",
	}, k)
	require.NoError(t, bind("U16").decode(cellOf(&k), [16]byte{1}))
	for _, bad := range []struct {
		field string
		v     driver.Value
		err   error
	}{
		{"I8", int64(200), ErrRange},
		{"I8", nil, ErrNull},
		{"U8", int64(300), ErrRange},
		{"U8", "-1", ErrValue},
		{"B", "x", ErrValue},
		{"F", "x", ErrValue},
		{"S", int64(1), ErrType},
		{"By", nil, ErrNull},
		{"By", int64(1), ErrType},
		{"T", "x", ErrValue},
		{"U16", "x", ErrValue},
		{"U16", []byte{1}, ErrValue},
		{"U16", int64(1), ErrType},
		{"J", int64(1), ErrType},
		{"Dec", 1.5, ErrType},
		{"Dec", "12345.6", ErrRange},
	} {
		err := bind(bad.field).decode(cellOf(&k), bad.v)
		require.ErrorIs(t, err, bad.err, "%s %v", bad.field, bad.v)
		var column *ColumnError
		require.ErrorAs(t, err, &column)
		require.Equal(t, "kinds."+bad.field, column.Field)
	}
}

func TestKindString(t *testing.T) {
	require.Equal(t, "int", KindInt.String())
	require.Equal(t, "valuer", KindValuer.String())
	require.Equal(t, "Kind(99)", Kind(99).String())
}
