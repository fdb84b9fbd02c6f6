package websec_test

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// bytesOf is how much memory f asks for.
func bytesOf(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestListsAreBounded: an entry is two bytes of a body, and a thousand in memory. What is
// made is bounded by what is allowed, not by what was sent.
func TestListsAreBounded(t *testing.T) {
	type line struct {
		Room [64]string
		Q    int `in:"q"`
	}
	type few struct {
		Lines []line `in:"lines" check:"max=5"`
	}
	type open struct {
		Lines []line `in:"lines"`
	}
	type numbers struct {
		N []int8 `in:"n" check:"max=5"`
	}
	many := func(name, entry string) string {
		return `{"` + name + `":[` + strings.TrimSuffix(strings.Repeat(entry+",", (1<<20-20)/(len(entry)+1)), ",") + `]}`
	}
	decodeFew := func(text string) error {
		_, err := decoder[few](t, websec.Limits{}).JSON(body(jsonType, text))
		return err
	}
	decodeAny := func(text string) error {
		_, err := decoder[open](t, websec.Limits{}).JSON(body(jsonType, text))
		return err
	}
	decodeN := func(text string) error {
		_, err := decoder[numbers](t, websec.Limits{}).JSON(body(jsonType, text))
		return err
	}
	for _, tt := range []struct {
		text, why string
		decode    func(string) error
	}{
		{many("lines", "{}"), "lines has more than 5 entries", decodeFew},
		{many("lines", `{"q":1}`), "lines has more than 5 entries", decodeFew},
		{many("lines", "1"), "lines has more than 5 entries", decodeFew},
		{many("n", "1"), "n has more than 5 entries", decodeN},
		{many("lines", "{}"), "too many fields", decodeAny},
		{many("lines", `{"q":1}`), "too many fields", decodeAny},
		{many("lines", "1"), "lines[99] is no object", decodeAny},
	} {
		var err error
		made := bytesOf(func() { err = tt.decode(tt.text) })
		require.ErrorIs(t, err, websec.ErrInput)
		require.ErrorContains(t, err, tt.why)
		require.Less(t, made, uint64(16<<20), tt.text[:20])
	}
	require.NoError(t, decodeFew(`{"lines":[{},{},{},{},{"q":7}]}`))
	require.NoError(t, decodeAny(many("lines", "{}")[:len(`{"lines":[`)+998*3]+`{}]}`), "999 empty ones and the member lines")
	require.ErrorContains(t, decodeAny(many("lines", "{}")[:len(`{"lines":[`)+999*3]+`{}]}`), "too many fields")
}

// TestCutMultipart: what net/http refuses is no form, read before or not.
func TestCutMultipart(t *testing.T) {
	type input struct {
		S string `in:"s"`
	}
	d := decoder[input](t, websec.Limits{})
	const kind = "multipart/form-data; boundary=B"
	const part = "--B\r\nContent-Disposition: form-data; name=\"s\"\r\n\r\nx\r\n"
	send := func(text string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, "https://shop.example/", strings.NewReader(text))
		r.Header.Set("Content-Type", kind)
		return r
	}
	for _, text := range []string{"", part + "--B", part, part[:len(part)-4]} {
		_, err := d.Form(send(text))
		require.ErrorContains(t, err, "malformed", "%q", text)
		read := send(text)
		_ = read.FormValue("other")
		_, err = d.Form(read)
		require.ErrorContains(t, err, "malformed", "%q, after FormValue", text)
	}
	got, err := d.Form(send(part + "--B--"))
	require.NoError(t, err)
	require.Equal(t, input{"x"}, got)
}

// TestTimes: RFC 3339, section 5.6, and no more.
func TestTimes(t *testing.T) {
	type input struct {
		At time.Time `in:"at"`
	}
	d := decoder[input](t, websec.Limits{})
	at := time.Date(2026, 1, 2, 3, 4, 5, 5e8, time.UTC)
	for _, text := range []string{"2026-01-02T03:04:05.5Z", "2026-01-02t03:04:05.5z", "2026-01-02T05:04:05.500+02:00"} {
		got, err := d.JSON(body(jsonType, `{"at":"`+text+`"}`))
		require.NoError(t, err, text)
		require.True(t, at.Equal(got.At), text)
	}
	for _, text := range []string{
		"2026-01-02T03:04:05,5Z", "2026-01-02T3:04:05Z", "2026-01-02 03:04:05Z", "2026-01-02T03:04:05", "2026-01-02T03:04:05+24:00", "2026-02-30T00:00:00Z",
	} {
		_, err := d.JSON(body(jsonType, `{"at":"`+text+`"}`))
		require.ErrorContains(t, err, "is no time", text)
	}
}
