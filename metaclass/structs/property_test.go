package structs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
)

type (
	small   int8
	label   string
	flag    bool
	degrees float32
)

// fieldTypes are what random structs are made of, with a way to make a value of each.
var fieldTypes = []struct {
	typ  reflect.Type
	make func(r *rand.Rand) any
}{
	{reflect.TypeFor[int](), func(r *rand.Rand) any { return int(r.Uint64()) }},
	{reflect.TypeFor[int8](), func(r *rand.Rand) any { return int8(r.Uint64()) }},
	{reflect.TypeFor[int16](), func(r *rand.Rand) any { return int16(r.Uint64()) }},
	{reflect.TypeFor[int32](), func(r *rand.Rand) any { return int32(r.Uint64()) }},
	{reflect.TypeFor[int64](), func(r *rand.Rand) any { return int64(r.Uint64()) }},
	{reflect.TypeFor[uint](), func(r *rand.Rand) any { return uint(r.Uint64()) }},
	{reflect.TypeFor[uint8](), func(r *rand.Rand) any { return uint8(r.Uint64()) }},
	{reflect.TypeFor[uint16](), func(r *rand.Rand) any { return uint16(r.Uint64()) }},
	{reflect.TypeFor[uint32](), func(r *rand.Rand) any { return uint32(r.Uint64()) }},
	{reflect.TypeFor[uint64](), func(r *rand.Rand) any { return r.Uint64() }},
	{reflect.TypeFor[float32](), func(r *rand.Rand) any { return math.Float32frombits(r.Uint32()&^(0xFF<<23) | 1<<29) }},
	{reflect.TypeFor[float64](), func(r *rand.Rand) any { return r.NormFloat64() }},
	{reflect.TypeFor[string](), func(r *rand.Rand) any { return fmt.Sprint(r.Uint32()) }},
	{reflect.TypeFor[bool](), func(r *rand.Rand) any { return r.IntN(2) == 0 }},
	{reflect.TypeFor[small](), func(r *rand.Rand) any { return small(r.Uint64()) }},
	{reflect.TypeFor[label](), func(r *rand.Rand) any { return label(fmt.Sprint(r.Uint32())) }},
	{reflect.TypeFor[flag](), func(r *rand.Rand) any { return flag(r.IntN(2) == 0) }},
	{reflect.TypeFor[degrees](), func(r *rand.Rand) any { return degrees(r.IntN(1000)) / 8 }},
	{reflect.TypeFor[any](), func(r *rand.Rand) any { return [...]any{nil, 1, "x", 2.5}[r.IntN(4)] }},
	{reflect.TypeFor[error](), func(r *rand.Rand) any { return [...]any{nil, ErrRegister}[r.IntN(2)] }},
	{reflect.TypeFor[*int](), func(r *rand.Rand) any { return [...]*int{nil, new(int)}[r.IntN(2)] }},
	{reflect.TypeFor[map[string]int](), func(r *rand.Rand) any { return [...]map[string]int{nil, {"a": 1}}[r.IntN(2)] }},
	{reflect.TypeFor[[]string](), func(r *rand.Rand) any { return [...][]string{nil, {"a", "b"}}[r.IntN(2)] }},
	{reflect.TypeFor[[]small](), func(r *rand.Rand) any { return []small{small(r.Uint64())} }},
	{reflect.TypeFor[[2]int](), func(r *rand.Rand) any { return [2]int{r.IntN(9), r.IntN(9)} }},
	{reflect.TypeFor[time.Time](), func(r *rand.Rand) any { return time.Unix(r.Int64N(1<<40), 0) }},
	{reflect.TypeFor[struct{ A, B int }](), func(r *rand.Rand) any { return struct{ A, B int }{r.IntN(9), r.IntN(9)} }},
}

// TestFieldsRoundTrip makes structs of random fields. Whatever Go has put into a field
// is read in the world and written back to another instance, which must then hold the
// same.
func TestFieldsRoundTrip(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		var fields []reflect.StructField
		var makers []func(*rand.Rand) any
		for i := range 1 + r.IntN(12) {
			k := fieldTypes[r.IntN(len(fieldTypes))]
			fields = append(fields, reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: k.typ})
			makers = append(makers, k.make)
		}
		typ := reflect.StructOf(fields)
		w := metaclass.New()
		class, err := register(w, typ, reflect.Zero(reflect.PointerTo(typ)).Interface(), func() any { return reflect.New(typ).Interface() }, nil)
		require.NoError(t, err)

		from, to := reflect.New(typ), reflect.New(typ)
		for i, f := range makers {
			if v := reflect.ValueOf(f(r)); v.IsValid() {
				from.Elem().Field(i).Set(v)
			}
		}
		source, err := class.NewNative(from.Interface())
		require.NoError(t, err)
		target, err := class.NewNative(to.Interface())
		require.NoError(t, err)
		var args []metaclass.Value
		for _, f := range fields {
			v, err := source.Get(f.Name)
			require.NoError(t, err)
			require.True(t, v != nil, "nil is no value")
			require.NoError(t, target.Set(f.Name, v), "seed %d, %s", seed, f.Type)
			args = append(args, v)
		}
		require.Equal(t, from.Interface(), to.Interface(), "seed %d", seed)
		made, err := class.New(args...)
		require.NoError(t, err)
		instance, err := metaclass.As[*metaclass.Object](made)
		require.NoError(t, err)
		require.Equal(t, from.Interface(), instance.Native(), "seed %d, by __init__", seed)
	}
}

// TestIntegersAreExact holds the ranges of the integer kinds against
// package reflect: what is accepted is stored as it is, what is refused does not fit.
func TestIntegersAreExact(t *testing.T) {
	w := metaclass.New()
	limits := []int64{
		0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, -32769, 65535, 65536,
		math.MaxInt32, math.MaxInt32 + 1, math.MinInt32, math.MinInt32 - 1, math.MaxUint32, math.MaxUint32 + 1, math.MaxInt64, math.MinInt64,
	}
	for _, k := range fieldTypes[:10] {
		c := codecOf(w, k.typ)
		for _, n := range limits {
			p := reflect.New(k.typ)
			fits := p.Elem().CanInt() && !p.Elem().OverflowInt(n) || p.Elem().CanUint() && n >= 0 && !p.Elem().OverflowUint(uint64(n))
			verdict := c.store(p.UnsafePointer(), n)
			require.Equal(t, fits, verdict == stored, "%s %d", k.typ, n)
			if fits {
				back, _, _ := wide(c.load(p.UnsafePointer()))
				require.Equal(t, n, back, "%s %d", k.typ, n)
			} else {
				require.Equal(t, outOfRange, verdict)
				require.True(t, p.Elem().IsZero())
			}
		}
		p := reflect.New(k.typ)
		verdict := c.store(p.UnsafePointer(), uint64(math.MaxUint64))
		require.Equal(t, k.typ.Kind() == reflect.Uint64 || k.typ == reflect.TypeFor[uint]() && math.MaxUint == math.MaxUint64, verdict == stored, k.typ)
	}
}
