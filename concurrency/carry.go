package concurrency

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"unicode/utf8"
)

// errUTF8 is a string that JSON, which is text, would change without a word.
var errUTF8 = errors.New("a string is not UTF-8 and cannot travel as JSON; a []byte can")

// fits says whether JSON carries all of what Args and Result hold, as far as their
// types say.
func (w *Work[Args, Result]) fits() error {
	w.look.Do(func() {
		for _, t := range []reflect.Type{reflect.TypeFor[Args](), reflect.TypeFor[Result]()} {
			if field := dropped(t, true, map[hold]bool{}); field != "" && w.unfit == nil {
				w.unfit = fmt.Errorf("field %s of %s is not exported and cannot travel as JSON", field, t)
			}
		}
	})
	return w.unfit
}

// encode is a value as JSON, and no other value: one that JSON would change is an
// error.
func encode(pointer any) ([]byte, error) {
	text, err := json.Marshal(pointer)
	if err != nil {
		return nil, err
	}
	// What is not UTF-8 has become this escape, which is written for nothing else but
	// by the value's own methods.
	if bytes.Contains(text, []byte(`\ufffd`)) && mangled(reflect.ValueOf(pointer)) {
		return nil, errUTF8
	}
	return text, nil
}

// A hold is a type where it can be told to have methods with a pointer receiver, or
// not.
type hold struct {
	reflect.Type
	addressable bool
}

// itself says whether values there write their own JSON.
func (h hold) itself() bool {
	t := h.Type
	if h.addressable {
		t = reflect.PointerTo(t)
	}
	return t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

// dropped finds the first field that encoding/json leaves out without being told to,
// as a path; "" for none.
func dropped(t reflect.Type, addressable bool, seen map[hold]bool) string {
	here := hold{t, addressable}
	if seen[here] || here.itself() {
		return ""
	}
	seen[here] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return dropped(t.Elem(), true, seen)
	case reflect.Array:
		return dropped(t.Elem(), addressable, seen)
	case reflect.Map:
		return dropped(t.Elem(), false, seen)
	case reflect.Struct:
		for f := range t.Fields() {
			if f.Name == "_" || f.Tag.Get("json") == "-" {
				continue
			}
			// The fields of an embedded struct count as the struct's own.
			if !f.IsExported() && !(f.Anonymous && f.Type.Kind() == reflect.Struct) {
				return f.Name
			}
			if rest := dropped(f.Type, addressable, seen); rest != "" {
				return f.Name + "." + rest
			}
		}
	}
	return ""
}

// mangled says whether there is a string that is not UTF-8 in what encoding/json has
// written, which has no cycles then.
func mangled(v reflect.Value) bool {
	if !v.IsValid() || (hold{v.Type(), v.CanAddr()}).itself() {
		return false
	}
	switch v.Kind() {
	case reflect.String:
		return !utf8.ValidString(v.String())
	case reflect.Pointer, reflect.Interface:
		return mangled(v.Elem())
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if mangled(v.Index(i)) {
				return true
			}
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			if mangled(key) || mangled(value) {
				return true
			}
		}
	case reflect.Struct:
		for f, field := range v.Fields() {
			if f.Tag.Get("json") != "-" && mangled(field) {
				return true
			}
		}
	}
	return false
}
