package singleton_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/samber/do/v2"
	"github.com/stretchr/testify/require"

	"underhood/singleton"
)

// The examples are the task of COMPARE.md: a connection that fails at first, and is
// wanted again.

var attempts int

func dial() (string, error) {
	if attempts++; attempts == 1 {
		return "", errors.New("no answer")
	}
	return "connected", nil
}

func Example_underhood() {
	attempts = 0
	conn := singleton.New(func(*singleton.Resolver) (string, error) { return dial() })
	for range 2 {
		fmt.Println(conn.Get(context.Background()))
	}
	// Output:
	//  no answer
	// connected <nil>
}

func Example_once() {
	attempts = 0
	conn := sync.OnceValues(dial)
	for range 2 {
		fmt.Println(conn())
	}
	// Output:
	//  no answer
	//  no answer
}

func Example_do() {
	attempts = 0
	injector := do.New()
	do.Provide(injector, func(do.Injector) (string, error) { return dial() })
	for range 2 {
		fmt.Println(do.Invoke[string](injector))
	}
	// Output:
	//  no answer
	// connected <nil>
}

// TestCompared: the code in COMPARE.md is the code that is run here.
func TestCompared(t *testing.T) {
	page, err := os.ReadFile("../../COMPARE.md")
	require.NoError(t, err)
	file, err := os.ReadFile("compare_test.go")
	require.NoError(t, err)
	for _, name := range []string{"Example_underhood", "Example_once", "Example_do"} {
		_, body, found := strings.Cut(string(file), "func "+name+"() {\n\tattempts = 0\n")
		require.True(t, found)
		body, _, _ = strings.Cut(body, "\t// Output:")
		body = strings.ReplaceAll(body, "\n\t", "\n")
		require.True(t, strings.Contains(string(page), strings.TrimPrefix(body, "\t")), "COMPARE.md has not the code of %s", name)
	}
}
