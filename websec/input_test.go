package websec_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

type address struct {
	City string `in:"city,required" check:"max=20"`
	Zip  string `in:"zip" match:"[0-9]{5}"`
}

type item struct {
	Price int `in:"price" check:"min=1"`
}

type flatOrder struct {
	Name    string     `in:"name,required" check:"min=2,max=8" match:"[a-zé]+"`
	Age     int8       `in:"age" check:"min=18,max=120"`
	Count   uint16     `in:"count" check:"max=1000"`
	Rate    float64    `in:"rate" check:"min=0.5,max=2"`
	Plan    string     `in:"plan" oneof:"free paid"`
	Size    int        `in:"size" oneof:"1 2"`
	Agree   bool       `in:"agree"`
	Note    *string    `in:"note"`
	Limit   *int       `in:"limit"`
	Tags    []string   `in:"tags" check:"max=3" each:"min=1,max=4"`
	Numbers []int      `in:"numbers,required"`
	At      time.Time  `in:"at"`
	From    netip.Addr `in:"from"`
	Home    *address   `in:"home"`
	Other   *address   `in:"other"`
	Admin   bool
}

type jsonOrder struct {
	Name  string   `in:"name,required" check:"max=8"`
	Age   int      `in:"age"`
	Note  *string  `in:"note"`
	Agree bool     `in:"agree"`
	Home  address  `in:"home,required"`
	Items []item   `in:"items" check:"max=2"`
	Tags  []string `in:"tags"`
}

func decoder[T any](t testing.TB, limits websec.Limits) *websec.Decoder[T] {
	t.Helper()
	d, err := websec.NewDecoder[T](limits)
	require.NoError(t, err)
	return d
}

func body(kind, text string) *http.Request {
	r := httptest.NewRequest("POST", "/?name=query", strings.NewReader(text))
	r.Header.Set("Content-Type", kind)
	return r
}

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

