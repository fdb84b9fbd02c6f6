package futex

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// ways are the two ways a goroutine can sleep. Wait chooses between them.
var ways = map[string]func(context.Context, ...Cond) error{
	"direct": direct,
	"parked": func(ctx context.Context, conds ...Cond) error { return threads.park(ctx, conds) },
	"Wait":   Wait,
}

// direct sleeps on a thread of its own, whoever else does.
func direct(ctx context.Context, conds ...Cond) error {
	b := blockeds.Get().(*blocked) //nolint:errcheck // the pool holds nothing else
	return b.block(ctx, conds)
}

func TestWaitRefuses(t *testing.T) {
	var words [2]uint32
	odd := (*uint32)(unsafe.Add(unsafe.Pointer(&words), 2))
	tests := []struct {
		name  string
		conds []Cond
		want  string
	}{
		{"nothing", nil, "0 words, 1 to 127 are possible"},
		{"too many", make([]Cond, MaxConds+1), "128 words, 1 to 127 are possible"},
		{"nil", []Cond{{&words[0], 0}, {nil, 0}}, "word 1 is at address"},
		{"odd", []Cond{{odd, 0}}, "word 0 is at address"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Wait(t.Context(), tt.conds...)
			require.ErrorIs(t, err, ErrConds)
			require.ErrorContains(t, err, tt.want)
		})
	}
}

func TestWaitReturnsAtOnce(t *testing.T) {
	reason := errors.New("the reason")
	over, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	for name, wait := range ways {
		t.Run(name, func(t *testing.T) {
			word := uint32(1)
			require.NoError(t, wait(t.Context(), Cond{&word, 0}))
			require.NoError(t, wait(t.Context(), Cond{&word, 1}, Cond{&word, 2}), "two values for one word: one of them is wrong")
			require.ErrorIs(t, wait(over, Cond{&word, 1}), reason)
		})
	}
}

func TestWaitEnds(t *testing.T) {
	reason := errors.New("the reason")
	for name, wait := range ways {
		for _, how := range []string{"wake", "other word", "context"} {
			t.Run(name+" "+how, func(t *testing.T) {
				words := new([MaxConds]uint32)
				conds := make([]Cond, MaxConds)
				for i := range conds {
					conds[i] = Cond{&words[i], 0}
				}
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				got := make(chan error)
				go func() { got <- wait(ctx, conds...) }()
				switch how {
				case "wake":
					atomic.StoreUint32(&words[0], 1)
					Wake(&words[0], 1)
				case "other word":
					atomic.StoreUint32(&words[MaxConds-1], 1)
					Wake(&words[MaxConds-1], All)
				case "context":
					cancel(reason)
					require.ErrorIs(t, <-got, reason)
					return
				}
				require.NoError(t, <-got)
			})
		}
	}
}

// A wake need not come with a change when the sleeper is there to receive it.
func TestWakeWithoutChange(t *testing.T) {
	for name, wait := range ways {
		t.Run(name, func(t *testing.T) {
			word := new(uint32)
			got := make(chan error, 1)
			go func() { got <- wait(context.Background(), Cond{word, 0}) }()
			for {
				n := Wake(word, All)
				require.LessOrEqual(t, n, 1)
				if n == 1 {
					require.NoError(t, <-got)
					return
				}
				runtime.Gosched()
			}
		})
	}
}

// Sleepers who saw an old value do not share the place of those who saw the new.
func TestValuesOfOneWord(t *testing.T) {
	word := new(uint32)
	old, fresh := make(chan error, 1), make(chan error, 1)
	go func() { old <- threads.park(context.Background(), []Cond{{word, 0}}) }()
	sleeping(t, 1)
	atomic.StoreUint32(word, 1) // and nobody wakes
	go func() { fresh <- threads.park(context.Background(), []Cond{{word, 1}}) }()
	require.NoError(t, <-old, "who comes with the new value sends the others off")
	sleeping(t, 1)
	atomic.StoreUint32(word, 2)
	Wake(word, All)
	require.NoError(t, <-fresh)
}

// sleeping waits until that many words are slept on by dispatchers.
func sleeping(t *testing.T, words int) {
	t.Helper()
	for {
		threads.mu.Lock()
		n := 0
		for _, d := range threads.dispatchers {
			if d.asleep {
				n += len(d.armed)
			}
		}
		threads.mu.Unlock()
		if n == words {
			return
		}
		runtime.Gosched()
	}
}

