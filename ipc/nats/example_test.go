package nats_test

import (
	"context"
	"fmt"
	"os"

	client "github.com/nats-io/nats.go"

	"underhood/ipc"
	"underhood/ipc/nats"
)

// Two tasks, one of which is given back. TestExample runs this where there is a server, and
// compares what it prints with:
//
//	took apples
//	took pears, which was given out 0 times before
//	took pears, which was given out 1 times before
//	EOF
func ExampleOpen() {
	ctx := context.Background()
	conn, err := client.Connect(os.Getenv("UNDERHOOD_NATS_URL"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	q, err := nats.Open(ctx, conn, "example", 8, ipc.Gob[string](256), nats.InMemory())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nats.Delete(ctx, conn, "example")
	_ = q.Put(ctx, "apples")
	_ = q.Put(ctx, "pears")
	_ = q.Close()

	task, _ := q.Take(ctx)
	fmt.Println("took", task.Value)
	_ = task.Done()

	task, _ = q.Take(ctx)
	fmt.Printf("took %s, which was given out %d times before\n", task.Value, task.Redelivered)
	_ = q.Detach() // without Done: it goes back

	q, _ = nats.Open(ctx, conn, "example", 8, ipc.Gob[string](256))
	defer q.Detach()
	task, _ = q.Take(ctx)
	fmt.Printf("took %s, which was given out %d times before\n", task.Value, task.Redelivered)
	_ = task.Done()

	_, err = q.Take(ctx)
	fmt.Println(err)
}