func TestQuery(t *testing.T) {
	d := decoder[flatOrder](t, websec.Limits{})
	note, limit := "a b", 7
	want := flatOrder{
		Name: "ada", Age: 36, Count: 9, Rate: 1.5, Plan: "paid", Size: 2, Agree: true, Note: &note, Limit: &limit,
		Tags: []string{"a", "b"}, Numbers: []int{1, -2}, At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		From: netip.MustParseAddr("::1"), Home: &address{City: "Ulm", Zip: "89073"}, Other: &address{City: "Bonn"},
	}
	text := "name=ada&age=36&count=9&rate=1.5&plan=paid&size=02&agree=on&note=a+b&limit=7&tags=a&tags=b&numbers=1&numbers=-2" +
		"&at=2026-01-02T03:04:05Z&from=::1&home.city=Ulm&home.zip=89073&other.city=Bonn"
	got, err := d.Query(httptest.NewRequest("GET", "/?"+text, nil))
	require.NoError(t, err)
	require.Equal(t, want, got)

	got, err = d.Form(body(formType, text))
	require.NoError(t, err)
	require.Equal(t, want, got)

	parsed := body(formType, text)
	require.NoError(t, parsed.ParseForm())
	got, err = d.Form(parsed)
	require.NoError(t, err)
	require.Equal(t, want, got)

	r := multi(t, text)
	got, err = d.Form(r)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// multi writes the same fields as multipart/form-data.
func multi(t testing.TB, text string) *http.Request {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for part := range strings.SplitSeq(text, "&") {
		key, value, _ := strings.Cut(part, "=")
		value, err := url.QueryUnescape(value)
		require.NoError(t, err)
		require.NoError(t, w.WriteField(key, value))
	}
	require.NoError(t, w.Close())
	return body(w.FormDataContentType(), b.String())
}

// TestProblems has one case a rule; each names the field and why.
func TestProblems(t *testing.T) {
	tests := []struct{ text, want string }{
		{"age=36&numbers=1", "name is missing"},
		{"name=&numbers=1", "name is missing"},
		{"name=a&numbers=1", "name has less than 2 characters"},
		{"name=adaadaada&numbers=1", "name has more than 8 characters"},
		{"name=adA&numbers=1", "name does not have the form asked for"},
		{"name=ada%0A&numbers=1", "name does not have the form asked for"},
		{"name=ada%00&numbers=1", "name has control characters"},
		{"name=ada%ff&numbers=1", "name is no UTF-8"},
		{"name=ada&name=ada&numbers=1", "name is there twice"},
		{"name=ada&numbers=1&Admin=true", `"Admin" is not known`},
		{"name=ada&numbers=1&" + strings.Repeat("x", 50) + "=1", `"` + strings.Repeat("x", 40) + `\u2026" is not known`},
		{"name=ada&numbers=1&%1b[2J=1", `"\x1b[2J" is not known`},
		{"name=ada&numbers=1&age=17", "age is less than 18"},
		{"name=ada&numbers=1&age=121", "age is more than 120"},
		{"name=ada&numbers=1&age=300", "age is no whole number, or out of range"},
		{"name=ada&numbers=1&age=%2B20", "age is no whole number, or out of range"},
		{"name=ada&numbers=1&age=1e2", "age is no whole number, or out of range"},
		{"name=ada&numbers=1&count=-1", "count is no whole number, or out of range"},
		{"name=ada&numbers=1&count=1001", "count is more than 1000"},
		{"name=ada&numbers=1&rate=0.4", "rate is less than 0.5"},
		{"name=ada&numbers=1&rate=NaN", "rate is no number, or out of range"},
		{"name=ada&numbers=1&rate=0x1p0", "rate is no number, or out of range"},
		{"name=ada&numbers=1&rate=1e999", "rate is no number, or out of range"},
		{"name=ada&numbers=1&plan=gold", "plan is none of free, paid"},
		{"name=ada&numbers=1&size=3", "size is none of 1, 2"},
		{"name=ada&numbers=1&agree=yes", "agree is neither true nor false"},
		{"name=ada&numbers=1&tags=a&tags=b&tags=c&tags=d", "tags has more than 3 entries"},
		{"name=ada&numbers=1&tags=a&tags=abcde", "tags[1] has more than 4 characters"},
		{"name=ada&numbers=1&numbers=x", "numbers[1] is no whole number, or out of range"},
		{"name=ada", "numbers is missing"},
		{"name=ada&numbers=1&at=today", "at is no time, such as 2006-01-02T15:04:05Z"},
		{"name=ada&numbers=1&from=::x", "from is malformed"},
		{"name=ada&numbers=1&home.zip=123", "home.zip does not have the form asked for; home.city is missing"},
		{"name=ada&numbers=1&other.zip=12345", "other.city is missing"},
		{"name=ada&numbers=1&home=x", `"home" is not known`},
		{"name=a&age=1&plan=x", "name has less than 2 characters; age is less than 18; plan is none of free, paid; numbers is missing"},
	}
	d := decoder[flatOrder](t, websec.Limits{})
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			_, err := d.Query(httptest.NewRequest("GET", "/?"+tt.text, nil))
			var problems *websec.InputError
			require.ErrorAs(t, err, &problems)
			require.ErrorIs(t, err, websec.ErrInput)
			require.Equal(t, http.StatusBadRequest, problems.Status)
			require.Equal(t, "websec: bad input: "+tt.want, err.Error())
			_, err = d.Form(body(formType, tt.text))
			require.Equal(t, "websec: bad input: "+tt.want, err.Error())
		})
	}
	_, err := d.Query(httptest.NewRequest("GET", "/?name=ada&numbers=1&age=&rate=&limit=", nil))
	require.NoError(t, err, "what is left empty in a form and is no text is absent")
}

