package ring_test

import (
	"context"
	"fmt"
	"strings"

	"underhood/ipc/internal/ring"
)

func Example() {
	region := heap(ring.Size(1024)) // shared memory, if the two are processes
	if err := ring.Format(region); err != nil {
		fmt.Println(err)
	}
	options := ring.Options{Parker: newRoom()}
	ctx := context.Background()

	go func() {
		w, err := ring.NewWriter(region, options)
		if err != nil {
			fmt.Println(err)
			return
		}
		defer w.Close()
		_ = w.Send(ctx, []byte("hello"))
		_ = w.Send(ctx, []byte(strings.Repeat("long ", 1000))) // longer than the ring
		_, _ = w.SendBatch(ctx, [][]byte{[]byte("and"), []byte("more")})
	}()

	r, err := ring.NewReader(region, options)
	if err != nil {
		fmt.Println(err)
	}
	var buf []byte
	for {
		if buf, err = r.Receive(ctx, buf); err != nil {
			break
		}
		fmt.Printf("%d bytes: %.4s\n", len(buf), buf)
	}
	fmt.Println(err)
	// Output:
	// 5 bytes: hell
	// 5000 bytes: long
	// 3 bytes: and
	// 4 bytes: more
	// EOF
}

func ExampleWriter_Loan() {
	region := heap(ring.Size(1024))
	_ = ring.Format(region)
	w, _ := ring.NewWriter(region, ring.Options{Parker: newRoom()})
	r, _ := ring.NewReader(region, ring.Options{Parker: newRoom()})
	ctx := context.Background()

	loan, err := w.Loan(ctx, 100)
	if err != nil {
		fmt.Println(err)
		return
	}
	n := copy(loan.Bytes(), "made in place")
	if err := loan.Commit(n); err != nil {
		fmt.Println(err)
	}

	w.Close()
	for msg, err := range r.Messages(ctx) {
		fmt.Printf("%s, %v\n", msg, err) // msg is in the ring, valid until here
	}
	// Output: made in place, <nil>
}
