package ipc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"underhood/ipc"
)

// The functions that the examples run in children.
var (
	squarer = ipc.Register("example squarer", func(ctx context.Context, c *ipc.Child) error {
		numbers, err := ipc.AttachQueue[int](ctx, c.Given("numbers"), nil)
		if err != nil {
			return err
		}
		squares, err := ipc.AttachQueue[int](ctx, c.Given("squares"), nil)
		if err != nil {
			return err
		}
		for {
			n, err := numbers.Get(ctx)
			if errors.Is(err, io.EOF) {
				return squares.Close()
			}
			if err != nil {
				return err
			}
			if err := squares.Put(ctx, n*n); err != nil {
				return err
			}
		}
	})
	echoer = ipc.Register("example echoer", func(ctx context.Context, c *ipc.Child) error {
		pipe, err := ipc.AttachPipe(ctx, c.Given("pipe"))
		if err != nil {
			return err
		}
		for m, err := range pipe.Messages(ctx) {
			if err == nil {
				err = pipe.Send(ctx, m)
			}
			if err != nil {
				return err
			}
		}
		return pipe.Close()
	})
	lockKeeper = ipc.Register("example lock keeper", func(ctx context.Context, c *ipc.Child) error {
		lock, err := ipc.AttachLock(ctx, c.Given("lock"))
		if err != nil {
			return err
		}
		if _, err := lock.Lock(ctx); err != nil {
			return err
		}
		locked, err := ipc.AttachEvent(ctx, c.Given("locked"))
		if err != nil {
			return err
		}
		if err := locked.Set(); err != nil {
			return err
		}
		<-ctx.Done() // until it is killed
		return nil
	})
	greeter = ipc.Register("example greeter", func(_ context.Context, c *ipc.Child) error {
		var name string
		if err := c.Args(&name); err != nil {
			return err
		}
		fmt.Println("hello,", name)
		return nil
	})
)

// Two queues to another process and back.
func Example() {
	ctx := context.Background()
	numbers, _ := ipc.CreateQueue[int](8, nil)
	squares, _ := ipc.CreateQueue[int](8, nil)
	child, err := ipc.Start(ctx, squarer, ipc.Give("numbers", numbers), ipc.Give("squares", squares))
	if err != nil {
		fmt.Println(err)
		return
	}
	for n := range 3 {
		numbers.Put(ctx, n+1)
	}
	numbers.Close()
	for {
		n, err := squares.Get(ctx)
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(n)
	}
	state, _ := child.Wait(ctx)
	fmt.Println(state.Err())
	// Output:
	// 1
	// 4
	// 9
	// EOF
	// <nil>
}

// Of a type with pointers the field is named; a codec can send it.
func ExampleCreateQueue() {
	type Job struct{ Name string }
	_, err := ipc.CreateQueue[Job](8, nil)
	fmt.Println(err)
	q, err := ipc.CreateQueue(8, ipc.Gob[Job](256))
	fmt.Println(err)
	ctx := context.Background()
	q.Put(ctx, Job{"wash up"})
	fmt.Println(q.Get(ctx))
	// Output:
	// ipc: ipc_test.Job.Name: string holds a pointer; a codec such as Gob can send it
	// <nil>
	// {wash up} <nil>
}

// The child attaches to what it was given; any process to what has a name.
func ExampleAttachQueue() {
	ctx := context.Background()
	q, _ := ipc.CreateQueue[int](8, nil)
	name, err := ipc.Publish("example-numbers", q)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer name.Close()
	again, err := ipc.AttachQueue[int](ctx, ipc.Named("example-numbers"), nil) // in another process, as a rule
	if err != nil {
		fmt.Println(err)
		return
	}
	q.Put(ctx, 7)
	fmt.Println(again.Get(ctx))
	_, err = ipc.AttachQueue[float64](ctx, ipc.Named("example-numbers"), nil)
	fmt.Println(errors.Is(err, ipc.ErrMismatch))
	_, err = ipc.AttachLock(ctx, ipc.Named("example-numbers"))
	fmt.Println(errors.Is(err, ipc.ErrMismatch))
	// Output:
	// 7 <nil>
	// true
	// true
}

