package websec

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A pair is a name and a value of a query or form, decoded.
type pair struct {
	name, value string
	file        bool
}

// splitPairs reads application/x-www-form-urlencoded (URL standard, section 5.1), but
// refuses what it lets pass: a stray percent sign, and the semicolons that other readers
// take for separators.
func splitPairs(text string, most int) ([]pair, error) {
	var pairs []pair
	for part := range strings.SplitSeq(text, "&") {
		if part == "" {
			continue
		}
		if len(pairs) == most {
			return nil, refuseInput(http.StatusBadRequest, "there are too many fields")
		}
		key, value, _ := strings.Cut(part, "=")
		name, err := url.QueryUnescape(key)
		v, err2 := url.QueryUnescape(value)
		if err != nil || err2 != nil || strings.Contains(part, ";") {
			return nil, refuseInput(http.StatusBadRequest, "the fields are malformed")
		}
		pairs = append(pairs, pair{name: name, value: v})
	}
	return pairs, nil
}

// splitParts reads multipart/form-data (RFC 7578).
func splitParts(body []byte, boundary string, most int) ([]pair, error) {
	malformed := refuseInput(http.StatusBadRequest, "the parts are malformed")
	if boundary == "" {
		return nil, malformed
	}
	var pairs []pair
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextPart()
		if err == io.EOF { // and not around one, which is what a missing last boundary gives
			return pairs, nil
		}
		if err != nil {
			return nil, malformed
		}
		if len(pairs) == most {
			return nil, refuseInput(http.StatusBadRequest, "there are too many fields")
		}
		value, err := io.ReadAll(part) // it lies in body, which is bounded
		if err != nil {
			return nil, malformed
		}
		pairs = append(pairs, pair{name: part.FormName(), value: string(value), file: part.FileName() != ""})
	}
}

// decodePairs sets the struct's fields, and reports all problems together.
func decodePairs(pairs []pair, plan *inputPlan, into reflect.Value, skip string) error {
	problems := &InputError{Status: http.StatusBadRequest}
	seen := map[string]int{}
	for _, p := range pairs {
		if p.name == skip && skip != "" {
			continue
		}
		way := plan.flat[p.name]
		if way == nil {
			problems.add(quoted(p.name), "is not known")
			continue
		}
		f := way[len(way)-1]
		n := seen[p.name]
		seen[p.name]++
		switch {
		case p.file:
			problems.add(p.name, "is a file")
		case n > 0 && !f.list:
			if n == 1 {
				problems.add(p.name, "is there twice")
			}
		default:
			name := p.name
			if f.list {
				name += "[" + strconv.Itoa(n) + "]"
			}
			f.setText(walkTo(into, way), name, p.value, problems)
		}
	}
	plan.finish(into, "", problems, func(f *inputField, path string) bool {
		if f.nested == nil {
			return seen[path] > 0
		}
		for name := range seen {
			if strings.HasPrefix(name, path+".") {
				return true
			}
		}
		return false
	})
	if len(problems.Problems) > 0 {
		return problems
	}
	return nil
}

// walkTo returns the field at the end of a way, and makes the structs it leads through.
func walkTo(v reflect.Value, way []*inputField) reflect.Value {
	for i, f := range way {
		v = v.Field(f.index)
		if i < len(way)-1 && f.pointer {
			if v.IsNil() {
				v.Set(reflect.New(f.element))
			}
			v = v.Elem()
		}
	}
	return v
}

// setText reads one text into a field, or appends it to a list.
func (f *inputField) setText(v reflect.Value, path, text string, problems *InputError) {
	if why := badText(text); why != "" {
		problems.add(path, why)
		return
	}
	if text == "" && !f.list && (f.element.Kind() != reflect.String || f.required) {
		if f.required {
			problems.add(path, "is missing")
		}
		return // browsers send fields that were left empty
	}
	entry := reflect.New(f.element).Elem()
	why := f.read(entry, text)
	if why == "" {
		if f.list {
			why = f.each.check(entry)
		} else {
			why = f.check.check(entry)
		}
	}
	if why != "" {
		problems.add(path, why)
		return
	}
	f.store(v, entry)
}

// store puts a value that passed into its field.
func (f *inputField) store(v, value reflect.Value) {
	switch {
	case f.list:
		v.Set(reflect.Append(v, value))
	case f.pointer:
		v.Set(reflect.New(f.element))
		v.Elem().Set(value)
	default:
		v.Set(value)
	}
}

// finish looks for what is missing, and at lists as a whole, once all is read.
func (p *inputPlan) finish(v reflect.Value, prefix string, problems *InputError, there func(f *inputField, path string) bool) {
	for _, f := range p.fields {
		path := prefix + f.name
		present := there(f, path)
		if !present {
			f.absent(path, problems)
			continue
		}
		field := v.Field(f.index)
		switch {
		case f.list:
			if why := f.check.check(field); why != "" {
				problems.add(path, why)
			}
		case f.nested != nil:
			if f.pointer {
				if field.IsNil() {
					continue // what should have made it is a problem already
				}
				field = field.Elem()
			}
			f.nested.finish(field, path+".", problems, there)
		}
	}
}

// absent says what is missing where a field is not there: the field, or what a struct that
// is no pointer would need, since it is a part of the value whether it was sent or not.
func (f *inputField) absent(path string, problems *InputError) {
	switch {
	case f.required:
		problems.add(path, "is missing")
	case f.nested != nil && !f.pointer && !f.list:
		for _, inner := range f.nested.fields {
			inner.absent(path+"."+inner.name, problems)
		}
	}
}

// badText refuses what no text of a form has.
func badText(text string) string {
	if !utf8.ValidString(text) {
		return "is no UTF-8"
	}
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return "has control characters"
		}
	}
	return ""
}

// quoted makes a stranger's name fit to be shown.
func quoted(name string) string {
	if len(name) > 40 {
		name = name[:40] + "…"
	}
	return strconv.QuoteToASCII(name)
}
