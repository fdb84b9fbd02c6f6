package lesson

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
)

// The values of a case are Python's: nil is None, bool, int64, string, and
type (
	list  []any
	tuple []any
)

// raised is a Python exception, thrown by panic: a case's functions and sources
// raise as Python's do, and the package passes it through as it would any panic.
type raised struct{ kind string }

func raise(kind string) { panic(raised{kind}) }

// limitError says that a case goes beyond what it may.
type limitError struct{ error }

func beyond(format string, a ...any) { panic(limitError{fmt.Errorf(format, a...)}) }

// value makes one of the decoded JSON.
func value(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, string:
		return v, nil
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			return nil, fmt.Errorf("%s is not a 64-bit integer", v)
		}
		return n, nil
	case []any:
		l := make(list, len(v))
		for i, e := range v {
			var err error
			if l[i], err = value(e); err != nil {
				return nil, err
			}
		}
		return l, nil
	}
	return nil, fmt.Errorf("%T is no value of a case", v)
}

// decode reads one JSON value, numbers exactly.
func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// truth is Python's bool(v).
func truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case int64:
		return v != 0
	case string:
		return v != ""
	case list:
		return len(v) > 0
	case tuple:
		return len(v) > 0
	}
	return true
}

// integer is v as a number; True is 1.
func integer(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}

// number is integer, or a TypeError.
func number(v any) int64 {
	n, ok := integer(v)
	if !ok {
		raise("TypeError")
	}
	return n
}

// equal is Python's ==.
func equal(a, b any) bool {
	if x, ok := integer(a); ok {
		y, ok := integer(b)
		return ok && x == y
	}
	switch x := a.(type) {
	case list:
		y, ok := b.(list)
		return ok && equalItems(x, y)
	case tuple:
		y, ok := b.(tuple)
		return ok && equalItems(x, y)
	}
	switch b.(type) {
	case list, tuple:
		return false
	}
	return a == b
}

func equalItems(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// compare orders two values as Python's < does, or is a TypeError.
func compare(a, b any) int {
	if x, ok := integer(a); ok {
		return cmp.Compare(x, number(b))
	}
	switch x := a.(type) {
	case string:
		if y, ok := b.(string); ok {
			return strings.Compare(x, y)
		}
	case list:
		if y, ok := b.(list); ok {
			return compareItems(x, y)
		}
	case tuple:
		if y, ok := b.(tuple); ok {
			return compareItems(x, y)
		}
	}
	raise("TypeError")
	return 0
}

func compareItems(a, b []any) int {
	for i := range min(len(a), len(b)) {
		if !equal(a[i], b[i]) {
			return compare(a[i], b[i])
		}
	}
	return cmp.Compare(len(a), len(b))
}

// hashed is a comparable stand-in for v that is equal when v is: what a set or a
// dict keeps. A list has none: TypeError.
func hashed(v any) any {
	if n, ok := integer(v); ok {
		return n
	}
	switch v := v.(type) {
	case list:
		raise("TypeError")
	case tuple:
		var b strings.Builder
		for _, e := range v {
			fmt.Fprintf(&b, "%T %#v,", hashed(e), hashed(e))
		}
		return struct{ tuple string }{b.String()}
	}
	return v
}

// sameness is hashed for values that are only compared, lists included.
func sameness(v any) any {
	if l, ok := v.(list); ok {
		return struct{ list any }{sameness(tuple(l))}
	}
	if l, ok := v.(tuple); ok {
		var b strings.Builder
		for _, e := range l {
			fmt.Fprintf(&b, "%T %#v,", sameness(e), sameness(e))
		}
		return struct{ tuple string }{b.String()}
	}
	return hashed(v)
}

// items are what iterating over a value gives, or a TypeError.
func items(v any) []any {
	switch v := v.(type) {
	case list:
		return v
	case tuple:
		return v
	case string:
		var l []any
		for _, r := range v {
			l = append(l, string(r))
		}
		return l
	}
	raise("TypeError")
	return nil
}

// plain is the value as the answer shows it: tuples are lists, and never null.
func plain(v any) any {
	switch v := v.(type) {
	case list:
		return plainItems(v)
	case tuple:
		return plainItems(v)
	}
	return v
}

func plainItems(v []any) []any {
	l := make([]any, len(v))
	for i, e := range v {
		l[i] = plain(e)
	}
	return l
}