// gone waits until the dispatchers have ended.
func gone(t *testing.T) {
	t.Helper()
	for {
		threads.mu.Lock()
		n, words := len(threads.dispatchers), len(threads.words)
		threads.mu.Unlock()
		if n == 0 {
			require.Zero(t, words)
			return
		}
		runtime.Gosched()
	}
}

func TestManySleepersFewThreads(t *testing.T) {
	const n = 500
	words := make([]uint32, n)
	peers := new([2]uint32)
	var done sync.WaitGroup
	for i := range words {
		done.Go(func() {
			for atomic.LoadUint32(&words[i]) == 0 {
				if Wait(t.Context(), Cond{&words[i], 0}, Cond{&peers[0], 0}, Cond{&peers[1], 0}) != nil {
					t.Error("the wait was cut off")
				}
			}
		})
	}
	sleeping(t, n-maxDirect+2)
	tasks, err := os.ReadDir("/proc/self/task")
	require.NoError(t, err)
	t.Logf("%d goroutines sleep on %d words, the process has %d threads", n, n+2, len(tasks))
	require.LessOrEqual(t, len(tasks), 32)
	require.Len(t, threads.dispatchers, 4)

	for _, i := range rand.Perm(n) {
		atomic.StoreUint32(&words[i], 1)
		Wake(&words[i], 1)
	}
	done.Wait()
	gone(t)
}

// A dispatcher that still sleeps on the word of somebody who has given up must
// not keep a wake of one for itself.
func TestGivingUpEatsNoWake(t *testing.T) {
	for range 30 {
		var keep, word uint32
		over, end := context.WithCancel(t.Context())
		leave, giveUp := context.WithCancel(t.Context())
		var done sync.WaitGroup
		done.Go(func() { _ = threads.park(over, []Cond{{&keep, 0}}) })
		sleeping(t, 1)
		done.Go(func() { _ = threads.park(leave, []Cond{{&word, 0}}) })
		sleeping(t, 2)
		inKernel(t, 1)
		giveUp()
		for left := false; !left; runtime.Gosched() {
			threads.mu.Lock()
			left = len(threads.words) == 1
			threads.mu.Unlock()
		}

		heir := make(chan error)
		go func() { heir <- direct(context.Background(), Cond{&word, 0}) }()
		inKernel(t, 2)
		atomic.StoreUint32(&word, 1)
		require.Equal(t, 1, Wake(&word, 1), "the dispatcher, which came first")
		require.NoError(t, <-heir)
		end()
		done.Wait()
		gone(t)
	}
}

// inKernel waits until that many threads of this process sleep in futex_waitv.
func inKernel(t *testing.T, threads int) {
	t.Helper()
	call := strconv.Itoa(unix.SYS_FUTEX_WAITV) + " "
	for n := -1; n != threads; runtime.Gosched() {
		files, err := filepath.Glob("/proc/self/task/*/syscall")
		require.NoError(t, err)
		n = 0
		for _, file := range files {
			// A thread may have ended meanwhile.
			if line, err := os.ReadFile(file); err == nil && strings.HasPrefix(string(line), call) {
				n++
			}
		}
		if len(files) == 0 {
			t.Skip("this kernel does not tell what a thread sleeps in")
		}
	}
}

// Memory that goes away under a sleeper is against the rules; its neighbours on
// the same thread have done nothing wrong.
func TestUnmappedWhileWaiting(t *testing.T) {
	mem, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_ANON)
	require.NoError(t, err)
	lost, word := cut(mem, 1)[0], new(uint32)
	bad, good := make(chan error), make(chan error)
	go func() { bad <- threads.park(context.Background(), []Cond{{lost, 0}}) }()
	sleeping(t, 1)
	require.NoError(t, unix.Munmap(mem))
	go func() { good <- threads.park(context.Background(), []Cond{{word, 0}}) }()
	err = <-bad
	require.ErrorIs(t, err, unix.EFAULT)
	require.ErrorContains(t, err, "no longer mapped")
	atomic.StoreUint32(word, 1)
	Wake(word, 1)
	require.NoError(t, <-good)
	gone(t)
}
