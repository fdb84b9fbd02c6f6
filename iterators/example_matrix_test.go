package iterators_test

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/iterators"
)

func rows(m ...[]int) iter.Seq[[]int] { return slices.Values(m) }

func ExampleReshape() {
	for row, err := range iterators.Reshape(rows([]int{0, 1}, []int{2, 3}, []int{4, 5}), 3) {
		fmt.Println(row, err)
	}
	// Output:
	// [0 1 2] <nil>
	// [3 4 5] <nil>
}

func ExampleTranspose() {
	for column, err := range iterators.Transpose(rows([]int{1, 2, 3}, []int{11, 22, 33})) {
		fmt.Println(column, err)
	}
	// Output:
	// [1 11] <nil>
	// [2 22] <nil>
	// [3 33] <nil>
}

func ExampleMatmul() {
	for row, err := range iterators.Matmul(rows([]int{7, 5}, []int{3, 5}), rows([]int{2, 5}, []int{7, 9})) {
		fmt.Println(row, err)
	}
	// Output:
	// [49 80] <nil>
	// [41 60] <nil>
}

// What a strict zip says of rows that are not equally long.
func TestTransposeUneven(t *testing.T) {
	tests := []struct {
		lengths []int
		columns int
		says    string
	}{
		{[]int{2, 1}, 1, "iterators: argument 2 is shorter than argument 1"},
		{[]int{1, 2}, 1, "iterators: argument 2 is longer than argument 1"},
		{[]int{2, 2, 1}, 1, "iterators: argument 3 is shorter than arguments 1-2"},
		{[]int{0, 0, 1}, 0, "iterators: argument 3 is longer than arguments 1-2"},
		{[]int{3, 1, 2}, 1, "iterators: argument 2 is shorter than argument 1"},
	}
	for _, tt := range tests {
		var m [][]int
		var zipped []iter.Seq[int]
		for _, n := range tt.lengths {
			m = append(m, make([]int, n))
			zipped = append(zipped, slices.Values(m[len(m)-1]))
		}
		columns, err := iterators.TryCollect(iterators.Transpose(slices.Values(m)))
		require.EqualError(t, err, tt.says)
		require.Len(t, columns, tt.columns)
		_, err = iterators.TryCollect(iterators.ZipAllStrict(zipped...))
		require.EqualError(t, err, tt.says, "as zip has it")
	}
	_, err := iterators.TryCollect(iterators.Reshape(rows([]int{1, 2}, []int{3}), 2))
	require.ErrorIs(t, err, iterators.ErrIncomplete)
	require.Empty(t, slices.Collect(iterators.SlidingWindow(slices.Values([]int{1, 2, 3}), math.MaxInt/2+2)))
}

// The second matrix is read, then the first, and only then is said what is wrong;
// but of no second matrix the length of its first row is asked at once.
func TestMatmulOrder(t *testing.T) {
	for _, tt := range []struct {
		a, b  [][]int
		order string
		says  string
	}{
		{[][]int{{1, 2}}, [][]int{{1}, {2}}, "bba", "<nil>"},
		{[][]int{{1, 2}, {1}, {3, 4}}, [][]int{{1}, {2}}, "bbaaa", "iterators: the matrices do not fit"},
		{[][]int{{1}}, [][]int{{1}, {2, 3}}, "bba", "iterators: argument 2 is longer than argument 1"},
		{[][]int{{1, 2}}, [][]int{{}, {}}, "bba", "iterators: empty sequence"},
		{[][]int{{1}}, nil, "", "iterators: empty sequence"},
	} {
		order := ""
		noting := func(m [][]int, name string) iter.Seq[[]int] {
			return iterators.SideEffect(slices.Values(m), func([]int) { order += name })
		}
		_, err := iterators.TryCollect(iterators.Matmul(noting(tt.a, "a"), noting(tt.b, "b")))
		require.Equal(t, tt.order, order)
		require.Equal(t, tt.says, fmt.Sprint(err))
	}
}

// The zero Range is range(0).
func TestZeroRange(t *testing.T) {
	var r iterators.Range
	require.Equal(t, "range(0, 0)", r.String())
	require.Zero(t, r.Len())
	require.False(t, r.Contains(0))
	require.Empty(t, slices.Collect(r.All()))
	require.Empty(t, slices.Collect(r.Reversed().All()))
	require.Zero(t, r.Slice(0, 5, 2).Len())
}
