package websec

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"unicode/utf8"
)

// A jsonType is what a Go type is in JSON.
type jsonType uint8

const (
	jsonText jsonType = iota
	jsonBool
	jsonNumber
	jsonWhole // a number without a fraction
)

func jsonTypeOf(t reflect.Type) jsonType {
	if reflect.PointerTo(t).Implements(textType) {
		return jsonText
	}
	switch t.Kind() {
	case reflect.Bool:
		return jsonBool
	case reflect.Float32, reflect.Float64:
		return jsonNumber
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return jsonWhole
	}
	return jsonText
}

// peek goes to the next byte that is no blank, and returns it; 0 at the end.
func (r *jsonReader) peek() byte {
	for ; r.at < len(r.body); r.at++ {
		switch c := r.body[r.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// more goes to the next entry of a list or object, or behind its end.
func (r *jsonReader) more(end byte) bool {
	switch r.peek() {
	case ',':
		r.at++
		r.peek()
	case end:
		r.at++
		return false
	case 0:
		return false // no valid text gets here
	}
	return true
}

// text reads a string; half says that it has half of a surrogate pair.
func (r *jsonReader) text() (text string, half bool) {
	raw := r.rawText()
	inside := raw[1 : len(raw)-1]
	if bytes.IndexByte(inside, '\\') < 0 {
		return string(inside), false
	}
	if err := json.Unmarshal(raw, &text); err != nil {
		return "", true // no valid text gets here
	}
	// Only a replaced character makes it worth to read the text as it was sent.
	return text, strings.ContainsRune(text, utf8.RuneError) && hasHalfPair(inside)
}

// rawText goes behind a string and returns it with its quotes.
func (r *jsonReader) rawText() []byte {
	from := r.at
	for r.at++; r.body[r.at] != '"'; r.at++ {
		if r.body[r.at] == '\\' {
			r.at++
		}
	}
	r.at++
	return r.body[from:r.at]
}

// literal reads a number, true, false or null.
func (r *jsonReader) literal() string {
	from := r.at
	for r.at < len(r.body) && strings.IndexByte(" \t\r\n,]}", r.body[r.at]) < 0 {
		r.at++
	}
	return string(r.body[from:r.at])
}

// skip goes behind the next value.
func (r *jsonReader) skip() {
	depth := 0
	for {
		switch c := r.peek(); c {
		case '"':
			r.rawText()
		case '{', '[':
			depth++
			r.at++
		case '}', ']':
			depth--
			r.at++
		case ',', ':':
			r.at++
			continue
		case 0:
			return // no valid text gets here
		default:
			r.literal()
		}
		if depth <= 0 {
			return
		}
	}
}
