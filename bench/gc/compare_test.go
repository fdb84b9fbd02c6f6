package gc_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// Example_underhood and Example_go are the task of COMPARE.md: a cycle is let
// go, and one sees it being freed.
func Example_underhood() {
	h := gc.New(gc.WithoutAutomatic())
	a, _ := h.NewInstance(1)
	b, _ := h.NewInstance(1)
	_ = h.Give(a, 0, b)
	_ = h.Set(b, 0, a)
	_ = h.DecRef(a)
	n, _ := h.Collect(2)
	_, err := h.RefCount(a)
	fmt.Println(n, err)
	// Output: 2 gc: stale reference #1: instance died in operation 6 because it was in a cycle that nothing outside refers to
}

func Example_go() {
	type node struct{ next *node }
	a, b := new(node), new(node)
	a.next, b.next = b, a
	w := weak.Make(a)
	runtime.GC()
	fmt.Println(w.Value() == nil)
	// Output: true
}

// TestCompared: the code in COMPARE.md is the code that is run here.
func TestCompared(t *testing.T) {
	page, err := os.ReadFile("../../COMPARE.md")
	require.NoError(t, err)
	file, err := os.ReadFile("compare_test.go")
	require.NoError(t, err)
	for _, name := range []string{"Example_underhood", "Example_go"} {
		_, body, found := strings.Cut(string(file), "func "+name+"() {\n")
		require.True(t, found)
		body, _, _ = strings.Cut(body, "\t// Output:")
		require.Contains(t, string(page), strings.ReplaceAll(strings.TrimPrefix(body, "\t"), "\n\t", "\n"), name)
	}
}
