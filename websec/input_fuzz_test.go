package websec_test

import (
	"encoding/json"
	"math/big"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// FuzzJSON compares with encoding/json: what is accepted is what it reads, too.
func FuzzJSON(f *testing.F) {
	f.Add(`{"name":"Ada","age":36,"home":{"city":"Ulm"},"items":[{"price":1}]}`)
	f.Add(`{"name":"a","name":"b"}`)
	f.Add(`{"name":"\ud83d\ude00","age":1.20e1,"home":{"city":"x"}}`)
	f.Add(`{"items":[[],{}],"x":{"y":[null,true,1e5]}}`)
	d := decoder[jsonOrder](f, websec.Limits{})
	f.Fuzz(func(t *testing.T, text string) {
		got, err := d.JSON(body(jsonType, text))
		if err != nil {
			require.ErrorIs(t, err, websec.ErrInput)
			require.Zero(t, got, "bad input leaves nothing behind")
			return
		}
		var want struct {
			Name string
			Age  json.Number
			Note *string
			Home struct{ City, Zip string }
		}
		require.NoError(t, json.Unmarshal([]byte(text), &want))
		require.Equal(t, want.Name, got.Name)
		if want.Age != "" {
			age, ok := new(big.Rat).SetString(want.Age.String())
			require.True(t, ok)
			require.Zero(t, age.Cmp(new(big.Rat).SetInt64(int64(got.Age))), want.Age)
		}
		require.Equal(t, want.Note, got.Note)
		require.Equal(t, want.Home.City, got.Home.City)
	})
}

// FuzzForm compares the two forms of a body with each other and with the query.
func FuzzForm(f *testing.F) {
	f.Add("name=ada&numbers=1&tags=a&home.city=x")
	f.Add("name=%41&&=&numbers=1;x")
	d := decoder[flatOrder](f, websec.Limits{})
	f.Fuzz(func(t *testing.T, text string) {
		got, err := d.Form(body(formType, text))
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.RawQuery = text
		again, err2 := d.Query(r)
		require.Equal(t, got, again)
		require.Equal(t, err, err2)
		if err != nil {
			require.ErrorIs(t, err, websec.ErrInput)
			require.Zero(t, got, "bad input leaves nothing behind")
			return
		}
		values, err := url.ParseQuery(text)
		require.NoError(t, err, "what is accepted, net/url reads too")
		require.Equal(t, values.Get("name"), got.Name)
		require.GreaterOrEqual(t, len(got.Name), 2)
	})
}

func FuzzMultipart(f *testing.F) {
	f.Add("--a\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nada\r\n--a--\r\n")
	d := decoder[flatOrder](f, websec.Limits{})
	f.Fuzz(func(t *testing.T, text string) {
		_, err := d.Form(body("multipart/form-data; boundary=a", text))
		if err != nil {
			require.ErrorIs(t, err, websec.ErrInput)
		}
	})
}
