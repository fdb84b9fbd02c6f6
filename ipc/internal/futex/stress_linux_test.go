package futex

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	permitWords  = 4 // the last one never changes, as the words of peers do not
	permitRounds = 200
	permitTakers = 24
)

func init() {
	children["permits"] = func() {
		if err := permits(inherited(permitWords), 7); err != nil {
			panic(err)
		}
	}
}

// permits has more goroutines than may have a thread take permits from words
// and put them back, each with a wake of one. Were a wake lost somebody would
// sleep for ever. Some waits are cancelled at a moment of their own choosing.
func permits(words []*uint32, seed uint64) error {
	var done sync.WaitGroup
	failures := make(chan error, permitTakers)
	for taker := range permitTakers {
		chance := rand.New(rand.NewPCG(seed, uint64(taker)))
		done.Go(func() {
			for range permitRounds {
				word := words[chance.IntN(permitWords-1)]
				if err := hold(word, words[permitWords-1], chance.IntN(4) == 0); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	done.Wait()
	close(failures)
	return <-failures
}

// hold takes a permit and puts it back, unless it is cancelled first.
func hold(word, peer *uint32, cancelled bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if cancelled {
		go cancel()
	}
	for !take(word) {
		if err := Wait(ctx, Cond{word, 0}, Cond{peer, 0}); errors.Is(err, context.Canceled) {
			return nil
		} else if err != nil {
			return err
		}
	}
	runtime.Gosched()
	atomic.AddUint32(word, 1)
	Wake(word, 1)
	return nil
}

func take(word *uint32) bool {
	n := atomic.LoadUint32(word)
	return n > 0 && atomic.CompareAndSwapUint32(word, n, n-1)
}

func TestNoWakeIsLost(t *testing.T) {
	f, words := sharedWords(t, permitWords)
	for _, w := range words[:permitWords-1] {
		*w = 1
	}
	a, b := start(t, "permits", f), start(t, "permits", f)
	require.NoError(t, permits(words, 3))
	require.NoError(t, a.Wait())
	require.NoError(t, b.Wait())
	for _, w := range words[:permitWords-1] {
		require.Equal(t, uint32(1), *w)
	}
	gone(t)
}