func TestJSON(t *testing.T) {
	d := decoder[jsonOrder](t, websec.Limits{})
	got, err := d.JSON(body(jsonType+"; charset=UTF-8", `{"name":"Ada","age":36,"note":null,"agree":true,"home":{"city":"Ulm"},"items":[{"price":1},{}]}`))
	require.NoError(t, err)
	require.Equal(t, jsonOrder{Name: "Ada", Age: 36, Agree: true, Home: address{City: "Ulm"}, Items: []item{{1}, {}}}, got)

	tests := []struct{ text, want string }{
		{``, "the body is no JSON"},
		{`{`, "the body is no JSON"},
		{`{} {}`, "the body is no JSON"},
		{`[]`, "the JSON is no object"},
		{`null`, "the JSON is no object"},
		{"{\"name\":\"\xff\"}", "the body is no UTF-8"},
		{strings.Repeat(`{"home":`, 40) + `1` + strings.Repeat(`}`, 40), "the JSON is nested too deeply"},
		{`{"home":{"city":"x"}}`, "name is missing"},
		{`{"name":"","home":{"city":"x"}}`, "name is missing"},
		{`{"name":"a","Name":"b","home":{"city":"x"}}`, `"Name" is not known`},
		{`{"name":"a","Admin":{"x":[1,{"y":2}]},"home":{"city":"x"}}`, `"Admin" is not known`},
		{`{"name":"a","name":"b","home":{"city":"x"}}`, "name is there twice"},
		{`{"name":1,"home":{"city":"x"}}`, "name is a number"},
		{`{"name":true,"home":{"city":"x"}}`, "name is true or false"},
		{`{"name":{"a":1},"home":{"city":"x"}}`, "name is a list or an object"},
		{`{"name":null,"home":{"city":"x"}}`, "name is null"},
		{`{"name":"a\u0000","home":{"city":"x"}}`, "name has control characters"},
		{`{"name":"\ud800","home":{"city":"x"}}`, "name has half of a surrogate pair, which is no character"},
		{`{"name":"\udc00","home":{"city":"x"}}`, "name has half of a surrogate pair, which is no character"},
		{`{"name":"\ud83d\ud83d\ude00","home":{"city":"x"}}`, "name has half of a surrogate pair, which is no character"},
		{`{"name":"\ud83da","home":{"city":"\n\uDFFF"}}`, "name has half of a surrogate pair, which is no character; home.city has half of a surrogate pair, which is no character"},
		{`{"name":"a","tags":["b","\ud83d\n"],"home":{"city":"x"}}`, "tags[1] has half of a surrogate pair, which is no character"},
		{`{"name":"a","\ud800":1,"home":{"city":"x"}}`, `"\ufffd" is not known`},
		{`{"name":"a","age":"1","home":{"city":"x"}}`, "age is text"},
		{`{"name":"a","age":1.5,"home":{"city":"x"}}`, "age is no whole number, or out of range"},
		{`{"name":"a","age":null,"home":{"city":"x"}}`, "age is null"},
		{`{"name":"a","agree":"true","home":{"city":"x"}}`, "agree is text"},
		{`{"name":"a","home":"x"}`, "home is no object"},
		{`{"name":"a","home":{"zip":"1","street":2}}`, `home.zip does not have the form asked for; home."street" is not known; home.city is missing`},
		{`{"name":"a","home":{"city":"x"},"items":1}`, "items is no list"},
		{`{"name":"a","home":{"city":"x"},"items":[1]}`, "items[0] is no object"},
		{`{"name":"a","home":{"city":"x"},"items":[{"price":0}]}`, "items[0].price is less than 1"},
		{`{"name":"a","home":{"city":"x"},"items":[null]}`, "items[0] is no object"},
		{`{"name":"a","home":{"city":"x"},"items":[{},{},{}]}`, "items has more than 2 entries"},
		{`{"name":"a","home":{"city":"x"},"items":[[[[{}]]]]}`, "items[0] is no object"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			_, err := d.JSON(body(jsonType, tt.text))
			require.ErrorIs(t, err, websec.ErrInput)
			require.Equal(t, "websec: bad input: "+tt.want, err.Error())
		})
	}
}

