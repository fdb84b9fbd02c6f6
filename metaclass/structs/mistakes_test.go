package structs_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
	"underhood/metaclass/structs"
)

type gauge struct{ Level float32 }

func (g gauge) Double() int { return 2 * int(g.Level) }
func (g *gauge) Half() int  { return int(g.Level) / 2 }

func TestMistakesOfRegistration(t *testing.T) {
	for want, opts := range map[string][]structs.Option{
		"option 0 is nil":        {nil},
		"its base is nil":        {structs.Base(nil)},
		"a method is zero":       {structs.Method{}},
		"a method is zero:":      {structs.Method{}.Named("m")},
		"offered method is zero": {structs.Offer(structs.Offered{})},
		"Names of nil":           {structs.Names(nil)},
		"its receiver is a value: give (*gauge).Double": {structs.Method0(gauge.Double)},
	} {
		w := metaclass.New()
		_, err := structs.Register[gauge](w, opts...)
		require.ErrorIs(t, err, structs.ErrRegister)
		require.ErrorContains(t, err, want)
		require.Nil(t, w.Adopted((*gauge)(nil)))
	}
	_, err := structs.Register[gauge](nil)
	require.ErrorIs(t, err, structs.ErrRegister)
}

func TestMistakesOfValues(t *testing.T) {
	w := metaclass.New()
	c, err := structs.Register[gauge](w, structs.Method0((*gauge).Double), structs.Method0((*gauge).Half))
	require.NoError(t, err)
	derived, err := w.Class("Derived", metaclass.Bases(c))
	require.NoError(t, err)
	for _, class := range []*metaclass.Class{c, derived} {
		for want, v := range map[string]any{
			"not string": "x", "not <nil>": nil, "this one is nil": (*gauge)(nil), "not structs_test.gauge": gauge{},
		} {
			_, err := class.NewNative(v)
			require.Equal(t, "TypeError", metaclass.Kind(err))
			require.ErrorContains(t, err, want)
		}
	}
	g := &gauge{Level: 8}
	o, err := derived.NewNative(g)
	require.NoError(t, err)
	require.EqualError(t, o.Set("Level", 1e300), "OverflowError: Python float too large to convert to Go float32")
	require.EqualValues(t, 8, g.Level)
	require.NoError(t, o.Set("Level", math.Inf(1)))
	require.NoError(t, o.Set("Level", 8.5))
	_, err = structs.Call0[string](metaclass.NewSite("Half"), o)
	require.EqualError(t, err, "TypeError: Half() returned a value of another type: int, not string")
}
