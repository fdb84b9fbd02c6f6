package metaclass

import (
	"fmt"
	"reflect"
)

// comparable_ reports whether v can be compared with == and be a map's key.
func comparable_(v Value) bool {
	switch v.(type) {
	case string, int, bool, *Object, *Class, NoneType:
		return true
	}
	return reflect.TypeOf(v).Comparable()
}

// goTypeName is the name of a Go value's type, for messages.
func goTypeName(v Value) string { return fmt.Sprintf("%T", v) }

func addressText(k any) string {
	if r := reflect.ValueOf(k); r.Kind() == reflect.Pointer {
		return fmt.Sprintf("p%x,", r.Pointer())
	}
	return fmt.Sprintf("%T:%v,", k, k)
}
