package structs_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/metaclass"
	"underhood/metaclass/structs"
)

// FuzzArguments calls and sets everything with arguments of any kind and number. Nothing
// may panic; an error must be one Python would raise, or the method's own; and a value that
// was refused must have changed nothing.
func FuzzArguments(f *testing.F) {
	f.Add(uint8(0), []byte{0, 1, 2})
	f.Add(uint8(7), []byte{})
	f.Add(uint8(11), []byte{9, 9, 9, 9})
	f.Add(uint8(200), []byte{3, 14, 5})
	w, person, user := registered(f)
	values := func(o *metaclass.Object) []metaclass.Value {
		return []metaclass.Value{
			0, -1, int64(1 << 40), "", "x", 1.5, true, metaclass.None, o, user, w,
			metaclass.Tuple{1, "x"},
			metaclass.NewList("a"), metaclass.NewDict(),
			[]string{"a"},
			&Person{}, (*Person)(nil), &User{}, &City{},
			City{},
			Celsius(3), uint64(1 << 63), int8(3), float32(2), errEmpty,
			struct{}{},
			person, metaclass.NotImplemented,
			map[string]int{},
			func() {},
			[]metaclass.Value{1},
			reflect.ValueOf(1),
		}
	}
	names := []string{
		"Greet", "Rename", "Mood", "Feel", "Older", "Between", "Join", "Itself", "Nobody", "Nothing", "Warm", "Same", "Count", "Tell", "Big", "Until",
		"Failing", "Town", "Many", "Sum", "__init__", "Name", "born", "Age", "score", "Admin", "Tags", "Heat", "Any", "Err", "Home", "Work", "Stamp", "At", "Extra", "Note",
	}
	f.Fuzz(func(t *testing.T, which uint8, picks []byte) {
		o := object(t, user, "Ann", 1990)
		all := values(o)
		args := make([]metaclass.Value, min(len(picks), 6))
		for i := range args {
			args[i] = all[int(picks[i])%len(all)]
		}
		name := names[int(which)%len(names)]
		u, err := metaclass.As[*User](o)
		require.NoError(t, err)
		was := *u
		if len(args) == 1 && which >= 128 {
			err = o.Set(name, args[0])
			if err != nil {
				require.Equal(t, was, *u, name)
			} else if _, err := o.Get(name); err != nil {
				t.Fatalf("%s was set to %v and cannot be read: %v", name, args[0], err)
			}
		} else {
			_, err = o.Call(name, args...)
			if err == nil {
				_, err = structs.Call0[string](metaclass.NewSite(name), o)
			}
		}
		if err == nil {
			return
		}
		var panicked *metaclass.PanicError
		require.False(t, asError(err, &panicked), "%s%v panicked: %v", name, args, err)
		_, isException := err.(metaclass.Exception)
		var own *nameError
		require.True(t, isException || asError(err, &own) || errors.Is(err, errEmpty), "%s%v: %v", name, args, err)
	})
}

func asError[E error](err error, target *E) bool { return errors.As(err, target) }
