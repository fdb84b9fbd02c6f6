package orm

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"math/big"
	"reflect"
	"time"
)

// A Kind is what a column is to Go. The dialect decides what it is in the database.
type Kind uint8

// The kinds of columns. Bits of the ColumnInfo say how wide a number is.
const (
	_            Kind = iota
	KindInt           // int, int8 … int64, and types of these kinds
	KindUint          // uint, uint8 … uint64
	KindBool          // bool
	KindFloat         // float32, float64; NaN is refused
	KindText          // string
	KindEnum          // a named string with a method Values
	KindDecimal       // with the tag decimal=p.s: a string of digits, or a big.Rat
	KindBytes         // []byte; nil is NULL, empty is empty
	KindTime          // time.Time, in UTC, to the microsecond
	KindDuration      // time.Duration, in nanoseconds
	KindUUID          // [16]byte
	KindJSON          // anything, with the tag json
	KindArray         // a slice, with the tag array
	KindValuer        // a type with driver.Valuer and sql.Scanner
)

// String is the kind's name in lower case.
func (k Kind) String() string {
	names := [...]string{
		"none", "int", "uint", "bool", "float", "text", "enum", "decimal", "bytes", "time",
		"duration", "uuid", "json", "array", "valuer",
	}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// ordered reports whether less and greater mean something in every dialect.
func (k Kind) ordered() bool { return k != KindJSON && k != KindArray && k != 0 }

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
	ratType      = reflect.TypeFor[big.Rat]()
	bytesType    = reflect.TypeFor[[]byte]()
	valuerType   = reflect.TypeFor[driver.Valuer]()
	scannerType  = reflect.TypeFor[sql.Scanner]()
)

// A nullness is how a field says NULL.
type nullness uint8

const (
	never   nullness = iota
	byNull           // sql.Null[T]: T at offset 0, then Valid
	byPtr            // *T
	byValue          // by the value itself: nil []byte, a Valuer that gives nil
)

// unwrap takes the NULL off a field's type.
func unwrap(t reflect.Type) (inner reflect.Type, null nullness, valid uintptr) {
	switch {
	case t.Kind() == reflect.Pointer:
		return t.Elem(), byPtr, 0
	case isNull(t):
		return t.Field(0).Type, byNull, t.Field(1).Offset
	}
	return t, never, 0
}

// isNull reports whether a type is an sql.Null[T].
func isNull(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" && t.NumField() == 2 &&
		t.Field(0).Name == "V" && t.Field(1).Name == "Valid"
}

// kindOf finds the kind of a type without its NULL, given what the tag says; why is
// what is wrong when there is none.
func kindOf(t reflect.Type, g tag) (k Kind, bits int, why string) {
	ptr := reflect.PointerTo(t)
	switch {
	case isNull(t) && !g.json:
		return 0, 0, fmt.Sprintf("%s is NULL in two ways", t)
	case g.json:
		return KindJSON, 0, ""
	case g.array:
		if t.Kind() != reflect.Slice || t == bytesType {
			return 0, 0, fmt.Sprintf("option \"array\" wants a slice, not %s", t)
		}
		return KindArray, 0, ""
	case g.decimal:
		if t != ratType && t.Kind() != reflect.String && !(ptr.Implements(valuerType) && ptr.Implements(scannerType)) {
			return 0, 0, fmt.Sprintf("option \"decimal\" wants a string, a big.Rat or a Valuer that is a Scanner, not %s", t)
		}
		return KindDecimal, 0, ""
	case t == timeType:
		return KindTime, 0, ""
	case t == durationType:
		return KindDuration, 64, ""
	case ptr.Implements(valuerType) && ptr.Implements(scannerType):
		return KindValuer, 0, ""
	case t == ratType:
		return 0, 0, "a big.Rat needs the option decimal=digits.scale"
	}
	if k, bits, why = kindByKind(t); (k == KindInt || k == KindUint) && hasValues(ptr) {
		return 0, 0, fmt.Sprintf("an enum is a string: %s has a method Values and is %s", t, t.Kind())
	}
	return k, bits, why
}

// hasValues reports whether a type has the method of an enum.
func hasValues(ptr reflect.Type) bool {
	m, ok := ptr.MethodByName("Values")
	return ok && m.Type.NumIn() == 1 && m.Type.NumOut() == 1 && m.Type.Out(0).Kind() == reflect.Slice
}

// kindByKind finds the kind of a type by how it is built.
func kindByKind(t reflect.Type) (k Kind, bits int, why string) {
	switch t.Kind() {
	case reflect.Int:
		return KindInt, 64, "" // 64 bits in the database, whatever the machine
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return KindInt, t.Bits(), ""
	case reflect.Uint:
		return KindUint, 64, ""
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return KindUint, t.Bits(), ""
	case reflect.Bool:
		return KindBool, 0, ""
	case reflect.Float32, reflect.Float64:
		return KindFloat, t.Bits(), ""
	case reflect.String:
		if _, ok := reflect.PointerTo(t).MethodByName("Values"); ok {
			return KindEnum, 0, ""
		}
		return KindText, 0, ""
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return KindBytes, 0, ""
		}
		return 0, 0, fmt.Sprintf("type %s has no column type; say array or json", t)
	case reflect.Array:
		if t.Len() == 16 && t.Elem().Kind() == reflect.Uint8 {
			return KindUUID, 0, ""
		}
	case reflect.Struct, reflect.Map:
		return 0, 0, fmt.Sprintf("type %s has no column type; say json, embed or -", t)
	}
	return 0, 0, fmt.Sprintf("type %s has no column type", t)
}

// enumValues calls Values of the zero value of an enum.
//
//sqlvet:trusted the values are the program's, as its names are
func enumValues(t reflect.Type) (values []string, why string) {
	m := reflect.Zero(t).MethodByName("Values")
	bad := fmt.Sprintf("method Values of %s is not func() []string or func() []%s, with a value receiver", t, t.Name())
	if !m.IsValid() {
		return nil, bad
	}
	mt := m.Type()
	if mt.NumIn() != 0 || mt.NumOut() != 1 || mt.Out(0).Kind() != reflect.Slice || mt.Out(0).Elem().Kind() != reflect.String {
		return nil, bad
	}
	out := m.Call(nil)[0]
	for i := range out.Len() {
		values = append(values, out.Index(i).String())
	}
	if len(values) == 0 {
		return nil, fmt.Sprintf("method Values of %s gives none", t)
	}
	return values, ""
}
