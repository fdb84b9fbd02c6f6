package segment

import (
	"reflect"
	"strconv"
	"strings"
)

// A PointerError is returned by [Layout] for a type that other processes cannot
// read: Path leads to the field at fault, Type is its type.
type PointerError struct {
	Path string
	Type reflect.Type
	why  string
}

// Error says which field it is and what is wrong with it.
func (e *PointerError) Error() string {
	text := "ipc: " + e.Path
	if e.Path != e.Type.String() {
		text += ": " + e.Type.String()
	}
	return text + " " + e.why
}

// Layout describes how a type without pointers lies in memory, for instance
//
//	struct{ID int64 @0; Name [16]uint8 @8} size 24
//
// with the offset of each field and the size of each struct. Names of types are
// left out and int, uint and uintptr stand as what they are on this machine, so
// that two programs agree exactly when they agree on the bytes and the fields'
// names. It returns a [*PointerError] for a type that holds a pointer anywhere,
// and for the locks of package sync, which work within one process only.
func Layout(t reflect.Type) (string, error) {
	if t == nil {
		return "", &PointerError{Path: "nil", Type: reflect.TypeFor[any](), why: "holds a pointer"}
	}
	var b strings.Builder
	if err := describe(&b, t, t.String()); err != nil {
		return "", err
	}
	return b.String(), nil
}

// describe ends because a type without pointers cannot contain itself.
func describe(b *strings.Builder, t reflect.Type, path string) error {
	if t.PkgPath() == "sync" {
		return &PointerError{Path: path, Type: t, why: "works within one process only"}
	}
	bitSize := func() string { return strconv.Itoa(t.Bits()) }
	switch t.Kind() {
	case reflect.Bool:
		b.WriteString("bool")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		b.WriteString("int" + bitSize())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		b.WriteString("uint" + bitSize())
	case reflect.Float32, reflect.Float64:
		b.WriteString("float" + bitSize())
	case reflect.Complex64, reflect.Complex128:
		b.WriteString("complex" + bitSize())
	case reflect.Array:
		b.WriteString("[" + strconv.Itoa(t.Len()) + "]")
		return describe(b, t.Elem(), path+"[]")
	case reflect.Struct:
		b.WriteString("struct{")
		for i := range t.NumField() {
			f := t.Field(i)
			if i > 0 {
				b.WriteString("; ")
			}
			b.WriteString(f.Name + " ")
			if err := describe(b, f.Type, path+"."+f.Name); err != nil {
				return err
			}
			b.WriteString(" @" + strconv.FormatUint(uint64(f.Offset), 10))
		}
		b.WriteString("} size " + strconv.FormatUint(uint64(t.Size()), 10))
	default:
		return &PointerError{Path: path, Type: t, why: "holds a pointer"}
	}
	return nil
}
