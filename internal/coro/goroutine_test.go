package coro_test

import (
	"runtime"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"underhood/internal/coro"
)

func TestRunning(t *testing.T) {
	me := coro.Running()
	require.NotZero(t, me, "is the layout found?")
	for range 100 {
		runtime.Gosched()
		require.Equal(t, me, coro.Running())
	}
	other := make(chan coro.Goroutine)
	go func() { other <- coro.Running(); <-other }()
	require.NotEqual(t, me, <-other)
	other <- me
	c := coro.New(func(self *coro.Self[int, coro.Goroutine], _ int) {
		self.Suspend(coro.Running())
		self.Suspend(coro.Running())
	})
	defer c.Cancel()
	first, _ := c.Resume(0)
	second, _ := c.Resume(0)
	require.Equal(t, first, second)
	require.NotEqual(t, me, first)
	require.Zero(t, coro.Here(), "it leaves no lock behind")
}

func TestStack(t *testing.T) {
	var deep func(n int) bool
	deep = func(n int) bool {
		var local [100]byte
		stack := coro.Running().Stack()
		within := uintptr(unsafe.Pointer(&local))-stack.Low < stack.Size()
		return within && (n == 0 || deep(n-1))
	}
	require.True(t, deep(1000))
	require.Equal(t, ^uintptr(0), coro.Goroutine{}.Stack().Size())
}

func TestRunningAllocatesNothing(t *testing.T) {
	require.Zero(t, testing.AllocsPerRun(1000, func() { coro.Running() }))
}
