package websec_test

import (
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// TestLeftOut: a struct that is left out does not take its rules along.
func TestLeftOut(t *testing.T) {
	type inner struct {
		City string `in:"city,required" check:"min=2"`
		Note string `in:"note"`
	}
	type outer struct {
		Name  string  `in:"name"`
		Sub   inner   `in:"sub"`
		Maybe *inner  `in:"maybe"`
		More  []inner `in:"more"`
	}
	d, err := websec.NewDecoder[outer](websec.Limits{})
	require.NoError(t, err)
	for body, why := range map[string]string{
		`{"name":"a"}`:                                 "websec: bad input: sub.city is missing",
		`{"sub":{"note":"n"}}`:                         "websec: bad input: sub.city is missing",
		`{"sub":{"city":"Rome"},"maybe":{}}`:           "websec: bad input: maybe.city is missing",
		`{"sub":{"city":"Rome"},"more":[{}]}`:          "websec: bad input: more[0].city is missing",
		`{"sub":{"city":"Rome"},"maybe":null}`:         "",
		`{"sub":{"city":"Rome"},"name":"a","more":[]}`: "",
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		if _, err := d.JSON(r); why == "" {
			require.NoError(t, err, body)
		} else {
			require.EqualError(t, err, why, body)
		}
	}
	type flat struct {
		Name string `in:"name"`
		Sub  inner  `in:"sub"`
	}
	q, err := websec.NewDecoder[flat](websec.Limits{})
	require.NoError(t, err)
	_, err = q.Query(httptest.NewRequest(http.MethodGet, "/?name=a", nil))
	require.EqualError(t, err, "websec: bad input: sub.city is missing")
	_, err = q.Query(httptest.NewRequest(http.MethodGet, "/?sub.city=Rome", nil))
	require.NoError(t, err)
}

// TestLongText: what makes something of text gets as much of it as is said, since it may
// take the square of its length.
func TestLongText(t *testing.T) {
	type sums struct {
		Short big.Int   `in:"short"`
		Long  big.Int   `in:"long" check:"min=2,max=1200"`
		List  []big.Int `in:"list" check:"max=2" each:"max=3"`
	}
	d, err := websec.NewDecoder[sums](websec.Limits{})
	require.NoError(t, err)
	digits := strings.Repeat("7", 1<<20)
	for query, why := range map[string]string{
		"short=" + digits[:1000]: "",
		"short=" + digits[:1001]: "websec: bad input: short has more than 1000 characters",
		"long=" + digits[:1200]:  "",
		"long=" + digits[:1<<19]: "websec: bad input: long has more than 1200 characters",
		"long=7":                 "websec: bad input: long has less than 2 characters",
		"list=777&list=1":        "",
		"list=7777":              "websec: bad input: list[0] has more than 3 characters",
		"list=1&list=1&list=1":   "websec: bad input: list has more than 2 entries",
		"short=x":                "websec: bad input: short is malformed",
	} {
		_, err := d.Query(httptest.NewRequest(http.MethodGet, "/?"+query, nil))
		if why == "" {
			require.NoError(t, err)
		} else {
			require.EqualError(t, err, why)
		}
	}
}

// TestBoundsOfType: a bound that no value can have is a mistake.
func TestBoundsOfType(t *testing.T) {
	_, err := websec.NewDecoder[struct {
		A uint8 `in:"a" check:"max=300"`
	}](websec.Limits{})
	require.ErrorContains(t, err, "out of range")
	_, err = websec.NewDecoder[struct {
		A float64 `in:"a" check:"min=NaN"`
	}](websec.Limits{})
	require.ErrorContains(t, err, "bounds nothing")
	type base struct {
		A int `in:"a"`
	}
	_, err = websec.NewDecoder[struct {
		base
		B int `in:"b"`
	}](websec.Limits{})
	require.ErrorContains(t, err, "field base of")
	require.ErrorContains(t, err, "is embedded")
}
