package concurrency_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"underhood/concurrency"
)

// double is work that any unit can do.
var double = concurrency.Register("double", func(_ context.Context, n int) (int, error) {
	return 2 * n, nil
})

func ExampleNewCoroutine() {
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

func ExampleCoroutine_Throw() {
	c := concurrency.NewCoroutine(func(y *concurrency.Yielder[string, string]) (int, error) {
		for handled := 0; ; handled++ {
			if _, err := y.Yield("ready"); errors.Is(err, concurrency.ErrExit) {
				fmt.Println("closing after", handled)
				return handled, nil
			}
		}
	})
	fmt.Println(c.Resume())
	fmt.Println(c.Throw(errors.New("bad news")))
	fmt.Println(c.Close())
	fmt.Println(c.Result())
	// Output:
	// ready <nil>
	// ready <nil>
	// closing after 1
	// <nil>
	// 1 <nil>
}

// A function that is given the Yielder suspends the coroutine from within.
func ExampleYielder() {
	var walk func(y *concurrency.Yielder[struct{}, string], path string, depth int) error
	walk = func(y *concurrency.Yielder[struct{}, string], path string, depth int) error {
		if depth == 0 {
			_, err := y.Yield(path)
			return err
		}
		return errors.Join(walk(y, path+"l", depth-1), walk(y, path+"r", depth-1))
	}
	c := concurrency.NewCoroutine(func(y *concurrency.Yielder[struct{}, string]) (struct{}, error) {
		return struct{}{}, walk(y, "", 2)
	})
	for path, err := c.Resume(); err == nil; path, err = c.Resume() {
		fmt.Println(path)
	}
	// Output:
	// ll
	// lr
	// rl
	// rr
}

func ExampleDelegate() {
	chapter := func(y *concurrency.Yielder[struct{}, string]) (int, error) {
		_, err := y.Yield("a page")
		return 1, err
	}
	book := concurrency.NewCoroutine(func(y *concurrency.Yielder[struct{}, string]) (int, error) {
		pages := 0
		for range 2 {
			n, err := concurrency.Delegate(y, concurrency.NewCoroutine(chapter))
			if err != nil {
				return pages, err
			}
			pages += n
		}
		return pages, nil
	})
	for page, err := book.Resume(); err == nil; page, err = book.Resume() {
		fmt.Println(page)
	}
	fmt.Println(book.Result())
	// Output:
	// a page
	// a page
	// 2 <nil>
}

func ExamplePanicError() {
	c := concurrency.NewCoroutine(func(*concurrency.Yielder[int, int]) (int, error) {
		panic("boom")
	})
	defer func() {
		caught, ok := recover().(*concurrency.PanicError)
		fmt.Println(ok, caught.Value, strings.Contains(caught.Stack, "ExamplePanicError"))
	}()
	c.Resume()
	// Output: true boom true
}

func ExampleStart() {
	ctx := context.Background()
	for _, kind := range concurrency.Kinds() {
		u, err := concurrency.Start(ctx, kind, double, 21)
		if err != nil {
			fmt.Println(err)
			return
		}
		n, err := u.Join(ctx)
		fmt.Println(u.Kind(), n, err)
	}
	// Output:
	// process 42 <nil>
	// thread 42 <nil>
	// goroutine 42 <nil>
	// coroutine 42 <nil>
}

func ExampleStartProcess() {
	ctx := context.Background()
	p, err := concurrency.StartProcess(ctx, untilTold, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	p.Kill()
	_, err = p.Join(ctx)
	exit, _ := errors.AsType[*concurrency.ExitError](err)
	fmt.Println(exit.State.Name, exit.State.Signal)
	// Output: until told killed
}

func ExampleStartThread() {
	ctx := context.Background()
	t, err := concurrency.StartThread(ctx, double, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(t.Join(ctx))
	fmt.Println(errors.Is(t.Kill(), errors.ErrUnsupported))
	// Output:
	// 8 <nil>
	// true
}

func ExampleStartGoroutine() {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	g, err := concurrency.StartGoroutine(ctx, untilTold, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	cancel(errors.New("no longer needed"))
	fmt.Println(g.Join(context.Background()))
	// Output: 0 no longer needed
}

func ExampleStartCoroutine() {
	ctx := context.Background()
	c, err := concurrency.StartCoroutine(ctx, pauses, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	c.Resume()
	fmt.Println(c.State())
	fmt.Println(c.Join(ctx))
	// Output:
	// suspended
	// 2 <nil>
}

func ExampleRegister() {
	fmt.Println(double)
	// Output: double
}

func ExamplePause() {
	// Outside of a coroutine it only lets others run.
	fmt.Println(concurrency.Pause(context.Background()))
	// Output: <nil>
}

func ExampleTask() {
	p, err := concurrency.NewProcessPool(odd, concurrency.Workers(1), concurrency.Retry(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close()
	ctx := context.Background()
	task, err := p.Submit(ctx, "exit") // the work ends its worker, twice
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = task.Join(ctx)
	lost, _ := errors.AsType[*concurrency.LostError](err)
	exit, _ := errors.AsType[*concurrency.ExitError](lost.Exit)
	fmt.Println(lost.Attempts, exit.State.Code)
	// Output: 2 3
}

func ExampleRemoteError() {
	p, err := concurrency.NewProcessPool(odd, concurrency.Workers(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close()
	ctx := context.Background()
	task, _ := p.Submit(ctx, "fail")
	_, err = task.Join(ctx)
	remote, _ := errors.AsType[*concurrency.RemoteError](err)
	fmt.Println(remote.Work, remote.Text)
	// Output: odd no luck
}

func ExampleOnProgress() {
	var last concurrency.Progress
	p, err := concurrency.NewProcessPool(double, concurrency.Workers(2),
		concurrency.OnProgress(func(now concurrency.Progress) { last = now }))
	if err != nil {
		fmt.Println(err)
		return
	}
	for n := range 3 {
		p.Submit(context.Background(), n)
	}
	p.Close()
	fmt.Println(last.Submitted, last.Done, last.Failed)
	// Output: 3 3 0
}

func ExampleMeasureSharing() {
	ctx := context.Background()
	for _, kind := range concurrency.Kinds() {
		s, err := concurrency.MeasureSharing(ctx, kind, 7)
		fmt.Println(kind, s.Shared, err)
	}
	// Output:
	// process false <nil>
	// thread true <nil>
	// goroutine true <nil>
	// coroutine true <nil>
}

func ExampleMeasureCrash() {
	ctx := context.Background()
	for _, kind := range concurrency.Kinds() {
		s, err := concurrency.MeasureCrash(ctx, kind, concurrency.StackOverflow)
		fmt.Println(kind, "starter lives:", s.Starter, err)
	}
	// Output:
	// process starter lives: true <nil>
	// thread starter lives: false <nil>
	// goroutine starter lives: false <nil>
	// coroutine starter lives: false <nil>
}

func ExampleMeasureCounter() {
	c, err := concurrency.MeasureCounter(context.Background(), concurrency.KindCoroutine, 3, 100, 1)
	fmt.Println(c.Got, "of", c.Want, err)
	// Output: 300 of 300 <nil>
}

func ExampleMeasureSwitch() {
	c, err := concurrency.MeasureSwitch(context.Background(), concurrency.KindCoroutine, 1000)
	fmt.Println(c.N, c.Each() > 0, err)
	// Output: 1000 true <nil>
}
