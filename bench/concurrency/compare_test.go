package concurrency_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"underhood/concurrency"
	"underhood/concurrency/loop"
)

// The examples are the tasks of COMPARE.md. First: numbers are sent to a body that has
// enough of them at ten, and says so.

func Example_underhood() {
	c := concurrency.NewCoroutine(func(y *concurrency.Yielder[int, int]) (string, error) {
		sum := 0
		for sum < 10 {
			n, err := y.Yield(sum)
			if err != nil {
				return "", err
			}
			sum += n
		}
		return "enough", nil
	})
	fmt.Println(c.Resume())
	fmt.Println(c.Send(4))
	fmt.Println(c.Send(7))
	fmt.Println(c.Result())
	// Output:
	// 0 <nil>
	// 4 <nil>
	// 0 concurrency: coroutine has ended
	// enough <nil>
}

func Example_pull() {
	in, result := 0, ""
	next, stop := iter.Pull(func(yield func(int) bool) {
		sum := 0
		for sum < 10 {
			if !yield(sum) {
				return
			}
			sum += in
		}
		result = "enough"
	})
	defer stop()
	fmt.Println(next())
	in = 4
	fmt.Println(next())
	in = 7
	fmt.Println(next())
	fmt.Println(result)
	// Output:
	// 0 true
	// 4 true
	// 0 false
	// enough
}

// Second: of two jobs one would take an hour and the other fails.

var errBroken = errors.New("broken")

func Example_loop() {
	start := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	_, err := loop.Run(context.Background(), loop.New(loop.Virtual(start)), func(ctx context.Context) (time.Duration, error) {
		err := loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) error {
			loop.GoIn(ctx, g, func(ctx context.Context) (int, error) { return 0, loop.Sleep(ctx, time.Hour) })
			loop.GoIn(ctx, g, func(ctx context.Context) (int, error) {
				_ = loop.Sleep(ctx, time.Minute)
				return 0, errBroken
			})
			return nil
		})
		fmt.Println(loop.Now(ctx).Sub(start), errors.Is(err, errBroken))
		return 0, err
	})
	fmt.Println(err != nil)
	// Output:
	// 1m0s true
	// true
}

func Example_errgroup() {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		select {
		case <-time.After(time.Hour):
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	g.Go(func() error { return errBroken })
	fmt.Println(g.Wait())
	// Output: broken
}

// TestCompared: the code in COMPARE.md is the code that is run here.
func TestCompared(t *testing.T) {
	page, err := os.ReadFile("../../COMPARE.md")
	require.NoError(t, err)
	file, err := os.ReadFile("compare_test.go")
	require.NoError(t, err)
	for _, name := range []string{"Example_underhood", "Example_pull", "Example_loop", "Example_errgroup"} {
		_, body, found := strings.Cut(string(file), "func "+name+"() {\n")
		require.True(t, found)
		body, _, _ = strings.Cut(body, "\t// Output:")
		body = strings.ReplaceAll(body, "\n\t", "\n")
		require.True(t, strings.Contains(string(page), strings.TrimPrefix(body, "\t")), "COMPARE.md has not the code of %s", name)
	}
}
