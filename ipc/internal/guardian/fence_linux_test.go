package guardian

import (
	"os"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const writers = 3

func init() {
	children["writes"] = func() {
		words := inherited(0, 1+writers)
		holdAll(words, 1)
		for i := range writers {
			go func() {
				for word := words.word(1 + i); ; {
					atomic.AddUint32(word, 1)
				}
			}()
		}
		sayReady()
		untilKilled()
	}
}

// After the fence nothing that the dead process ran writes any more, although it
// may still be on its way out.
func TestFenceEndsStragglers(t *testing.T) {
	rounds := 60 / slow
	if os.Getenv("UNDERHOOD_FULL") != "" {
		rounds = 300
	}
	read := func(words table) (values [writers]uint32) {
		for i := range values {
			values[i] = words.load(1 + i)
		}
		return values
	}
	var told, fenced []time.Duration
	stragglers := 0
	for range rounds {
		words := newTable(t, 1+writers)
		c := begin(t, "writes", words)
		c.ready()
		for words.load(1) == 0 {
			runtime.Gosched()
		}
		begun := time.Now()
		require.NoError(t, c.cmd.Process.Kill())
		for words.load(0) != Died {
			runtime.Gosched()
		}
		told = append(told, time.Since(begun))
		before := read(words)
		begun = time.Now()
		Fence()
		fenced = append(fenced, time.Since(begun))
		after := read(words)
		_ = c.cmd.Wait()
		require.Equal(t, after, read(words), "a thread of the dead process wrote after the fence")
		if before != after {
			stragglers++
		}
	}
	slices.Sort(told)
	slices.Sort(fenced)
	t.Logf("%d kills, %d with stragglers; median from kill to word %v, fence %v", rounds, stragglers, told[rounds/2], fenced[rounds/2])
}
