package ipc

import (
	"fmt"
	"sync"

	"underhood/bench/harness"
)

// memcpy copies the message of oneway_1MiB from one buffer to another, and does no more.
func memcpy(params harness.Params) (harness.Run, error) {
	from, to := payload(mib), make([]byte, mib)
	return repeatSum(params, func(n int) (total uint64) {
		for i := range uint64(n) {
			setWord(from, i)
			copy(to, from)
			total += word(to) + uint64(len(to))
		}
		return total
	}), nil
}

// fillAndSum does what the two sides of rtt_1MiB_loan do, one after the other.
func fillAndSum(params harness.Params) (harness.Run, error) {
	message := make([]byte, mib)
	return repeatSum(params, func(n int) (total uint64) {
		for i := range uint64(n) {
			fill(message, i)
			total += sum(message)
		}
		return total
	}), nil
}

// channel is a queue within the process.
func channel(params harness.Params) (harness.Run, error) {
	there, back := make(chan value, places), make(chan uint64)
	go func() { // until there is closed
		for {
			total := uint64(0)
			for range params.Size {
				v, ok := <-there
				if !ok {
					return
				}
				total += word(v[:]) + queued
			}
			back <- total
		}
	}()
	run := repeatSum(params, func(n int) uint64 {
		v := value(payload(queued))
		for i := range uint64(n) {
			setWord(v[:], i)
			there <- v
		}
		return <-back
	})
	run.Close = func() { close(there) }
	return run, nil
}

// mutex is a lock within the process.
func mutex(params harness.Params) (harness.Run, error) {
	var mu sync.Mutex
	return repeat(params, nil, func(n int) (count int, err error) {
		for range n {
			mu.Lock()
			count++
			mu.Unlock()
		}
		return count, nil
	}), nil
}

func repeatSum(params harness.Params, loop func(n int) uint64) harness.Run {
	return harness.Run{Sample: func() (harness.Sample, error) {
		var total uint64
		s := harness.Measure(func() { total = loop(params.Size) })
		s.Answer = fmt.Sprint(total)
		return s, nil
	}}
}
