package websec

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A jsonReader walks the tokens of a text that is known to be valid JSON.
type jsonReader struct {
	*json.Decoder
	body     []byte
	problems *InputError
	limits   Limits
	members  int
	half     bool // the last token is text with half of a surrogate pair
}

// decodeJSON sets the struct's fields from one object, and reports all problems
// together. encoding/json would take members that come twice, the last one; names
// in another case; and broken UTF-8 and half surrogate pairs, replaced.
func decodeJSON(body []byte, plan *inputPlan, into reflect.Value, limits Limits) error {
	if !utf8.Valid(body) {
		return refuseInput(http.StatusBadRequest, "the body is no UTF-8")
	}
	if tooDeep(body, limits.Depth) {
		return refuseInput(http.StatusBadRequest, "the JSON is nested too deeply")
	}
	if !json.Valid(body) {
		return refuseInput(http.StatusBadRequest, "the body is no JSON")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	r := &jsonReader{Decoder: d, body: body, problems: &InputError{Status: http.StatusBadRequest}, limits: limits}
	if r.token() != json.Delim('{') {
		return refuseInput(http.StatusBadRequest, "the JSON is no object")
	}
	r.object(plan, into, "")
	if r.members > limits.Fields {
		return refuseInput(http.StatusBadRequest, "there are too many fields")
	}
	if len(r.problems.Problems) > 0 {
		return r.problems
	}
	return nil
}

// tooDeep looks at brackets outside of strings, before anything recursive does.
func tooDeep(body []byte, most int) bool {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > most {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// token returns the next token; the text is valid, so there is one.
func (r *jsonReader) token() json.Token {
	from := r.InputOffset()
	t, err := r.Token()
	if err != nil {
		return nil
	}
	text, ok := t.(string)
	// Only a replaced character makes it worth to read the text as it was sent.
	r.half = ok && strings.ContainsRune(text, utf8.RuneError) && hasHalfPair(r.body[from:r.InputOffset()])
	return t
}

// object reads members up to the closing brace.
func (r *jsonReader) object(plan *inputPlan, v reflect.Value, prefix string) {
	seen := map[string]bool{}
	for r.More() {
		name, _ := r.token().(string)
		r.members++
		f := plan.byName[name]
		switch {
		case r.members > r.limits.Fields:
			r.skip(r.token())
		case f == nil || r.half:
			r.problems.add(prefix+quoted(name), "is not known")
			r.skip(r.token())
		case seen[name]:
			r.problems.add(prefix+name, "is there twice")
			r.skip(r.token())
		default:
			seen[name] = true
			r.field(f, v.Field(f.index), prefix+name)
		}
	}
	r.token() // the closing brace
	for _, f := range plan.fields {
		if !seen[f.name] {
			f.absent(prefix+f.name, r.problems)
		}
	}
}

func (r *jsonReader) field(f *inputField, v reflect.Value, path string) {
	t := r.token()
	if t == nil { // null
		if !f.pointer || f.required {
			r.problems.add(path, "is null")
		}
		return
	}
	if !f.list {
		if value, ok := r.value(f, t, path, f.check); ok {
			f.store(v, value)
		}
		return
	}
	if t != json.Delim('[') {
		r.problems.add(path, "is no list")
		r.skip(t)
		return
	}
	list := reflect.MakeSlice(reflect.SliceOf(f.element), 0, 0)
	n := 0
	for ; r.More(); n++ {
		if value, ok := r.value(f, r.token(), path+"["+strconv.Itoa(n)+"]", f.each); ok {
			list = reflect.Append(list, value)
		}
	}
	r.token() // the closing bracket
	if list.Len() == n {
		if why := f.check.check(list); why != "" {
			r.problems.add(path, why)
			return
		}
	}
	v.Set(list.Convert(v.Type()))
}

// value reads one value that begins with a token.
func (r *jsonReader) value(f *inputField, t json.Token, path string, check rule) (reflect.Value, bool) {
	v := reflect.New(f.element).Elem()
	if f.nested != nil {
		if t != json.Delim('{') {
			r.problems.add(path, "is no object")
			r.skip(t)
			return v, false
		}
		before := len(r.problems.Problems)
		r.object(f.nested, v, path+".")
		return v, len(r.problems.Problems) == before
	}
	text, why := scalar(t, f.element)
	if why == "" {
		why = badText(text)
	}
	if why == "" && r.half {
		why = halfPair
	}
	if why == "" && text == "" && f.required && f.element.Kind() == reflect.String && !f.list {
		why = "is missing"
	}
	if why == "" {
		why = f.read(v, text)
	}
	if why == "" {
		why = check.check(v)
	}
	if why != "" {
		r.problems.add(path, why)
		r.skip(t)
		return v, false
	}
	return v, true
}

// scalar returns a token's text if its JSON type is the one that the Go type has: a
// number in quotes is no number.
func scalar(t json.Token, want reflect.Type) (text, why string) {
	number, boolean := false, false
	switch want.Kind() {
	case reflect.Bool:
		boolean = true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		number = true
	}
	if reflect.PointerTo(want).Implements(textType) {
		number, boolean = false, false
	}
	switch t := t.(type) {
	case string:
		if number || boolean {
			return "", "is text"
		}
		return t, ""
	case json.Number:
		if !number {
			return "", "is a number"
		}
		if k := want.Kind(); k == reflect.Float32 || k == reflect.Float64 {
			return t.String(), ""
		}
		return wholeText(t.String()), ""
	case bool:
		if !boolean {
			return "", "is true or false"
		}
		return strconv.FormatBool(t), ""
	case nil:
		return "", "is null"
	}
	return "", "is a list or an object"
}

// skip goes behind the value that begins with a token.
func (r *jsonReader) skip(t json.Token) {
	depth := 0
	for {
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth <= 0 {
			return
		}
		t = r.token()
	}
}
