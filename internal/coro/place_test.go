package coro_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/coro"
)

func TestHere(t *testing.T) {
	require.Zero(t, coro.Here())
	runtime.LockOSThread()
	one := coro.Here()
	require.NotZero(t, one)
	require.Equal(t, one, coro.Here())
	runtime.LockOSThread()
	require.NotEqual(t, one, coro.Here(), "two locks are not one: is the layout found?")
	runtime.UnlockOSThread()
	require.Equal(t, one, coro.Here())
	other := make(chan coro.Place)
	go func() { other <- coro.Here() }()
	require.Zero(t, <-other)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		other <- coro.Here()
	}()
	place := <-other
	require.NotZero(t, place)
	require.NotEqual(t, one, place, "another thread")
	runtime.UnlockOSThread()
	require.Zero(t, coro.Here())
}

func TestHereAllocatesNothing(t *testing.T) {
	require.Zero(t, testing.AllocsPerRun(1000, func() { coro.Here() }))
}

func BenchmarkHere(b *testing.B) {
	for b.Loop() {
		coro.Here()
	}
}
