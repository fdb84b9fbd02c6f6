package futex_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"underhood/ipc/internal/futex"
)

// The word may just as well be in memory that several processes have mapped.
func Example() {
	word := new(uint32)
	go func() {
		atomic.StoreUint32(word, 1) // change, then wake
		futex.Wake(word, futex.All)
	}()
	for atomic.LoadUint32(word) == 0 {
		if err := futex.Wait(context.Background(), futex.Cond{Addr: word, Value: 0}); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println("awake")
	// Output: awake
}

func ExampleWait_context() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	fmt.Println(futex.Wait(ctx, futex.Cond{Addr: new(uint32)}))
	// Output: context deadline exceeded
}
