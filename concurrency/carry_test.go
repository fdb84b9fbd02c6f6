package concurrency_test

import (
	"context"
	"encoding/json"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
)

type base struct{ B int }

// whole is all that JSON carries.
type whole struct {
	base
	S    string
	Time time.Time
	Big  big.Int // which writes itself where it has an address
	Raw  json.RawMessage
	More map[string]*whole `json:",omitempty"`
	Skip func()            `json:"-"`
	_    int
	Any  any
}

type secret struct{ A, b int }

var (
	copies  = concurrency.Register("copies", func(_ context.Context, v whole) (whole, error) { return v, nil })
	bytesIn = concurrency.Register("string of bytes", func(_ context.Context, b []byte) (string, error) { return string(b), nil })
	texts   = concurrency.Register("texts", func(_ context.Context, v map[string]any) (int, error) { return len(v), nil })
	secrets = concurrency.Register("secrets", func(_ context.Context, v []secret) (int, error) { return v[0].b, nil })
	secretR = concurrency.Register("secret result", func(context.Context, int) (map[int]*secret, error) { return nil, nil })
	bigs    = concurrency.Register("bigs", func(_ context.Context, v map[int]big.Int) (int, error) { return len(v), nil })
)

// What goes to a process arrives as it is, or is refused before anything starts.
func TestCarry(t *testing.T) {
	v := whole{
		base: base{1}, S: "a\ufffd\\ufffd", Time: time.Unix(1, 2).UTC(), Raw: json.RawMessage(`"\ufffd"`),
		More: map[string]*whole{"ü": {S: "x", Raw: json.RawMessage("1")}}, Any: int64(3),
	}
	v.Big.SetInt64(1 << 60)
	p, err := concurrency.StartProcess(t.Context(), copies, v)
	require.NoError(t, err)
	got, err := p.Join(t.Context())
	require.NoError(t, err)
	v.Any = 3.0 // the known difference
	require.Equal(t, v.Big.String(), got.Big.String())
	v.Big, got.Big = big.Int{}, big.Int{}
	require.Equal(t, v.More["ü"].S, got.More["ü"].S)
	v.More, got.More = nil, nil
	require.Equal(t, v, got)

	const not = "a string is not UTF-8 and cannot travel as JSON; a []byte can"
	for _, bad := range []map[string]any{
		{"a": "a\xffb"},
		{"a\xff": 1},
		{"a": []any{1, map[string]any{"b": &base{}, "c": "\xc3"}}},
		{"a": struct{ S [1]string }{[1]string{"\xff"}}},
	} {
		_, err := concurrency.StartProcess(t.Context(), texts, bad)
		require.EqualError(t, err, "concurrency: arguments of texts: "+not)
	}
	pool, err := concurrency.NewProcessPool(texts, concurrency.Workers(1))
	require.NoError(t, err)
	defer pool.Close()
	_, err = pool.Submit(t.Context(), map[string]any{"": "\xff"})
	require.EqualError(t, err, "concurrency: arguments of texts: "+not)

	p2, err := concurrency.StartProcess(t.Context(), bytesIn, []byte("a\xff"))
	require.NoError(t, err)
	_, err = p2.Join(t.Context())
	require.ErrorContains(t, err, "result of string of bytes: "+not)
	pool2, err := concurrency.NewProcessPool(bytesIn, concurrency.Workers(1))
	require.NoError(t, err)
	defer pool2.Close()
	task, err := pool2.Submit(t.Context(), []byte("a\xff"))
	require.NoError(t, err)
	_, err = task.Join(t.Context())
	require.EqualError(t, err, "concurrency: string of bytes: result: "+not)

	_, err = concurrency.StartProcess(t.Context(), secrets, []secret{{1, 2}})
	require.EqualError(t, err, "concurrency: start secrets: field b of []concurrency_test.secret is not exported and cannot travel as JSON")
	_, err = concurrency.NewProcessPool(secretR)
	require.EqualError(t, err, "concurrency: pool of secret result: field b of map[int]*concurrency_test.secret is not exported and cannot travel as JSON")
	_, err = concurrency.NewProcessPool(bigs)
	require.ErrorContains(t, err, "field neg of map[int]big.Int")
	u, err := concurrency.StartGoroutine(t.Context(), secrets, []secret{{1, 2}})
	require.NoError(t, err)
	n, err := u.Join(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n, "the other kinds are handed it as it is")
}
