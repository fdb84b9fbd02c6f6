package concurrency_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
)

// Nil work is an error, a nil option nothing.
func TestNil(t *testing.T) {
	var none *concurrency.Work[int, int]
	for _, kind := range append(concurrency.Kinds(), 9) {
		_, err := concurrency.Start(t.Context(), kind, none, 0)
		require.Error(t, err)
	}
	_, err := concurrency.NewProcessPool(none)
	require.EqualError(t, err, "concurrency: nil work")
	p := newPool(t, concurrency.Workers(1), nil)
	_, err = do(t, p, "1")
	require.NoError(t, err)
}

// Retry does not repeat what cannot succeed.
func TestPoolUnborn(t *testing.T) {
	t.Setenv(unborn, "1")
	var last concurrency.Progress
	p := newPool(t, concurrency.Workers(1), concurrency.Retry(1_000_000),
		concurrency.OnProgress(func(now concurrency.Progress) { last = now }))
	_, err := do(t, p, "1")
	require.ErrorContains(t, err, "concurrency: no worker of odd begins: ")
	require.ErrorContains(t, err, "did not call Init")
	p.Close()
	require.Zero(t, last.Retried)
	require.Less(t, last.Replaced, 20)
}

// A measurement of nothing, or one whose context has ended, is refused by each.
func TestMeasureRefuses(t *testing.T) {
	over, cancel := context.WithCancelCause(t.Context())
	cancel(errBoom)
	for _, kind := range concurrency.Kinds() {
		for name, measure := range map[string]func(context.Context, int) error{
			"creation": func(ctx context.Context, n int) error {
				_, err := concurrency.MeasureCreation(ctx, kind, n)
				return err
			},
			"switches": func(ctx context.Context, n int) error {
				_, err := concurrency.MeasureSwitch(ctx, kind, n)
				return err
			},
			"memory": func(ctx context.Context, n int) error {
				_, err := concurrency.MeasureMemory(ctx, kind, n)
				return err
			},
			"a counter": func(ctx context.Context, n int) error {
				_, err := concurrency.MeasureCounter(ctx, kind, n, 1, 1)
				return err
			},
		} {
			if kind == concurrency.KindProcess && name == "a counter" {
				continue // which shares no variable
			}
			for _, n := range []int{0, -1} {
				require.ErrorContains(t, measure(t.Context(), n), "concurrency: measuring "+name+": ")
			}
			require.ErrorIs(t, measure(over, 1), errBoom, name)
		}
	}
}

// Kinds are words in JSON, in the names of an object too.
func TestKindText(t *testing.T) {
	text, err := json.Marshal(concurrency.Memory{Kind: concurrency.KindThread, N: 2})
	require.NoError(t, err)
	require.JSONEq(t, `{"kind":"thread","n":2,"rss":0,"pss":0,"go":0,"threads":0}`, string(text))
	for _, kind := range concurrency.Kinds() {
		text, err := kind.MarshalText()
		require.NoError(t, err)
		var got concurrency.Kind
		require.NoError(t, got.UnmarshalText(text))
		require.Equal(t, kind, got)
	}
	_, err = concurrency.Kind(9).MarshalText()
	require.Error(t, err)
	require.EqualError(t, new(concurrency.Kind).UnmarshalText([]byte("fibre")), `concurrency: "fibre" is no kind of unit`)
}
