package spin_test

import (
	"context"
	"fmt"
	"sync/atomic"

	"underhood/ipc/internal/futex"
	"underhood/ipc/internal/spin"
)

// First look for a while, then sleep.
func ExampleSpin_Until() {
	word := new(uint32)
	go func() {
		atomic.StoreUint32(word, 1)
		futex.Wake(word, futex.All)
	}()
	var look spin.Spin // kept for the next wait of this kind
	for !look.Until(func() bool { return atomic.LoadUint32(word) != 0 }) {
		if err := futex.Wait(context.Background(), futex.Cond{Addr: word}); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(atomic.LoadUint32(word))
	// Output: 1
}
