package coro_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/coro"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// adder hands out the sum of all it was given.
func adder(self *coro.Self[int, int], first int) {
	sum := first
	for {
		in, ok := self.Suspend(sum)
		if !ok {
			return
		}
		sum += in
	}
}

func TestResume(t *testing.T) {
	c := coro.New(adder)
	defer c.Cancel()
	for i, want := range []int{0, 1, 3, 6} {
		got, ok := c.Resume(i)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
}

func TestEnd(t *testing.T) {
	c := coro.New(func(self *coro.Self[string, string], first string) {
		in, ok := self.Suspend(first + "!")
		require.True(t, ok)
		require.Equal(t, "b", in)
	})
	out, ok := c.Resume("a")
	require.True(t, ok)
	require.Equal(t, "a!", out)
	for range 3 {
		out, ok = c.Resume("b")
		require.False(t, ok)
		require.Empty(t, out)
	}
	c.Cancel()
}

func TestCancel(t *testing.T) {
	t.Run("not begun", func(t *testing.T) {
		c := coro.New(func(*coro.Self[int, int], int) { t.Error("the body ran") })
		c.Cancel()
		c.Cancel()
		_, ok := c.Resume(1)
		require.False(t, ok)
	})
	t.Run("suspended", func(t *testing.T) {
		var told []bool
		c := coro.New(func(self *coro.Self[int, int], _ int) {
			for range 2 { // the second shows that a cancelled one never suspends again
				in, ok := self.Suspend(0)
				require.Zero(t, in)
				told = append(told, ok)
			}
		})
		c.Resume(7)
		c.Cancel()
		c.Cancel()
		require.Equal(t, []bool{false, false}, told)
		_, ok := c.Resume(1)
		require.False(t, ok)
	})
}

func TestSeal(t *testing.T) {
	var told []string
	c := coro.New(func(self *coro.Self[int, int], _ int) {
		self.OnCancel(func() {
			told = append(told, "cancel")
			self.Seal(func(int) bool { told = append(told, "sealed"); return true })
		})
		_, ok := self.Suspend(1)
		require.False(t, ok, "it waited already")
		_, ok = self.Suspend(2)
		require.True(t, ok)
	})
	c.Resume(0)
	c.Cancel()
	require.Equal(t, []string{"cancel", "sealed"}, told)
}

func TestPanicComesOut(t *testing.T) {
	c := coro.New(func(self *coro.Self[int, int], _ int) {
		self.Suspend(1)
		panic("boom")
	})
	c.Resume(0)
	require.PanicsWithValue(t, "boom", func() { c.Resume(0) })
	_, ok := c.Resume(0)
	require.False(t, ok)

	c = coro.New(func(self *coro.Self[int, int], _ int) {
		defer panic("boom")
		self.Suspend(1)
	})
	c.Resume(0)
	require.PanicsWithValue(t, "boom", c.Cancel)
}

func TestGoexitComesOut(t *testing.T) {
	c := coro.New(func(*coro.Self[int, int], int) { runtime.Goexit() })
	over := make(chan bool)
	go func() {
		came := true
		defer func() { over <- came }()
		c.Resume(0)
		came = false
	}()
	require.True(t, <-over, "Goexit ends the goroutine that asked")
	_, ok := c.Resume(0)
	require.False(t, ok)
}

func TestReentryPanics(t *testing.T) {
	var c *coro.Coroutine[int, int]
	c = coro.New(func(*coro.Self[int, int], int) { c.Resume(1) })
	require.Panics(t, func() { c.Resume(0) })
}

// A dropped coroutine is cancelled by the collector, begun or not.
func TestDropped(t *testing.T) {
	const n = 20
	over := make(chan bool, n)
	for i := range n {
		c := coro.New(func(self *coro.Self[int, int], _ int) {
			_, ok := self.Suspend(0)
			over <- ok
		})
		if i%2 == 0 {
			c.Resume(0)
		}
	}
	for range n / 2 {
		require.False(t, afterGC(t, over))
	}
}

// A dropped body that waits, or calls runtime.Goexit, is in nobody's way.
func TestDroppedBodiesAreApart(t *testing.T) {
	over, wait := make(chan bool, 10), make(chan bool)
	for i := range 10 {
		c := coro.New(func(self *coro.Self[int, int], _ int) {
			_, ok := self.Suspend(0)
			over <- ok
			if i%2 == 0 {
				<-wait
			}
			runtime.Goexit()
		})
		c.Resume(0)
	}
	for range 10 {
		require.False(t, afterGC(t, over))
	}
	close(wait)
}

// afterGC waits for a value that a cleanup sends.
func afterGC(t *testing.T, over <-chan bool) bool {
	t.Helper()
	for range 1000 {
		select {
		case ok := <-over:
			return ok
		default:
			runtime.GC()
			runtime.Gosched()
		}
	}
	t.Fatal("no cleanup ran in 1000 collections")
	return false
}
