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
// [ErrIncomplete]. It is lazy, and can be ranged again if rows can.
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

// Matmul gives the rows of the product of two matrices (the recipe matmul). A row
// of a that is not as long as b has rows ends it with [ErrShape], rows of b that
// are not equally long with a [LengthError] before anything else. It reads all of
// b at the first ask, then a row of a for each row it gives, and can be ranged again
// if both can.
func Matmul[N Number](a, b iter.Seq[[]N]) iter.Seq2[[]N, error] {
	return func(yield func([]N, error) bool) {
		columns, err := TryCollect(Transpose(b))
		if err != nil {
			yield(nil, err)
			return
		}
		for row := range a {
			out := make([]N, len(columns))
			for i, column := range columns {
				if len(column) != len(row) {
					yield(nil, ErrShape)
					return
				}
				for j, v := range row {
					out[i] += v * column[j]
				}
			}
			if !yield(out, nil) {
				return
			}
		}
	}
}
