package websec

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A jsonReader walks over a text that is known to be valid JSON, so that it needs to look
// at no more than what each value begins with.
type jsonReader struct {
	body     []byte
	at       int
	way      []jsonStep // to the value that is read
	problems *InputError
	limits   Limits
	members  int
}

// A jsonStep is a member's name, or an entry's place in a list. They become text only for
// a problem.
type jsonStep struct {
	name string
	list bool
	n    int
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
	r := &jsonReader{body: body, problems: &InputError{Status: http.StatusBadRequest}, limits: limits}
	if r.peek() != '{' {
		return refuseInput(http.StatusBadRequest, "the JSON is no object")
	}
	r.object(plan, into)
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

// problem is one of the value that is being read.
func (r *jsonReader) problem(why string) {
	if len(r.problems.Problems) < maxProblems { // or the path is for nobody
		r.problems.add(r.path(), why)
	}
}

func (r *jsonReader) path() string {
	var path strings.Builder
	for i, s := range r.way {
		switch {
		case s.list:
			path.WriteString("[" + strconv.Itoa(s.n) + "]")
		case i > 0:
			path.WriteString("." + s.name)
		default:
			path.WriteString(s.name)
		}
	}
	return path.String()
}

func (r *jsonReader) enter(s jsonStep) { r.way = append(r.way, s) }
func (r *jsonReader) leave()           { r.way = r.way[:len(r.way)-1] }

// object reads members up to the closing brace.
func (r *jsonReader) object(plan *inputPlan, v reflect.Value) {
	seen := make([]bool, len(plan.fields))
	r.at++
	if r.peek() == '}' {
		r.members++ // what is empty counts, too: there could be any number
	}
	for r.more('}') {
		name, half := r.text()
		r.peek()
		r.at++ // the colon
		r.members++
		f := plan.byName[name]
		switch {
		case r.members > r.limits.Fields:
			r.skip()
			continue
		case f == nil || half:
			r.enter(jsonStep{name: quoted(name)})
			r.problem("is not known")
			r.skip()
		case seen[f.place]:
			r.enter(jsonStep{name: name})
			r.problem("is there twice")
			r.skip()
		default:
			seen[f.place] = true
			r.enter(jsonStep{name: name})
			r.field(f, v.Field(f.index))
		}
		r.leave()
	}
	for _, f := range plan.fields {
		if !seen[f.place] && (f.required || f.nested != nil) {
			r.enter(jsonStep{name: f.name})
			f.absent(r.path(), r.problems)
			r.leave()
		}
	}
}

// field reads a value into its field. What is half read when there is a problem does no
// harm: the whole struct is thrown away then.
func (r *jsonReader) field(f *inputField, v reflect.Value) {
	switch first := r.peek(); {
	case first == 'n': // null
		if !f.pointer || f.required {
			r.problem("is null")
		}
		r.skip()
	case !f.list:
		if f.pointer {
			v.Set(reflect.New(f.element))
			v = v.Elem()
		}
		r.value(f, v, f.check)
	case first != '[':
		r.problem("is no list")
		r.skip()
	default:
		r.list(f, v)
	}
}

// list reads entries up to the closing bracket. It makes room only for those that can
// still count: two bytes of a body are an entry, and a struct may have a thousand. Behind
// the first problem, whose struct is thrown away, each is read into the place of the last.
func (r *jsonReader) list(f *inputField, v reflect.Value) {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	before := len(r.problems.Problems)
	r.at++
	for n := 0; r.more(']'); n++ {
		if n == f.most {
			r.problem("has more than " + strconv.Itoa(f.most) + " entries")
		}
		if n >= f.most || r.members > r.limits.Fields {
			r.skip()
			continue
		}
		if n == 0 || len(r.problems.Problems) == 0 {
			v.Grow(1)
			v.SetLen(v.Len() + 1)
		}
		r.enter(jsonStep{list: true, n: n})
		r.value(f, v.Index(v.Len()-1), f.each)
		r.leave()
	}
	if len(r.problems.Problems) == before {
		if why := f.check.check(v); why != "" {
			r.problem(why)
		}
	}
}

// value reads one value that is no list.
func (r *jsonReader) value(f *inputField, v reflect.Value, check rule) {
	if f.nested != nil {
		if r.peek() != '{' {
			r.problem("is no object")
			r.skip()
			return
		}
		r.object(f.nested, v)
		return
	}
	text, why := r.scalar(f)
	if why == "" {
		why = badText(text)
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
		r.problem(why)
	}
}

// scalar reads a value's text if its JSON type is the one that the Go type has: a number
// in quotes is no number. Whatever it is, it is behind it then.
func (r *jsonReader) scalar(f *inputField) (text, why string) {
	switch first := r.peek(); {
	case first == '"' && f.json != jsonText:
		r.skip()
		return "", "is text"
	case first == '"':
		text, half := r.text()
		if half {
			return "", halfPair
		}
		return text, ""
	case first == '{' || first == '[':
		r.skip()
		return "", "is a list or an object"
	case first == 'n':
		r.skip()
		return "", "is null"
	case first == 't' || first == 'f':
		if text := r.literal(); f.json == jsonBool {
			return text, ""
		}
		return "", "is true or false"
	}
	switch text = r.literal(); f.json {
	case jsonWhole:
		return wholeText(text), ""
	case jsonNumber:
		return text, ""
	}
	return "", "is a number"
}
