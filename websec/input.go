package websec

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// A Decoder reads requests into values of T, a struct, and lets nothing through that
// is not declared. Make it once, when the program starts, and use it from any number
// of goroutines. A field is read when it has the tag in; all others stay as they are,
// whatever a request says:
//
//	type SignUp struct {
//		Name   string   `in:"name,required" check:"max=40" match:"[a-z0-9]+"`
//		Age    int      `in:"age" check:"min=18,max=150"`
//		Plan   string   `in:"plan" oneof:"free paid"`
//		Topics []string `in:"topics" check:"max=5" each:"max=20"`
//		Admin  bool     // never from a request
//	}
//
//	in         the name, alone or with required: there, and not the empty text
//	check      min and max: of a number its value, of text and of what reads itself from
//	           text its characters, of a list its entries
//	each       the same for the entries of a list
//	match      a regular expression (RE2) for the whole text, or each entry's
//	oneof      the texts or numbers allowed, between blanks
//
// Fields are text, bool, numbers, [time.Time] (RFC 3339), what implements
// [encoding.TextUnmarshaler], lists of these, structs, and pointers to all but lists,
// which are nil when the field is absent. For a whole number JSON may have any spelling
// of one, such as 1.0 or 1e2, as JSON Schema has it; queries and forms have digits. Lists of structs are for JSON alone; a field
// of a struct inside has a dotted name in queries and forms. Rules apply to what is
// there: without required, absence is allowed, and so is an empty field of a form, which
// browsers send, for what is not text. What a struct inside requires is asked for also when
// the struct is left out, unless it is a pointer.
//
// What implements TextUnmarshaler gets texts of at most 1,000 characters, or as many as
// check says, because what it makes of them may take more than linear time, as [big.Int]
// does.
//
// Unknown fields, fields that come twice, text that is no UTF-8, has control characters
// or, in JSON, half of a surrogate pair, numbers that do not fit, and JSON null where no
// pointer is are refused, and all problems of a request are reported together in an [InputError].
type Decoder[T any] struct {
	plan   *inputPlan
	limits Limits
}

// Limits bound what a [Decoder] reads. A zero is its default.
type Limits struct {
	Bytes  int64 // of a body, or of a query; 0 is 1 MiB
	Fields int   // of a query or form, or members of all objects together, of which an empty one counts as one; 0 is 1,000
	Depth  int   // of JSON; 0 is 32
}

// NewDecoder returns an error that is [ErrType] when T is no struct, a field's type
// cannot be read, or a tag makes no sense.
func NewDecoder[T any](limits Limits) (*Decoder[T], error) {
	if limits.Bytes < 0 || limits.Fields < 0 || limits.Depth < 0 {
		return nil, fmt.Errorf("%w: a limit of a decoder is below 0", ErrOption)
	}
	if limits.Bytes == 0 {
		limits.Bytes = 1 << 20
	}
	limits.Fields = orElse(limits.Fields, 1000)
	limits.Depth = orElse(limits.Depth, 32)
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%w: %v is no struct", ErrType, t)
	}
	plan, err := planStruct(t, nil)
	if err != nil {
		return nil, err
	}
	return &Decoder[T]{plan, limits}, nil
}

// made returns [ErrType] for a Decoder that cannot know what to decode.
func (d *Decoder[T]) made() error {
	if d == nil || d.plan == nil {
		return fmt.Errorf("%w: a Decoder that NewDecoder did not make", ErrType)
	}
	return nil
}

// An InputError has all problems of one request, as the request has them, and what is
// missing behind. Of a form that was parsed before they are in the struct's order.
type InputError struct {
	Status   int       // 400, 413 or 415
	Problems []Problem // the first 100
}

// A Problem is what is wrong with one field. It never has the value, which may be a
// secret. The name of an unknown field is cut and quoted.
type Problem struct {
	Field string // such as name, address.city or items[2].price; "" for the whole
	Why   string
}

const maxProblems = 100

func (e *InputError) Error() string {
	var text strings.Builder
	text.WriteString(ErrInput.Error())
	for i, p := range e.Problems {
		sep := "; "
		if i == 0 {
			sep = ": "
		}
		text.WriteString(sep)
		if p.Field != "" {
			text.WriteString(p.Field + " ")
		}
		text.WriteString(p.Why)
	}
	return text.String()
}

// Unwrap returns [ErrInput].
func (e *InputError) Unwrap() error { return ErrInput }

func (e *InputError) add(field, why string) {
	if len(e.Problems) < maxProblems {
		e.Problems = append(e.Problems, Problem{field, why})
	}
}

func refuseInput(status int, why string) error {
	return &InputError{Status: status, Problems: []Problem{{Why: why}}}
}

