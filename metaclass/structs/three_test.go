package structs_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
	"underhood/metaclass/structs"
)

// A ledger takes three of everything.
type ledger struct{ lines []string }

var errShut = errors.New("the ledger is shut")

func (l *ledger) Sum(a, b, c int) int { return a + b + c }
func (l *ledger) Shut(_, _, _ int) error {
	return errShut
}

func (l *ledger) Ratio(a, b int) (int, error) {
	if b == 0 {
		return 0, errShut
	}
	return a / b, nil
}

func (l *ledger) Mean(a, b, c int) (float64, error) {
	if a < 0 {
		return 0, errShut
	}
	return float64(a+b+c) / 3, nil
}
func (l *ledger) Note(a, b, c string) { l.lines = append(l.lines, a+b+c) }

// TestMethodsOfThree: the forms for two and three arguments, their results, their
// errors, and what they refuse.
func TestMethodsOfThree(t *testing.T) {
	w := metaclass.New()
	_, err := structs.Register[ledger](w,
		structs.Method3((*ledger).Sum), structs.Method3((*ledger).Shut), structs.Method2Err((*ledger).Ratio),
		structs.Method3Err((*ledger).Mean), structs.Proc3((*ledger).Note))
	require.NoError(t, err)
	l := new(ledger)
	for _, c := range []struct {
		name string
		args []metaclass.Value
		want metaclass.Value
	}{
		{"Sum", []metaclass.Value{1, 2, 3}, 6},
		{"Ratio", []metaclass.Value{7, 2}, 3},
		{"Mean", []metaclass.Value{1, 2, 6}, 3.0},
		{"Note", []metaclass.Value{"a", "b", "c"}, metaclass.None},
	} {
		got, err := w.CallMethod(l, c.name, c.args...)
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, got, c.name)
		_, err = w.CallMethod(l, c.name, c.args[1:]...)
		require.ErrorAs(t, err, new(*metaclass.TypeError), "%s with an argument less", c.name)
		wrong := append([]metaclass.Value{metaclass.None}, c.args[1:]...)
		_, err = w.CallMethod(l, c.name, wrong...)
		require.ErrorAs(t, err, new(*metaclass.TypeError), "%s of None", c.name)
	}
	require.Equal(t, []string{"abc"}, l.lines)
	for name, args := range map[string][]metaclass.Value{"Shut": {1, 2, 3}, "Ratio": {1, 0}, "Mean": {-1, 0, 0}} {
		_, err := w.CallMethod(l, name, args...)
		require.ErrorIs(t, err, errShut, name)
	}
	_, err = w.CallMethod(&Person{Born: 1}, "Sum", 1, 2, 3)
	require.Error(t, err)
}
