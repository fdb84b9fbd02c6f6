package iterators_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"underhood/iterators"
)

func ExampleTryMap() {
	for n, err := range iterators.TryMap(strings.FieldsSeq("1 2 x 4"), strconv.Atoi) {
		fmt.Println(n, err)
	}
	// Output:
	// 1 <nil>
	// 2 <nil>
	// 0 strconv.Atoi: parsing "x": invalid syntax
}

func ExampleTryFilter() {
	isTrue := func(s string) (bool, error) { return strconv.ParseBool(s) }
	fmt.Println(iterators.TryCollect(iterators.TryFilter(strings.FieldsSeq("true 0 T"), isTrue)))
	// Output: [true T] <nil>
}

func ExampleTryThen() {
	numbers := iterators.TryMap(strings.FieldsSeq("6 3 0 2"), strconv.Atoi)
	shares := iterators.TryThen(numbers, func(n int) (int, error) {
		if n == 0 {
			return 0, errors.New("nobody to share with")
		}
		return 12 / n, nil
	})
	for n, err := range shares {
		fmt.Println(n, err)
	}
	// Output:
	// 2 <nil>
	// 4 <nil>
	// 0 nobody to share with
}

func ExampleTryCollect() {
	fmt.Println(iterators.TryCollect(iterators.TryMap(strings.FieldsSeq("1 2 3"), strconv.Atoi)))
	// Output: [1 2 3] <nil>
}

func ExampleTryReduce() {
	numbers := iterators.TryMap(strings.FieldsSeq("2 3 7"), strconv.Atoi)
	product, err := iterators.TryReduce(numbers, func(a, b int) (int, error) { return a * b, nil }, 1)
	fmt.Println(product, err)
	// Output: 42 <nil>
}

// What knows nothing of errors works between.
func ExampleCheck() {
	var err error
	numbers := iterators.Check(iterators.TryMap(strings.FieldsSeq("1 2 x 4"), strconv.Atoi), &err)
	fmt.Println(iterators.Sum(numbers))
	fmt.Println(err)
	// Output:
	// 3
	// strconv.Atoi: parsing "x": invalid syntax
}

func ExampleMust() {
	fmt.Println(iterators.Sum(iterators.Must(iterators.TryMap(strings.FieldsSeq("1 2 4"), strconv.Atoi))))
	// Output: 7
}
