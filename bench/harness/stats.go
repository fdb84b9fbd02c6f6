package harness

import "slices"

// Median is the middle of the values, or the mean of the two in the middle.
//
// # Panics
//
// It panics without values.
func Median(values []float64) float64 {
	v := slices.Sorted(slices.Values(values))
	n := len(v)
	if n == 0 {
		panic("bench: median of nothing")
	}
	return (v[(n-1)/2] + v[n/2]) / 2
}

// Spread is how far apart the quartiles are, as a part of the median: half of
// all values lie that close together. It is 0 for fewer than three values.
func Spread(values []float64) float64 {
	if len(values) < 3 {
		return 0
	}
	v := slices.Sorted(slices.Values(values))
	m := Median(v)
	if m == 0 {
		return 0
	}
	return (quantile(v, 0.75) - quantile(v, 0.25)) / m
}

// quantile interpolates between the neighbours in sorted values.
func quantile(v []float64, q float64) float64 {
	at := q * float64(len(v)-1)
	i := int(at)
	if i+1 == len(v) {
		return v[i]
	}
	return v[i] + (at-float64(i))*(v[i+1]-v[i])
}

// PairedRatio is the median of a[i]/b[i].
//
// # Panics
//
// It panics when there are not as many of one as of the other, or none.
func PairedRatio(a, b []float64) float64 {
	ratios := make([]float64, len(a))
	if len(a) != len(b) {
		panic("bench: pairs of unequal number")
	}
	for i := range a {
		ratios[i] = a[i] / b[i]
	}
	return Median(ratios)
}
