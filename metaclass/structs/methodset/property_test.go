package methodset

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
	"underhood/metaclass/structs"
)

type box struct{ N int }

var errBox = errors.New("box: refused")

// The types of which signatures are made: those that have adapters, for 0 to 2 arguments.
var (
	argTypes    = []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[float64](), reflect.TypeFor[any](), reflect.TypeFor[bool](), reflect.TypeFor[*box](), reflect.TypeFor[int64]()}
	resultTypes = []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[bool](), reflect.TypeFor[float64](), reflect.TypeFor[any](), reflect.TypeFor[*box](), reflect.TypeFor[int64]()}
)

// signature is a random one.
func signature(r *rand.Rand) reflect.Type {
	in := []reflect.Type{reflect.TypeFor[*box]()}
	for range r.IntN(3) {
		in = append(in, argTypes[r.IntN(len(argTypes))])
	}
	var out []reflect.Type
	if r.IntN(4) > 0 {
		out = append(out, resultTypes[r.IntN(len(resultTypes))])
	}
	if r.IntN(2) == 0 {
		out = append(out, reflect.TypeFor[error]())
	}
	return reflect.FuncOf(in, out, false)
}

// body is a function of the signature, whose results follow from its arguments alone.
func body(t reflect.Type) any {
	return reflect.MakeFunc(t, func(args []reflect.Value) []reflect.Value {
		var said strings.Builder
		for _, a := range args[1:] {
			switch a.Kind() {
			case reflect.Pointer:
				said.WriteString(fmt.Sprint(a.IsNil()))
			default:
				said.WriteString(fmt.Sprintf("%v,", a.Interface()))
			}
		}
		args[0].Elem().Field(0).SetInt(1)
		var out []reflect.Value
		for out0 := range t.Outs() {
			v := reflect.New(out0).Elem()
			switch out0.Kind() {
			case reflect.String:
				v.SetString(said.String())
			case reflect.Int, reflect.Int64:
				v.SetInt(int64(len(said.String())))
			case reflect.Bool:
				v.SetBool(len(said.String())%2 == 0)
			case reflect.Float64:
				v.SetFloat(float64(len(said.String())) / 2)
			case reflect.Pointer:
				if len(said.String())%3 > 0 {
					v.Set(args[0])
				}
			case reflect.Interface:
				switch {
				case out0 == reflect.TypeFor[error]() && len(said.String())%3 == 0:
					v.Set(reflect.ValueOf(errBox))
				case out0 != reflect.TypeFor[error]() && len(said.String())%3 > 0:
					v.Set(reflect.ValueOf(said.String()))
				}
			}
			out = append(out, v)
		}
		return out
	}).Interface()
}

// TestBothPathsAgree registers functions of random signatures twice, through the typed
// adapter and through reflection, and calls both with arguments right and wrong.
func TestBothPathsAgree(t *testing.T) {
	typedOnes, errs := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 2))
		f := body(signature(r))
		quick, ok := typed[*box](f)
		if !ok {
			continue
		}
		typedOnes++
		w := metaclass.New()
		c, err := structs.Register[box](w, quick.Named("quick"), structs.Reflect(f).Named("other"))
		require.NoError(t, err)
		v, err := c.New(1)
		require.NoError(t, err)
		o, err := metaclass.As[*metaclass.Object](v)
		require.NoError(t, err)
		values := []metaclass.Value{1, -5, "a", "long", 2.5, true, metaclass.None, o, &box{}, metaclass.Tuple{1}, metaclass.NewList(), int8(3), uint64(1 << 63)}
		for range 30 {
			args := make([]metaclass.Value, r.IntN(4))
			for i := range args {
				args[i] = values[r.IntN(len(values))]
			}
			a, errA := o.Call("quick", args...)
			b, errB := o.Call("other", args...)
			require.Equal(t, a, b, "seed %d: %T%v", seed, f, args)
			if errA != nil || errB != nil {
				errs++
				require.Error(t, errA, "seed %d: %T%v", seed, f, args)
				require.EqualError(t, errB, strings.ReplaceAll(errA.Error(), "quick", "other"), "seed %d: %T%v", seed, f, args)
				require.Equal(t, errors.Is(errA, errBox), errors.Is(errB, errBox))
			}
		}
	}
	require.Greater(t, typedOnes, 150, "most signatures must have an adapter for the test to say anything")
	require.Greater(t, errs, 1000)
}

type (
	inner struct{ Name string }
	outer struct{ inner }
)

func (i *inner) Hello() string { return "hello " + i.Name }
func (i inner) Value() int     { return 1 }
func (i *inner) Over() string  { return "inner" }
func (i inner) Beneath() int   { return 1 }
func (o *outer) Over() string  { return "outer" }
func (o outer) Beneath() int   { return 2 }
func (o outer) Own() int       { return 3 }
func (o *outer) Odd(a float32, more ...string) (int, string) {
	return len(more), fmt.Sprint(a)
}

func TestPromotedIsInherited(t *testing.T) {
	w := metaclass.New()
	in, err := structs.Register[inner](w, Of[inner]())
	require.NoError(t, err)
	var r structs.Report
	out, err := structs.Register[outer](w, structs.Base(in), Of[outer](), structs.ReportTo(&r))
	require.NoError(t, err)
	require.Equal(t, "method Beneath func() int: typed\n"+
		"method Odd func(float32, ...string) (int, string): reflected (variadic)\n"+
		"method Over func() string: typed\n"+
		"method Own func() int: typed\n", r.String())
	v, err := out.New("Ann")
	require.NoError(t, err)
	for name, want := range map[string]metaclass.Value{"Hello": "hello Ann", "Value": 1, "Over": "outer", "Beneath": 2, "Own": 3} {
		got, err := w.CallMethod(v, name)
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}

	// Without a Base the promoted ones are the class's own.
	w = metaclass.New()
	out, err = structs.Register[outer](w, Of[outer]("Odd"))
	require.NoError(t, err)
	_, ok := out.Own("Hello")
	require.True(t, ok)
	_, ok = out.Own("Odd")
	require.False(t, ok, "it was excepted")

	// A method given by itself comes before one offered.
	w = metaclass.New()
	out, err = structs.Register[outer](w, Of[outer](), structs.Method0((*outer).Own).Named("own"))
	require.NoError(t, err)
	_, ok = out.Own("Own")
	require.False(t, ok)
	_, ok = out.Own("own")
	require.True(t, ok)
}
