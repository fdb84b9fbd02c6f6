package coro_test

import (
	"fmt"

	"underhood/internal/coro"
)

func Example() {
	c := coro.New(func(self *coro.Self[int, int], first int) {
		sum := first
		for {
			in, ok := self.Suspend(sum)
			if !ok {
				fmt.Println("cancelled at", sum)
				return
			}
			sum += in
		}
	})
	defer c.Cancel()
	for _, n := range []int{1, 2, 3} {
		sum, _ := c.Resume(n)
		fmt.Println(sum)
	}
	// Output:
	// 1
	// 3
	// 6
	// cancelled at 6
}
