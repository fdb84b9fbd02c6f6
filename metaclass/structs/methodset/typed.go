package methodset

import "underhood/metaclass/structs"

// typed finds the adapter for a method's func value, if its signature is one of those
// here: there are as many as a program can be asked to carry, about a megabyte. What it
// finds is no reflection any more: the func value that reflect.Type.Method gives is the
// method itself, unlike that of reflect.Value.Method. P is *T.
func typed[P any](f any) (structs.Method, bool) {
	for _, try := range []func(any) (structs.Method, bool){
		none[P],
		one[P, string], one[P, int], one[P, float64], one[P, bool], one[P, any], one[P, P],
		two[P, string, string], two[P, string, int], two[P, int, int], two[P, float64, float64], two[P, string, any], two[P, any, any],
	} {
		if m, ok := try(f); ok {
			return m, true
		}
	}
	return structs.Method{}, false
}

func none[P any](f any) (structs.Method, bool) {
	switch f := f.(type) {
	case func(P):
		return structs.Proc0(f), true
	case func(P) error:
		return structs.Method0(f), true
	case func(P) string:
		return structs.Method0(f), true
	case func(P) int:
		return structs.Method0(f), true
	case func(P) int64:
		return structs.Method0(f), true
	case func(P) bool:
		return structs.Method0(f), true
	case func(P) float64:
		return structs.Method0(f), true
	case func(P) any:
		return structs.Method0(f), true
	case func(P) P:
		return structs.Method0(f), true
	case func(P) []byte:
		return structs.Method0(f), true
	case func(P) []string:
		return structs.Method0(f), true
	case func(P) (string, error):
		return structs.Method0Err(f), true
	case func(P) (int, error):
		return structs.Method0Err(f), true
	case func(P) (bool, error):
		return structs.Method0Err(f), true
	case func(P) (float64, error):
		return structs.Method0Err(f), true
	case func(P) (any, error):
		return structs.Method0Err(f), true
	case func(P) (P, error):
		return structs.Method0Err(f), true
	case func(P) ([]byte, error):
		return structs.Method0Err(f), true
	}
	return structs.Method{}, false
}

func one[P, A any](f any) (structs.Method, bool) {
	switch f := f.(type) {
	case func(P, A):
		return structs.Proc1(f), true
	case func(P, A) error:
		return structs.Method1(f), true
	case func(P, A) string:
		return structs.Method1(f), true
	case func(P, A) int:
		return structs.Method1(f), true
	case func(P, A) bool:
		return structs.Method1(f), true
	case func(P, A) any:
		return structs.Method1(f), true
	case func(P, A) P:
		return structs.Method1(f), true
	case func(P, A) A:
		return structs.Method1(f), true
	case func(P, A) (string, error):
		return structs.Method1Err(f), true
	case func(P, A) (int, error):
		return structs.Method1Err(f), true
	case func(P, A) (any, error):
		return structs.Method1Err(f), true
	case func(P, A) (P, error):
		return structs.Method1Err(f), true
	}
	return structs.Method{}, false
}

func two[P, A, B any](f any) (structs.Method, bool) {
	switch f := f.(type) {
	case func(P, A, B):
		return structs.Proc2(f), true
	case func(P, A, B) error:
		return structs.Method2(f), true
	case func(P, A, B) A:
		return structs.Method2(f), true
	case func(P, A, B) string:
		return structs.Method2(f), true
	case func(P, A, B) int:
		return structs.Method2(f), true
	case func(P, A, B) bool:
		return structs.Method2(f), true
	case func(P, A, B) any:
		return structs.Method2(f), true
	case func(P, A, B) (string, error):
		return structs.Method2Err(f), true
	case func(P, A, B) (any, error):
		return structs.Method2Err(f), true
	}
	return structs.Method{}, false
}