// Query decodes the query of the URL.
func (d *Decoder[T]) Query(r *http.Request) (T, error) {
	if err := d.made(); err != nil {
		return *new(T), err
	}
	if int64(len(r.URL.RawQuery)) > d.limits.Bytes {
		return *new(T), refuseInput(http.StatusBadRequest, "the query is too long")
	}
	pairs, err := splitPairs(r.URL.RawQuery, d.limits.Fields)
	if err != nil {
		return *new(T), err
	}
	return d.pairs(r, pairs)
}

// Form decodes the body of a form, urlencoded or multipart, and never the query. A form
// that was parsed before is taken as it is; what was malformed in it is then in the error
// of [http.Request.ParseForm] alone, and FormValue and its kin throw that away. Files are refused: read them by
// [http.Request.MultipartReader]. The field of the token is skipped.
func (d *Decoder[T]) Form(r *http.Request) (T, error) {
	if err := d.made(); err != nil {
		return *new(T), err
	}
	if wasParsed(r) {
		return d.parsedForm(r)
	}
	kind, params, err := mediaType(r)
	if err != nil || kind != "application/x-www-form-urlencoded" && kind != "multipart/form-data" {
		return *new(T), refuseInput(http.StatusUnsupportedMediaType, "the Content-Type is that of no form")
	}
	body, err := d.read(r)
	if err != nil {
		return *new(T), err
	}
	var pairs []pair
	if kind == "multipart/form-data" {
		pairs, err = splitParts(body, params["boundary"], d.limits.Fields)
	} else {
		pairs, err = splitPairs(string(body), d.limits.Fields)
	}
	if err != nil {
		return *new(T), err
	}
	return d.pairs(r, pairs)
}

// JSON decodes a body of type application/json: one object and nothing behind it. Names
// are compared exactly, with case, unlike encoding/json.
func (d *Decoder[T]) JSON(r *http.Request) (T, error) {
	if err := d.made(); err != nil {
		return *new(T), err
	}
	kind, params, err := mediaType(r)
	if err != nil || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return *new(T), refuseInput(http.StatusUnsupportedMediaType, "the Content-Type is not that of JSON")
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return *new(T), refuseInput(http.StatusUnsupportedMediaType, "the body is not in UTF-8")
	}
	body, err := d.read(r)
	if err != nil {
		return *new(T), err
	}
	var value T
	if err := decodeJSON(body, d.plan, reflect.ValueOf(&value).Elem(), d.limits); err != nil {
		return *new(T), err
	}
	return value, nil
}

// mediaType reads the Content-Type; what most clients send needs no parser.
func mediaType(r *http.Request) (kind string, params map[string]string, err error) {
	switch kind = r.Header.Get("Content-Type"); kind {
	case "application/json", "application/x-www-form-urlencoded":
		return kind, nil, nil
	}
	return mime.ParseMediaType(kind)
}

// read reads a body within the limit.
func (d *Decoder[T]) read(r *http.Request) ([]byte, error) {
	if r.ContentLength > d.limits.Bytes {
		return nil, refuseInput(http.StatusRequestEntityTooLarge, "the body is too large")
	}
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, d.limits.Bytes+1))
	var limit *http.MaxBytesError
	switch {
	case errors.As(err, &limit) || int64(len(body)) > d.limits.Bytes:
		return nil, refuseInput(http.StatusRequestEntityTooLarge, "the body is too large")
	case err != nil:
		return nil, refuseInput(http.StatusBadRequest, "the body ends early")
	}
	return body, nil
}

// parsedForm takes the names in the struct's order, and then the unknown ones: the order
// in which they came is lost, and a map's would be another each time.
func (d *Decoder[T]) parsedForm(r *http.Request) (T, error) {
	var files map[string][]*multipart.FileHeader
	if r.MultipartForm != nil {
		files = r.MultipartForm.File
	}
	unknown := map[string]bool{}
	for name := range r.PostForm {
		unknown[name] = d.plan.flat[name] == nil
	}
	for name := range files {
		unknown[name] = d.plan.flat[name] == nil
	}
	names := slices.Clone(d.plan.order)
	for _, name := range slices.Sorted(maps.Keys(unknown)) {
		if unknown[name] {
			names = append(names, name)
		}
	}
	var pairs []pair
	for _, name := range names {
		if len(files[name]) > 0 {
			pairs = append(pairs, pair{name: name, file: true})
		}
		for _, value := range r.PostForm[name] {
			pairs = append(pairs, pair{name: name, value: value})
		}
	}
	return d.pairs(r, pairs)
}

// pairs decodes names and values of a query or form.
func (d *Decoder[T]) pairs(r *http.Request, pairs []pair) (T, error) {
	var value T
	if err := d.plan.flatError(); err != nil {
		return value, err
	}
	if err := decodePairs(pairs, d.plan, reflect.ValueOf(&value).Elem(), TokenField(r.Context())); err != nil {
		return *new(T), err
	}
	return value, nil
}
