package loop_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/concurrency/loop"
	"underhood/internal/conform/python"
)

var errBoom = errors.New("boom")

// messy waits for ever and fails to clean up.
func messy(ctx context.Context) (err error) {
	defer func() { err = errors.Join(err, errBoom) }()
	return forever(ctx)
}

// cleanUps are what becomes of an error that is raised while a cancellation is on its
// way, and what asyncio says of the same: see the script in TestErrorsOfCleanUp.
var cleanUps = []struct {
	name, want string
	run        func(ctx context.Context) error
}{
	{"timeout", "timeout", func(ctx context.Context) error { return loop.Timeout(ctx, time.Second, forever) }},
	{"timeout messy", "boom", func(ctx context.Context) error { return loop.Timeout(ctx, time.Second, messy) }},
	{"timeouts", "boom", func(ctx context.Context) error {
		return loop.Timeout(ctx, 2*time.Second, func(ctx context.Context) error { return loop.Timeout(ctx, time.Second, messy) })
	}},
	{"task", "boom", func(ctx context.Context) error {
		t := task(ctx, "t", messy)
		if err := loop.Yield(ctx); err != nil {
			return err
		}
		t.Cancel()
		_, err := t.Await(ctx)
		if t.Cancelled() {
			return errX
		}
		return err
	}},
	{"sibling", "group x boom", func(ctx context.Context) error {
		return loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) error {
			loop.GoIn(ctx, g, func(ctx context.Context) (int, error) { return 0, messy(ctx) })
			loop.GoIn(ctx, g, func(ctx context.Context) (int, error) { return 0, errX })
			return nil
		})
	}},
	{"body", "group x boom", func(ctx context.Context) error {
		return loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) error {
			loop.GoIn(ctx, g, func(ctx context.Context) (int, error) { return 0, errX })
			return messy(ctx)
		})
	}},
	{"group in a timeout", "group boom", func(ctx context.Context) error {
		return loop.Timeout(ctx, time.Second, func(ctx context.Context) error {
			return loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) error {
				loop.GoIn(ctx, g, func(ctx context.Context) (int, error) { return 0, messy(ctx) })
				return nil
			})
		})
	}},
	{"gather", "boom", func(ctx context.Context) error {
		t := task(ctx, "t", messy)
		task(ctx, "", func(context.Context) error { t.Cancel(); return nil })
		_, err := loop.Gather[int](ctx, t, task(ctx, "", forever))
		return err
	}},
}

// said is an error in the words of the script.
func said(err error) string {
	var group *loop.GroupError
	switch {
	case errors.As(err, &group):
		words := []string{"group"}
		for _, err := range group.Errors {
			words = append(words, said(err))
		}
		return strings.Join(words, " ")
	case errors.Is(err, errBoom):
		return "boom"
	case errors.Is(err, loop.ErrTimeout):
		return "timeout"
	case errors.Is(err, loop.ErrCancelled):
		return "cancelled"
	default:
		return fmt.Sprint(err)
	}
}

// No error is lost because a cancellation was on its way.
func TestErrorsOfCleanUp(t *testing.T) {
	var all strings.Builder
	for _, tt := range cleanUps {
		t.Run(tt.name, func(t *testing.T) {
			var got error
			require.NoError(t, play(t, func(ctx context.Context) error { got = tt.run(ctx); return nil }))
			require.Equal(t, tt.want, said(got))
		})
		fmt.Fprintf(&all, "%s: %s\n", tt.name, tt.want)
	}
	t.Run("asyncio", func(t *testing.T) {
		require.Equal(t, all.String(), string(python.Run(t, nil, python.CPython311(t), "-c", `
import asyncio
async def forever():
    await asyncio.Event().wait()
async def messy():
    try:
        await forever()
    finally:
        raise Exception("boom")
async def x():
    raise Exception("x")
async def timeout(f, s=0.01):
    async with asyncio.timeout(s):
        await f()
async def task():
    t = asyncio.create_task(messy())
    await asyncio.sleep(0)
    t.cancel()
    await t
async def sibling():
    async with asyncio.TaskGroup() as g:
        g.create_task(messy())
        g.create_task(x())
async def body():
    async with asyncio.TaskGroup() as g:
        g.create_task(x())
        await messy()
async def one():
    async with asyncio.TaskGroup() as g:
        g.create_task(messy())
async def gather():
    t = asyncio.create_task(messy())
    async def cancel():
        t.cancel()
    asyncio.create_task(cancel())
    await asyncio.gather(t, forever())
def said(e):
    if isinstance(e, ExceptionGroup):
        return " ".join(["group", *map(said, e.exceptions)])
    return "timeout" if isinstance(e, TimeoutError) else str(e)
for name, main in {
    "timeout": timeout(forever), "timeout messy": timeout(messy),
    "timeouts": timeout(lambda: timeout(messy), 0.1), "task": task(), "sibling": sibling(),
    "body": body(), "group in a timeout": timeout(one), "gather": gather(),
}.items():
    try:
        asyncio.run(main)
    except Exception as e:
        print(name + ": " + said(e))
`)))
	})
}

// A time-out says what was cancelled by it, if that has said so.
func TestTimeoutKeepsWords(t *testing.T) {
	err := play(t, func(ctx context.Context) error {
		return loop.Timeout(ctx, time.Second, func(ctx context.Context) error {
			return fmt.Errorf("reading: %w", forever(ctx))
		})
	})
	require.EqualError(t, err, "concurrency: timed out: reading: concurrency: cancelled")
	require.ErrorIs(t, err, loop.ErrTimeout)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotErrorIs(t, err, loop.ErrCancelled)
}

// A group of many of which some have ended cancels the others, in the order in which
// they were made.
func TestGroupOfMany(t *testing.T) {
	const n = 1000
	var ended, cancelled []int
	err := play(t, func(ctx context.Context) error {
		return loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) error {
			for i := range n {
				loop.GoIn(ctx, g, func(ctx context.Context) (int, error) {
					err := loop.Sleep(ctx, time.Duration(i*7919%n)*time.Second)
					if err != nil {
						cancelled = append(cancelled, i)
					} else {
						ended = append(ended, i)
					}
					return 0, err
				})
			}
			if err := loop.Sleep(ctx, 2*n/3*time.Second+time.Millisecond); err != nil {
				return err
			}
			return errX
		})
	})
	require.ErrorIs(t, err, errX)
	require.Len(t, ended, 2*n/3+1)
	require.Len(t, cancelled, n-2*n/3-1)
	require.IsIncreasing(t, cancelled)
}
