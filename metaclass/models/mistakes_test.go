package models_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
	"underhood/metaclass/models"
)

func TestContradictions(t *testing.T) {
	w, m := newModels(t)
	for want, f := range map[string]*models.Field{
		"Min is for numbers, not str":                models.Str().Min(1),
		"Max is for numbers, not bool":               models.Bool().Max(1),
		"Min 5 is above Max 3":                       models.Int().Min(5).Max(3),
		"MaxLen is for str, not int":                 models.Int().MaxLen(3),
		"MaxLen -1 is negative":                      models.Str().MaxLen(-1),
		"OneOf has 1, which must be str":             models.Str().OneOf("a", 1),
		"Default of nil, which is no value; None is": models.Str().Default(nil),
		"Check of nil":                               models.Str().Check(nil),
		"its default must be int":                    models.Int().Default("x"),
		"its default must be one of [1 2]":           models.Int().OneOf(1, 2).Default(3),
		"its default must have at most 1 characters": models.Str().MaxLen(1).Default("ab"),
		"OneOf has <nil>, which must be str":         models.Str().OneOf(nil),
		"OneOf has [1], which must be float":         models.Float().OneOf(metaclass.Tuple{1}),
	} {
		_, err := w.Class("A", metaclass.Bases(m.Base()), metaclass.Attr("x", f))
		require.EqualError(t, err, "TypeError: field x of A: "+want)
	}
	require.Nil(t, m.Model("A"))
}

func TestExactLimits(t *testing.T) {
	w, m := newModels(t)
	const big = 1 << (strconv.IntSize - 11) // beyond it a float64 rounds, if ints have 64 bits
	c := class(t, w, "A", metaclass.Bases(m.Base()), metaclass.Attr("x", models.Int().Max(big)),
		metaclass.Attr("y", models.Int().Min(-big).Max(math.Inf(1))), metaclass.Attr("z", models.Float().OneOf(1, 2)))
	made := func(x, y int, z any) error {
		_, err := w.CallKw(c, nil, kws("x", x, "y", y, "z", z))
		return err
	}
	require.NoError(t, made(big, -big, 1))
	require.ErrorContains(t, made(big+1, 0, 2.0), "x must be at most")
	require.ErrorContains(t, made(0, -big-1, 2), "y must be at least")
	require.ErrorContains(t, made(0, math.MaxInt, 3), "z must be one of [1 2]")
}

func TestFieldsOutOfPlace(t *testing.T) {
	w, m := newModels(t)
	c := class(t, w, "A", metaclass.Bases(m.Base()), metaclass.Attr("x", models.Int()))
	v, err := w.CallKw(c, nil, kws("x", 1))
	require.NoError(t, err)
	o := object(t, v)
	require.EqualError(t, o.Delete("x"), "AttributeError: field x of A cannot be deleted")
	require.NoError(t, c.Set("late", models.Int()))
	require.EqualError(t, o.Set("late", 1), "TypeError: a field must be declared in the class statement, not set on the class")
	_, named := o.Own("")
	require.False(t, named)
}

func TestNilArguments(t *testing.T) {
	_, err := models.New(nil)
	require.EqualError(t, err, "TypeError: models need a world, not nil")
	require.Nil(t, models.Of(nil))
	_, err = models.NewView[struct{}](nil)
	require.EqualError(t, err, "models: a view by struct {} of a nil model")
}
