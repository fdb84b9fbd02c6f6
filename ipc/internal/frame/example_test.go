//go:build unix

package frame_test

import (
	"context"
	"errors"
	"fmt"
	"io"

	"underhood/ipc/internal/frame"
)

func Example() {
	ctx := context.Background()
	a, b, err := frame.Socketpair(0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{"hello", "", "world"} {
		if err := a.Send(ctx, []byte(text)); err != nil {
			fmt.Println(err)
		}
	}
	a.Close()
	var buf []byte
	for {
		if buf, err = b.Receive(ctx, buf); errors.Is(err, io.EOF) {
			break
		}
		fmt.Printf("%q %v\n", buf, err)
	}
	fmt.Println(errors.Is(b.Send(ctx, []byte("anybody?")), frame.ErrNoReader))
	b.Close()
	// Output:
	// "hello" <nil>
	// "" <nil>
	// "world" <nil>
	// true
}

// The files of an end travel: by inheritance, or through another socket.
func ExampleFromFiles() {
	ctx := context.Background()
	a, b, err := frame.Pipe(1 << 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	files, err := b.Files()
	if err != nil {
		fmt.Println(err)
		return
	}
	b.Close() // the files are duplicates
	c, err := frame.FromFiles(files, 1<<10)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Send(ctx, []byte("still here")))
	got, err := a.Receive(ctx, nil)
	fmt.Println(string(got), err)
	fmt.Println(a.Send(ctx, make([]byte, 2000)))
	a.Close()
	c.Close()
	// Output:
	// <nil>
	// still here <nil>
	// ipc: the message is too large: it has 2000 bytes, at most 1024 can be sent
}
