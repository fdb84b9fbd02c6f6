package iterators

import (
	"errors"
	"iter"
	"slices"
)

// Matrices are sequences of rows, as in the recipes of the itertools
// documentation.

// ErrShape says that the rows of one matrix and the columns of another differ in
// length: Python's ValueError of math.sumprod.
var ErrShape = errors.New("iterators: the matrices do not fit")

// Reshape gives the items of a matrix, row by row, in rows of another length (the
// recipe reshape). When they do not come out even the last pair has
// [ErrIncomplete]. The rows need not be equally long. It asks for a row when the one
// before is used up, and can be ranged again if rows can.
//
// It panics if columns is less than 1.
func Reshape[T any](rows iter.Seq[[]T], columns int) iter.Seq2[[]T, error] {
	mustBeAtLeast1("Reshape", "columns", columns)
	return BatchedStrict(Flatten(rows), columns)
}

// Transpose gives the columns of a matrix, each a slice of its own (the recipe
// transpose). When the rows are not equally long, the last pair has the
// [LengthError] that a strict zip of the rows has. It reads all rows at the first
// ask, and can be ranged again if rows can.
func Transpose[T any](rows iter.Seq[[]T]) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		all := slices.Collect(rows)
		if len(all) == 0 {
			return
		}
		height := func(a, b []T) int { return len(a) - len(b) }
		short := slices.MinFunc(all, height)
		for i := range short {
			column := make([]T, len(all))
			for j, row := range all {
				column[j] = row[i]
			}
			if !yield(column, nil) {
				return
			}
		}
		if err := uneven(all, len(short)); err != nil {
			yield(nil, err)
		}
	}
}

// uneven is what a strict zip says of rows the shortest of which has n items.
func uneven[T any](rows [][]T, n int) error {
	if len(rows[0]) > n {
		for i, row := range rows {
			if len(row) == n {
				return &LengthError{Argument: i + 1}
			}
		}
	}
	for i, row := range rows {
		if len(row) > n {
			return &LengthError{Argument: i + 1, Longer: true}
		}
	}
	return nil
}

// Matmul gives the rows of the product of two matrices (the recipe matmul). At the
// first ask it reads all of b, which Python wants as a list, then all of a, as
// product does, and keeps both; the sums are made a row at a time. It can be ranged
// again if both can.
//
// An error ends it as the last pair, where Python raises: [ErrEmpty] when b has no
// rows, and then a is not read; when a has been read, the [LengthError] of
// [Transpose] if the rows of b are not equally long, and ErrEmpty if they have no
// items; [ErrShape] at a row of a that is not as long as b has rows. Numbers are
// added plainly, left to right: integers wrap, and floats are rounded at each step,
// where sumprod rounds once.
func Matmul[N Number](a, b iter.Seq[[]N]) iter.Seq2[[]N, error] {
	return func(yield func([]N, error) bool) {
		right := slices.Collect(b)
		if len(right) == 0 {
			yield(nil, ErrEmpty) // m2[0]
			return
		}
		left := slices.Collect(a)
		columns, err := TryCollect(Transpose(slices.Values(right)))
		if err == nil && len(columns) == 0 {
			err = ErrEmpty // batched of none
		}
		if err != nil {
			yield(nil, err)
			return
		}
		for _, row := range left {
			if len(row) != len(right) {
				yield(nil, ErrShape)
				return
			}
			product := make([]N, len(columns))
			for i, column := range columns {
				for j, v := range row {
					product[i] += v * column[j]
				}
			}
			if !yield(product, nil) {
				return
			}
		}
	}
}
