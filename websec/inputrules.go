package websec

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A rule returns why a value is refused, or "". nil allows everything.
type rule func(reflect.Value) string

func (r rule) check(v reflect.Value) string {
	if r == nil {
		return ""
	}
	return r(v)
}

func both(a, b rule) rule {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return func(v reflect.Value) string {
		if why := a(v); why != "" {
			return why
		}
		return b(v)
	}
}

// planRules reads the tags check, each, match and oneof.
func (f *inputField) planRules(tag reflect.StructTag) error {
	if tag.Get("each") != "" && !f.list {
		return fmt.Errorf("each is for lists")
	}
	check, each := tag.Get("check"), tag.Get("each")
	if readsItself(f.element) {
		bounds := &check
		if f.list {
			bounds = &each
		}
		if err := f.boundText(*bounds); err != nil {
			return err
		}
		*bounds = ""
	}
	entry, err := rangeRule(each, f.element)
	if err != nil {
		return err
	}
	if pattern, ok := tag.Lookup("match"); ok {
		re, err := regexp.Compile(`\A(?:` + pattern + `)\z`)
		if err != nil {
			return fmt.Errorf("match: %w", err)
		}
		if f.element.Kind() != reflect.String {
			return fmt.Errorf("match is for text")
		}
		entry = both(entry, func(v reflect.Value) string {
			if !re.MatchString(v.String()) {
				return "does not have the form asked for"
			}
			return ""
		})
	}
	if list, ok := tag.Lookup("oneof"); ok {
		one, err := oneOf(strings.Fields(list), f.element)
		if err != nil {
			return err
		}
		entry = both(entry, one)
	}
	if f.list {
		f.each, f.most = entry, math.MaxInt
		if _, most, ok := strings.Cut(check, "max="); ok {
			most, _, _ = strings.Cut(most, ",")
			if n, err := parseCount(most); err == nil {
				f.most = int(n)
			}
		}
		f.check, err = rangeRule(check, reflect.SliceOf(f.element))
		return err
	}
	whole, err := rangeRule(check, f.element)
	f.check = both(whole, entry)
	return err
}

// boundText bounds the text that a type reads itself from, before it does.
func (f *inputField) boundText(bounds string) error {
	if !strings.Contains(bounds, "max=") {
		bounds = strings.TrimPrefix(bounds+",max=1000", ",")
	}
	length, err := rangeRule(bounds, reflect.TypeFor[string]())
	if err != nil {
		return err
	}
	read := f.read
	f.read = func(v reflect.Value, text string) string {
		if why := length.check(reflect.ValueOf(text)); why != "" {
			return why
		}
		return read(v, text)
	}
	return nil
}

// oneOf compares values and not texts, so that 1 and 01 are the same number.
func oneOf(texts []string, t reflect.Type) (rule, error) {
	read := readerOf(t)
	if read == nil || !t.Comparable() {
		return nil, fmt.Errorf("oneof is not for %v", t)
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("oneof allows nothing")
	}
	var allowed []any
	for _, text := range texts {
		v := reflect.New(t).Elem()
		if why := read(v, text); why != "" {
			return nil, fmt.Errorf("oneof: %q %s", text, why)
		}
		allowed = append(allowed, v.Interface())
	}
	why := "is none of " + strings.Join(texts, ", ")
	if t.Kind() == reflect.String && !reflect.PointerTo(t).Implements(textType) { // without an allocation
		return func(v reflect.Value) string {
			if !slices.Contains(texts, v.String()) {
				return why
			}
			return ""
		}, nil
	}
	return func(v reflect.Value) string {
		if !slices.Contains(allowed, v.Interface()) {
			return why
		}
		return ""
	}, nil
}

// rangeRule reads min=1,max=10 for a type.
func rangeRule(text string, t reflect.Type) (rule, error) {
	if text == "" {
		return nil, nil
	}
	bounds := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(part, "=")
		if _, twice := bounds[key]; twice || key != "min" && key != "max" {
			return nil, fmt.Errorf("%q is neither min=… nor max=…, or there twice", part)
		}
		bounds[key] = value
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return between(bounds, "", func(s string) (int64, error) { return strconv.ParseInt(s, 10, t.Bits()) }, reflect.Value.Int)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return between(bounds, "", func(s string) (uint64, error) { return strconv.ParseUint(s, 10, t.Bits()) }, reflect.Value.Uint)
	case reflect.Float32, reflect.Float64:
		return between(bounds, "", parseBound, reflect.Value.Float)
	case reflect.String:
		return between(bounds, " characters", parseCount, func(v reflect.Value) uint64 { return uint64(utf8.RuneCountInString(v.String())) })
	case reflect.Slice:
		return between(bounds, " entries", parseCount, func(v reflect.Value) uint64 { return uint64(v.Len()) })
	}
	return nil, fmt.Errorf("min and max are not for %v", t)
}

// parseBound refuses NaN, which no number is above or below.
func parseBound(s string) (float64, error) {
	bound, err := strconv.ParseFloat(s, 64)
	if err == nil && math.IsNaN(bound) {
		err = fmt.Errorf("%q bounds nothing", s)
	}
	return bound, err
}

func parseCount(s string) (uint64, error) { return strconv.ParseUint(s, 10, 32) }

func between[N cmp.Ordered](bounds map[string]string, unit string, parse func(string) (N, error), measure func(reflect.Value) N) (rule, error) {
	least, hasLeast := bounds["min"]
	most, hasMost := bounds["max"]
	var low, high N
	var err error
	if hasLeast {
		if low, err = parse(least); err != nil {
			return nil, fmt.Errorf("min: %w", err)
		}
	}
	if hasMost {
		if high, err = parse(most); err != nil {
			return nil, fmt.Errorf("max: %w", err)
		}
	}
	if hasLeast && hasMost && low > high {
		return nil, fmt.Errorf("min is above max")
	}
	verb := "is"
	if unit != "" {
		verb = "has"
	}
	return func(v reflect.Value) string {
		switch n := measure(v); {
		case hasLeast && n < low:
			return verb + " less than " + least + unit
		case hasMost && n > high:
			return verb + " more than " + most + unit
		}
		return ""
	}, nil
}
