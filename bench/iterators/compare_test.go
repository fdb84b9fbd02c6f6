package iterators_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/BooleanCat/go-functional/v2/it"
	loit "github.com/samber/lo/it"
	"github.com/stretchr/testify/require"

	"underhood/iterators"
)

// The examples are the task of COMPARE.md: take two items of a stream that can be
// read once, and see how many are gone.

func Example_underhood() {
	taken := 0
	stream := func(yield func(int) bool) {
		for taken = 1; yield(taken); taken++ {
		}
	}
	fmt.Println(slices.Collect(iterators.Take(stream, 2)), taken)
	// Output: [1 2] 2
}

func Example_lo() {
	taken := 0
	stream := func(yield func(int) bool) {
		for taken = 1; yield(taken); taken++ {
		}
	}
	fmt.Println(slices.Collect(loit.Slice(stream, 0, 2)), taken)
	// Output: [1 2] 3
}

func Example_functional() {
	taken := 0
	stream := func(yield func(int) bool) {
		for taken = 1; yield(taken); taken++ {
		}
	}
	fmt.Println(slices.Collect(it.Take(stream, 2)), taken)
	// Output: [1 2] 3
}

// TestCompared: the code in COMPARE.md is the code that is run here.
func TestCompared(t *testing.T) {
	page, err := os.ReadFile("../../COMPARE.md")
	require.NoError(t, err)
	file, err := os.ReadFile("compare_test.go")
	require.NoError(t, err)
	for _, name := range []string{"Example_underhood", "Example_lo", "Example_functional"} {
		_, body, found := strings.Cut(string(file), "func "+name+"() {\n")
		require.True(t, found)
		body, output, _ := strings.Cut(body, "\t// Output: ")
		output, _, _ = strings.Cut(output, "\n")
		last := body[strings.LastIndex(strings.TrimSuffix(body, "\n"), "\n")+1:]
		require.Contains(t, string(page), strings.TrimSpace(last)+" // "+output, name)
		if name == "Example_underhood" {
			body = strings.TrimSuffix(body, last)
			require.Contains(t, string(page), strings.ReplaceAll(strings.TrimPrefix(body, "\t"), "\n\t", "\n"), name)
		}
	}
}