// TestJSONWholeNumbers: what is one number is read as one, however it is spelled, and exactly.
func TestJSONWholeNumbers(t *testing.T) {
	type numbers struct {
		I int64   `in:"i"`
		U uint64  `in:"u"`
		B int8    `in:"b"`
		F float64 `in:"f"`
	}
	d := decoder[numbers](t, websec.Limits{})
	for text, want := range map[string]numbers{
		`{"i":1.0}`: {I: 1}, `{"i":1e2}`: {I: 100}, `{"i":-12.50E+1}`: {I: -125}, `{"i":100e-2}`: {I: 1}, `{"i":0.0}`: {}, `{"i":-0}`: {}, `{"u":-0.0e9}`: {},
		`{"i":9007199254740993.0}`: {I: 9007199254740993}, `{"i":9223372036854775807.00}`: {I: 1<<63 - 1}, `{"i":-9.223372036854775808e18}`: {I: -1 << 63},
		`{"u":18446744073709551615.0}`: {U: 1<<64 - 1}, `{"u":1.8446744073709551615E19}`: {U: 1<<64 - 1}, `{"i":0e99999999999999999999}`: {}, `{"f":1.5e0}`: {F: 1.5}, `{"b":1.27e2}`: {B: 127},
	} {
		got, err := d.JSON(body(jsonType, text))
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{
		`{"i":1.5}`, `{"i":1e-1}`, `{"i":0.00000000000000000000001}`, `{"i":9223372036854775808.0}`, `{"i":1e19}`, `{"i":1e400}`, `{"i":1e99999999999999999999}`,
		`{"i":1e-99999999999999999999}`, `{"u":-1.0}`, `{"u":18446744073709551616.0}`, `{"b":1.28e2}`,
	} {
		_, err := d.JSON(body(jsonType, text))
		require.ErrorContains(t, err, "is no whole number, or out of range", text)
	}
}

// TestJSONCharacters: whole pairs, and U+FFFD that was really sent, are text as any other.
func TestJSONCharacters(t *testing.T) {
	d := decoder[jsonOrder](t, websec.Limits{})
	for text, want := range map[string]string{
		`\ud83d\ude00`: "\U0001F600", `\uD83D\uDE00\ufffd`: "\U0001F600\uFFFD", "\uFFFD": "\uFFFD", `\\ud800\ufffd`: `\ud800` + "\uFFFD", `\ufffd\"\u00e9`: "\uFFFD\"é",
	} {
		got, err := d.JSON(body(jsonType, `{"name":"`+text+`","home":{"city":"x"}}`))
		require.NoError(t, err, text)
		require.Equal(t, want, got.Name)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	d := decoder[jsonOrder](t, websec.Limits{Bytes: 100, Fields: 5})
	flat := decoder[flatOrder](t, websec.Limits{Bytes: 1000, Fields: 5})
	long := strings.Repeat("x", 2000)
	unknown := body(jsonType, long)
	unknown.ContentLength = -1
	inner := body(jsonType, long)
	inner.Body = http.MaxBytesReader(nil, io.NopCloser(strings.NewReader(long)), 10)
	inner.ContentLength = -1
	broken := body(jsonType, "")
	broken.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), failing{}))
	file := multi(t, "name=ada&numbers=1")
	raw, err := io.ReadAll(file.Body)
	require.NoError(t, err)
	file.Body = io.NopCloser(strings.NewReader(strings.Replace(string(raw), `name="name"`, `name="name"; filename="x"`, 1)))
	parsed := multi(t, "name=ada&numbers=1")
	parsed.Body = io.NopCloser(strings.NewReader(strings.Replace(string(raw), `name="numbers"`, `name="numbers"; filename="x"`, 1)))
	parsed.Header.Set("Content-Type", file.Header.Get("Content-Type"))
	require.NoError(t, parsed.ParseMultipartForm(1000))

	form := func(r *http.Request) error { _, err := flat.Form(r); return err }
	text := func(r *http.Request) error { _, err := d.JSON(r); return err }
	query := func(r *http.Request) error { _, err := flat.Query(r); return err }
	tests := []struct {
		name   string
		decode func(*http.Request) error
		r      *http.Request
		status int
		why    string
	}{
		{"declared", text, body(jsonType, long), 413, "too large"},
		{"undeclared", text, unknown, 413, "too large"},
		{"limited by a layer", text, inner, 413, "too large"},
		{"cut off", text, broken, 400, "ends early"},
		{"type of JSON", text, body(formType, "{}"), 415, "not that of JSON"},
		{"charset", text, body(jsonType+"; charset=utf-16", "{}"), 415, "not in UTF-8"},
		{"no type", form, body("", "name=ada"), 415, "no form"},
		{"type of forms", form, body(jsonType, "name=ada"), 415, "no form"},
		{"form too large", form, body(formType, long), 413, "too large"},
		{"no boundary", form, body("multipart/form-data", "x"), 400, "malformed"},
		{"bad parts", form, body("multipart/form-data; boundary=a", "--a\r\nx"), 400, "malformed"},
		{"cut off parts", form, body("multipart/form-data; boundary=a", "--a\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nada"), 400, "malformed"},
		{"many parts", form, multi(t, "a=1&a=1&a=1&a=1&a=1&a=1"), 400, "too many"},
		{"file", form, file, 400, "name is a file"},
		{"parsed file", form, parsed, 400, "numbers is a file"},
		{"percent", form, body(formType, "name=%zz"), 400, "malformed"},
		{"semicolon", form, body(formType, "name=ada;age=1"), 400, "malformed"},
		{"many fields", query, httptest.NewRequest("GET", "/?a&a&a&a&a&a", nil), 400, "too many"},
		{"long query", query, httptest.NewRequest("GET", "/?"+long, nil), 400, "too long"},
		{"many members", text, body(jsonType, `{"a":1,"b":1,"c":1,"d":1,"e":1,"f":[1]}`), 400, "too many"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.decode(tt.r)
			var problems *websec.InputError
			require.ErrorAs(t, err, &problems)
			require.Equal(t, tt.status, problems.Status, "%v", err)
			require.ErrorContains(t, err, tt.why)
		})
	}

	many := decoder[flatOrder](t, websec.Limits{})
	var pairs strings.Builder
	for i := range 300 {
		pairs.WriteString("&x" + strconv.Itoa(i) + "=1")
	}
	var problems *websec.InputError
	_, err = many.Query(httptest.NewRequest("GET", "/?"+pairs.String(), nil))
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems.Problems, 100, "reports are bounded too")
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("reset by peer") }
