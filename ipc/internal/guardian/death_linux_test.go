package guardian

import (
	"context"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/ipc/internal/futex"
)

const (
	manyTables = 4
	manyWords  = 1600 // a table: more than one guardian's by two
)

func init() {
	children["holds many"] = func() {
		for i := range manyTables {
			holdAll(inherited(i, manyWords), manyWords)
		}
		sayReady()
		untilKilled()
	}
	children["takes and releases"] = takeAndRelease
	children["execs"] = func() {
		holdAll(inherited(0, 1), 1)
		must(os.Setenv(childKey, "has no idea"))
		must(syscall.Exec("/proc/self/exe", os.Args, os.Environ()))
	}
	children["has no idea"] = func() {
		sayReady()
		untilKilled()
	}
}

func holdAll(words table, n int) {
	for i := range n {
		if ok, err := Hold(words.word(i), 0, nil); !ok || err != nil {
			panic(err)
		}
	}
}

// Every word of a killed process tells, and wakes who sleeps on it.
func TestEveryDeathIsDelivered(t *testing.T) {
	var tables []table
	for range manyTables {
		tables = append(tables, newTable(t, manyWords))
	}
	c := begin(t, "holds many", tables...)
	c.ready()

	var asleep, done sync.WaitGroup
	var told atomic.Int32
	threads := map[uint32]bool{}
	for _, words := range tables {
		for i := range manyWords {
			held := words.load(i)
			threads[held] = true
			asleep.Add(1)
			done.Go(func() {
				asleep.Done()
				for words.load(i) == held {
					if futex.Wait(context.Background(), futex.Cond{Addr: words.word(i), Value: held}) != nil {
						return
					}
				}
				if words.load(i) == Died {
					told.Add(1)
				}
			})
		}
	}
	require.Len(t, threads, 4, "6,400 words are four guardians'")
	asleep.Wait()
	begun := time.Now()
	require.NoError(t, c.cmd.Process.Kill())
	done.Wait()
	t.Logf("%d of %d sleepers were told of the death in %v", told.Load(), manyTables*manyWords, time.Since(begun))
	require.EqualValues(t, manyTables*manyWords, told.Load())
}

const (
	kept     = 40 // words that are held all the time
	changing = 60
	progress = kept + changing // counts steps
	allWords = progress + 1
)

func takeAndRelease() {
	words := inherited(0, allWords)
	holdAll(words, kept)
	sayReady()
	for half := range 2 {
		go func() {
			chance := rand.New(rand.NewPCG(uint64(os.Getpid()), uint64(half)))
			for held := map[int]bool{}; ; atomic.AddUint32(words.word(progress), 1) {
				i := kept + half*changing/2 + chance.IntN(changing/2)
				if held[i] {
					Release(words.word(i), 0, nil)
				} else if ok, err := Hold(words.word(i), 0, nil); !ok || err != nil {
					panic("a word of our own cannot be held")
				}
				held[i] = !held[i]
			}
		}()
	}
	untilKilled()
}

// However far the guardian had come with a word, the word does not go on naming
// a thread that is dead.
func TestKillAtAnyMoment(t *testing.T) {
	rounds := 200 / slow
	if os.Getenv("UNDERHOOD_FULL") != "" {
		rounds = 1000
	}
	died, free := 0, 0
	for range rounds {
		words := newTable(t, allWords)
		c := begin(t, "takes and releases", words)
		c.ready()
		for enough := rand.Uint32N(60); words.load(progress) < enough; {
			runtime.Gosched()
		}
		c.kill()
		for i := range progress {
			switch value := words.load(i); {
			case value == Died:
				died++
			case value == 0 && i >= kept:
				free++
			default:
				require.Failf(t, "not delivered", "word %d of a dead process is %#x", i, value)
			}
		}
	}
	t.Logf("%d kills: %d words told of them, %d were free", rounds, died, free)
	require.GreaterOrEqual(t, died, rounds*kept)
}

// After an exec the process is there, and knows nothing of what it held.
func TestExecIsDeath(t *testing.T) {
	words := newTable(t, 1)
	c := begin(t, "execs", words)
	c.ready()
	require.Equal(t, uint32(Died), words.load(0))
	require.NoError(t, c.cmd.Process.Signal(syscall.Signal(0)), "it lives")
}

// A process that is stopped may go on at any time.
func TestStoppedIsNotDead(t *testing.T) {
	words := newTable(t, allWords)
	c := begin(t, "takes and releases", words)
	c.ready()
	held := words.load(0)
	require.NoError(t, c.cmd.Process.Signal(syscall.SIGSTOP))
	_, err := syscall.Wait4(c.cmd.Process.Pid, nil, syscall.WUNTRACED, nil)
	require.NoError(t, err)
	require.Equal(t, held, words.load(0))
	require.NoError(t, c.cmd.Process.Kill())
	for words.load(0) != Died {
		runtime.Gosched()
	}
}
