package websec_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// TestParsedForms: middleware in front that parses forms, as loggers do, takes nothing from
// decoder and token: ParseForm leaves a multipart body alone.
func TestParsedForms(t *testing.T) {
	type input struct {
		Name string `in:"name,required"`
	}
	decoder, err := websec.NewDecoder[input](websec.Limits{})
	require.NoError(t, err)
	multi := func(fields ...string) *http.Request {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for i := 0; i < len(fields); i += 2 {
			require.NoError(t, w.WriteField(fields[i], fields[i+1]))
		}
		require.NoError(t, w.Close())
		r := httptest.NewRequest(http.MethodPost, "https://shop.example/", &body)
		r.Header.Set("Content-Type", w.FormDataContentType())
		return r
	}
	urlencoded := func() *http.Request {
		r := httptest.NewRequest(http.MethodPost, "https://shop.example/", strings.NewReader("name=ada"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	for name, parse := range map[string]func(*http.Request) error{
		"not": func(*http.Request) error { return nil }, "ParseForm": (*http.Request).ParseForm,
	} {
		for kind, r := range map[string]*http.Request{"multipart": multi("name", "ada"), "urlencoded": urlencoded()} {
			require.NoError(t, parse(r))
			got, err := decoder.Form(r)
			require.NoError(t, err, "%s %s", name, kind)
			require.Equal(t, input{"ada"}, got, "%s %s", name, kind)
		}
	}
	whole := multi("name", "ada")
	require.NoError(t, whole.ParseMultipartForm(1<<20))
	got, err := decoder.Form(whole)
	require.NoError(t, err)
	require.Equal(t, input{"ada"}, got)

	other := httptest.NewRequest(http.MethodPost, "https://shop.example/", strings.NewReader("{}"))
	other.Header.Set("Content-Type", "application/json")
	require.NoError(t, other.ParseForm())
	_, err = decoder.Form(other)
	var wrong *websec.InputError
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, http.StatusUnsupportedMediaType, wrong.Status)
}

// TestParsedFormOrder: the maps of net/http have no order, the problems have the struct's.
func TestParsedFormOrder(t *testing.T) {
	d := decoder[flatOrder](t, websec.Limits{})
	const text = "zz=1&plan=x&home.zip=1&tags=abcde&age=1&rate=9&a=1&name=a&tags=&count=-1&name=b"
	const want = "websec: bad input: name has less than 2 characters; name is there twice; age is less than 18; " +
		"count is no whole number, or out of range; rate is more than 2; plan is none of free, paid; " +
		"tags[0] has more than 4 characters; tags[1] has less than 1 characters; home.zip does not have the form asked for; " +
		`"a" is not known; "zz" is not known; numbers is missing; home.city is missing`
	for range 20 {
		r := body(formType, text)
		require.NoError(t, r.ParseForm())
		_, err := d.Form(r)
		require.EqualError(t, err, want)
		r = multi(t, text)
		require.NoError(t, r.ParseMultipartForm(1<<20))
		_, err = d.Form(r)
		require.EqualError(t, err, want)
	}
}
