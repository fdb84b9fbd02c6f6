package ipc_test

import (
	"context"
	"fmt"
	"net"

	"underhood/ipc"
)

func ExampleNewQueue() {
	ctx := context.Background()
	q := ipc.NewQueue[string](2)
	q.Put(ctx, "a")
	q.Put(ctx, "b")
	fmt.Println(q.TryPut("c"))
	fmt.Println(q.Get(ctx))
	q.Close()
	fmt.Println(q.Get(ctx))
	_, err := q.Get(ctx)
	fmt.Println(err)
	// Output:
	// ipc: the queue is full
	// a <nil>
	// b <nil>
	// EOF
}

// A task is unfinished until its Done.
func ExampleQueue() {
	ctx := context.Background()
	q := ipc.NewQueue[string](2)
	q.Put(ctx, "wash up")
	task, _ := q.Take(ctx)
	fmt.Println(task.Value, task.Redelivered)
	fmt.Println(task.Done(), q.Join(ctx))
	fmt.Println(task.Done())
	// Output:
	// wash up 0
	// <nil> <nil>
	// ipc: the message is not taken, or done already
}

func ExampleNewPipe() {
	ctx := context.Background()
	a, b := ipc.NewPipe(4)
	a.Send(ctx, []byte("ping"))
	m, _ := b.Receive(ctx, nil)
	fmt.Printf("%s\n", m)
	a.Close()
	_, err := b.Receive(ctx, nil)
	fmt.Println(err, b.Send(ctx, m))
	// Output:
	// ping
	// EOF ipc: nobody is at the other end of the pipe
}

func ExampleOSPipe() {
	ctx := context.Background()
	a, b, err := ipc.OSPipe(0)
	if err != nil {
		fmt.Println(err)
		return
	}
	a.Send(ctx, []byte("framed"))
	m, _ := b.Receive(ctx, nil)
	fmt.Printf("%s %v %v\n", m, a.Close(), b.Close())
	// Output: framed <nil> <nil>
}

func ExampleSocketPipe() {
	ctx := context.Background()
	a, b, err := ipc.SocketPipe(0)
	if err != nil {
		fmt.Println(err)
		return
	}
	b.Send(ctx, nil)
	m, err := a.Receive(ctx, nil)
	fmt.Println(len(m), err, a.Close(), b.Close())
	// Output: 0 <nil> <nil> <nil>
}

// Anything that carries bytes and knows deadlines.
func ExampleStreamPipe() {
	ctx := context.Background()
	one, other := net.Pipe()
	a, _ := ipc.StreamPipe(one, 0)
	b, _ := ipc.StreamPipe(other, 0)
	go a.Send(ctx, []byte("over a connection"))
	m, err := b.Receive(ctx, nil)
	fmt.Printf("%s %v %v %v\n", m, err, a.Close(), b.Close())
	// Output: over a connection <nil> <nil> <nil>
}

func ExampleNewSemaphore() {
	ctx := context.Background()
	s := ipc.NewSemaphore(3)
	fmt.Println(s.Acquire(ctx, 2), s.TryAcquire(2), s.Release(2))
	fmt.Println(s.Release(1))
	// Output:
	// <nil> false <nil>
	// ipc: not so many permits: 1 to release, 0 are held
}

func ExampleNewLock() {
	l := ipc.NewLock()
	h, err := l.Lock(context.Background())
	fmt.Println(err)
	_, err = l.TryLock()
	fmt.Println(err)
	fmt.Println(h.Unlock(), h.Unlock())
	// Output:
	// <nil>
	// ipc: locked
	// <nil> ipc: not locked
}

func ExampleNewEvent() {
	e := ipc.NewEvent()
	go e.Set()
	fmt.Println(e.Wait(context.Background()), e.IsSet())
	// Output: <nil> true
}

func ExampleNewCondition() {
	ctx := context.Background()
	c := ipc.NewCondition()
	ready := false
	go func() {
		h, _ := c.Lock(ctx)
		ready = true
		c.Signal()
		h.Unlock()
	}()
	h, err := c.Lock(ctx)
	for err == nil && !ready {
		h, err = c.Wait(ctx, h)
	}
	fmt.Println(ready, h.Unlock())
	// Output: true <nil>
}

func ExampleNewBarrier() {
	b := ipc.NewBarrier(2)
	place := make(chan int)
	go func() { n, _ := b.Wait(context.Background()); place <- n }()
	n, err := b.Wait(context.Background())
	fmt.Println(n+<-place, err)
	// Output: 1 <nil>
}

func ExampleRaw() {
	c, _ := ipc.Raw[[2]int16]()
	m, _ := c.Append(nil, [2]int16{1, 2})
	fmt.Println(len(m), c.Max(), c.Layout())
	fmt.Println(c.Decode(m))
	// Output:
	// 4 4 [2]int16
	// [1 2] <nil>
}

func ExampleGob() {
	c := ipc.Gob[map[string]int](100)
	m, _ := c.Append(nil, map[string]int{"a": 1})
	fmt.Println(c.Decode(m))
	// Output: map[a:1] <nil>
}
