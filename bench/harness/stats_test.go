package harness

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMedian(t *testing.T) {
	require.Equal(t, 3.0, Median([]float64{5, 1, 3}))
	require.Equal(t, 2.5, Median([]float64{4, 1, 3, 2}))
	require.Equal(t, 7.0, Median([]float64{7}))
	require.Panics(t, func() { Median(nil) })
	values := []float64{3, 1, 2}
	Median(values)
	require.Equal(t, []float64{3, 1, 2}, values, "the caller's order stays")
}

func TestSpread(t *testing.T) {
	require.Zero(t, Spread([]float64{1, 2}))
	require.Equal(t, 0.5, Spread([]float64{5, 4, 3, 6, 2}), "from 3 to 5, around 4")
	require.Zero(t, Spread([]float64{2, 2, 2, 2}))
	require.Zero(t, Spread([]float64{0, 0, 0}))
}

func TestPairedRatio(t *testing.T) {
	// The machine was ten times slower in the second round; the pairs do not mind.
	require.InDelta(t, 0.5, PairedRatio([]float64{1, 10, 1}, []float64{2, 20, 2}), 1e-9)
	require.Panics(t, func() { PairedRatio([]float64{1}, nil) })
}