func ExamplePublish() {
	l, _ := ipc.CreateLock()
	name, err := ipc.Publish("example-lock", l)
	fmt.Println(name, err)
	_, err = ipc.Publish("example-lock", l)
	fmt.Println(errors.Is(err, ipc.ErrExists))
	name.Close()
	_, err = ipc.AttachLock(context.Background(), ipc.Named("example-lock"))
	fmt.Println(errors.Is(err, ipc.ErrNotExist))
	_, err = ipc.Publish("example-lock", ipc.NewLock())
	fmt.Println(err)
	// Output:
	// example-lock <nil>
	// true
	// true
	// ipc: not in shared memory
}

// A pipe to another process, which sends back what it gets.
func ExampleCreatePipe() {
	ctx := context.Background()
	pipe, _ := ipc.CreatePipe(1 << 16)
	if _, err := ipc.Start(ctx, echoer, ipc.Give("pipe", pipe)); err != nil {
		fmt.Println(err)
		return
	}
	pipe.Send(ctx, []byte("there and back"))
	m, err := pipe.Receive(ctx, nil)
	fmt.Printf("%s %v\n", m, err)
	fmt.Println(pipe.Close())
	// Output:
	// there and back <nil>
	// <nil>
}

// A message that is made where the other process reads it.
func ExampleSharedPipe_Loan() {
	ctx := context.Background()
	pipe, _ := ipc.CreatePipe(1 << 16)
	if _, err := ipc.Start(ctx, echoer, ipc.Give("pipe", pipe)); err != nil {
		fmt.Println(err)
		return
	}
	loan, _ := pipe.Loan(ctx, 100)
	n := copy(loan.Bytes(), "not copied")
	fmt.Println(loan.Commit(n))
	for m := range pipe.Messages(ctx) {
		fmt.Printf("%s\n", m)
		break
	}
	fmt.Println(pipe.Close())
	// Output:
	// <nil>
	// not copied
	// <nil>
}

func ExampleCreateMemory() {
	type Point struct{ X, Y float64 }
	m, err := ipc.CreateMemory[Point](1000)
	if err != nil {
		fmt.Println(err)
		return
	}
	m.Use(func(points []Point) error {
		points[7].X = 1.5
		return nil
	})
	f, _ := ipc.File(m)
	same, _ := ipc.AttachMemory[Point](context.Background(), ipc.FromFile(f)) // in another process, as a rule
	same.Use(func(points []Point) error {
		fmt.Println(len(points), points[7])
		return nil
	})
	fmt.Println(f.Close(), m.Detach(), same.Detach(), same.Use(nil))
	// Output:
	// 1000 {1.5 0}
	// <nil> <nil> <nil> ipc: closed
}

// The holder is killed; the next is told, and says that all is right again.
func ExampleHold() {
	ctx := context.Background()
	lock, _ := ipc.CreateLock()
	locked, _ := ipc.CreateEvent()
	child, err := ipc.Start(ctx, lockKeeper, ipc.Give("lock", lock), ipc.Give("locked", locked))
	if err != nil {
		fmt.Println(err)
		return
	}
	locked.Wait(ctx)
	child.Kill()
	h, err := lock.Lock(ctx)
	pid, died := h.OwnerDied()
	fmt.Println(err, died, pid == child.Pid())
	fmt.Println(h.Consistent(), h.Unlock())
	// Output:
	// <nil> true true
	// <nil> <nil>
}

func ExampleStart() {
	ctx := context.Background()
	child, err := ipc.Start(ctx, greeter, ipc.Args("world"), ipc.Output(os.Stdout, os.Stderr))
	if err != nil {
		fmt.Println(err)
		return
	}
	state, _ := child.Wait(ctx)
	fmt.Println(state.Code, state.Err())
	// Output:
	// hello, world
	// 0 <nil>
}
