package websec

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An inputPlan is what a struct type declares.
type inputPlan struct {
	typ    reflect.Type
	fields []*inputField
	byName map[string]*inputField
	flat   map[string][]*inputField // dotted names, and the way there
	order  []string                 // the names in flat, as the struct has them
}

// An inputField is one field that may be read.
type inputField struct {
	name     string
	index    int // in the struct
	place    int // in the plan
	required bool
	pointer  bool
	list     bool
	element  reflect.Type // without pointer and list
	read     reader       // nil for structs
	json     jsonType
	nested   *inputPlan // for structs
	most     int        // entries of a list
	check    rule       // of the whole
	each     rule       // of entries
}

// A reader sets a value from text; what it returns is why it cannot, or "".
type reader func(v reflect.Value, text string) string

// maxNesting ends types that contain themselves by pointers or lists.
const maxNesting = 16

func planStruct(t reflect.Type, outer []reflect.Type) (*inputPlan, error) {
	if len(outer) > maxNesting || slices.Contains(outer, t) {
		return nil, fmt.Errorf("%w: %v contains itself", ErrType, t)
	}
	p := &inputPlan{typ: t, byName: map[string]*inputField{}, flat: map[string][]*inputField{}}
	for i := range t.NumField() {
		sf := t.Field(i)
		tag, ok := sf.Tag.Lookup("in")
		if !ok {
			if sf.Anonymous && hasTagged(sf.Type) {
				return nil, fmt.Errorf("%w: field %s of %v is embedded and has fields with the tag in: give it one, too", ErrType, sf.Name, t)
			}
			continue
		}
		f, err := planField(sf, tag, append(outer, t))
		if err != nil {
			return nil, fmt.Errorf("%w: field %s of %v: %w", ErrType, sf.Name, t, err)
		}
		f.index, f.place = i, len(p.fields)
		if p.byName[f.name] != nil {
			return nil, fmt.Errorf("%w: %v reads %q into two fields", ErrType, t, f.name)
		}
		p.fields = append(p.fields, f)
		p.byName[f.name] = f
		if f.nested == nil || f.list {
			p.flat[f.name] = []*inputField{f}
			p.order = append(p.order, f.name)
			continue
		}
		for _, name := range f.nested.order {
			p.flat[f.name+"."+name] = append([]*inputField{f}, f.nested.flat[name]...)
			p.order = append(p.order, f.name+"."+name)
		}
	}
	if len(p.fields) == 0 {
		return nil, fmt.Errorf("%w: no field of %v has the tag in", ErrType, t)
	}
	return p, nil
}

// hasTagged reports whether a struct has fields of its own that would be read.
func hasTagged(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return false
	}
	for field := range t.Fields() {
		if _, ok := field.Tag.Lookup("in"); ok {
			return true
		}
	}
	return false
}

func planField(sf reflect.StructField, tag string, outer []reflect.Type) (*inputField, error) {
	if !sf.IsExported() {
		return nil, fmt.Errorf("it is not exported")
	}
	name, rest, _ := strings.Cut(tag, ",")
	f := &inputField{name: name, element: sf.Type}
	if name == "" || strings.ContainsAny(name, ".[] \"") {
		return nil, fmt.Errorf("%q is no name", name)
	}
	switch rest {
	case "required":
		f.required = true
	case "":
	default:
		return nil, fmt.Errorf("%q is not known in the tag in", rest)
	}
	if f.element.Kind() == reflect.Pointer {
		f.pointer, f.element = true, f.element.Elem()
	}
	if f.element.Kind() == reflect.Slice && readerOf(f.element) == nil {
		if f.pointer {
			return nil, fmt.Errorf("a pointer to a list is never needed")
		}
		f.list, f.element = true, f.element.Elem()
	}
	f.read, f.json = readerOf(f.element), jsonTypeOf(f.element)
	if f.read == nil {
		if f.element.Kind() != reflect.Struct {
			return nil, fmt.Errorf("%v cannot be read", sf.Type)
		}
		nested, err := planStruct(f.element, outer)
		if err != nil {
			return nil, err
		}
		f.nested = nested
	}
	return f, f.planRules(sf.Tag)
}

// flatError says why a query or form cannot be read into the struct.
func (p *inputPlan) flatError() error {
	for _, name := range p.order {
		if way := p.flat[name]; way[len(way)-1].nested != nil {
			return fmt.Errorf("%w: %v: %s is a list of structs, which only JSON has", ErrType, p.typ, name)
		}
	}
	return nil
}

var (
	timeType = reflect.TypeFor[time.Time]()
	textType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// readsItself reports whether a type makes its values of text.
func readsItself(t reflect.Type) bool {
	return t != timeType && reflect.PointerTo(t).Implements(textType)
}

// readerOf returns how a type is read from text; nil for structs and lists.
func readerOf(t reflect.Type) reader {
	switch {
	case t == timeType:
		return func(v reflect.Value, text string) string {
			at, ok := parseTime(text)
			if !ok {
				return "is no time, such as 2006-01-02T15:04:05Z"
			}
			v.Set(reflect.ValueOf(at))
			return ""
		}
	case readsItself(t):
		return func(v reflect.Value, text string) string {
			u, ok := v.Addr().Interface().(encoding.TextUnmarshaler)
			if !ok || u.UnmarshalText([]byte(text)) != nil {
				return "is malformed"
			}
			return ""
		}
	}
	switch t.Kind() {
	case reflect.String:
		return func(v reflect.Value, text string) string { v.SetString(text); return "" }
	case reflect.Bool:
		return readBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(v reflect.Value, text string) string {
			n, err := strconv.ParseInt(text, 10, t.Bits())
			v.SetInt(n)
			return wholeNumber(err, text)
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(v reflect.Value, text string) string {
			n, err := strconv.ParseUint(text, 10, t.Bits())
			v.SetUint(n)
			return wholeNumber(err, text)
		}
	case reflect.Float32, reflect.Float64:
		return func(v reflect.Value, text string) string {
			n, err := strconv.ParseFloat(text, t.Bits())
			// strconv takes more than JSON does: Inf, NaN, hexadecimal, underscores.
			if err != nil || !only(text, func(c byte) bool { return isDigit(c) || strings.IndexByte("+-.eE", c) >= 0 }) {
				return "is no number, or out of range"
			}
			v.SetFloat(n)
			return ""
		}
	}
	return nil
}

// parseTime reads a time as RFC 3339, section 5.6, has it. time.Parse takes more: a comma
// in front of the fraction, hours of one digit, and zones of more than a day
// (go.dev/issue/54580); and less: T and Z may be small letters.
func parseTime(text string) (time.Time, bool) {
	text = strings.ToUpper(text)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || text[len("2006-01-02T15")] != ':' || strings.Contains(text, ",") {
		return at, false
	}
	zone := text[len(text)-len("+07:00"):]
	return at, strings.HasSuffix(text, "Z") || zone[1:3] < "24" && zone[4:] < "60"
}

func wholeNumber(err error, text string) string {
	if err != nil || text[0] == '+' {
		return "is no whole number, or out of range"
	}
	return ""
}

func readBool(v reflect.Value, text string) string {
	switch text {
	case "true", "on", "1": // on is what a checkbox without value sends
		v.SetBool(true)
	case "false", "off", "0":
		v.SetBool(false)
	default:
		return "is neither true nor false"
	}
	return ""
}
