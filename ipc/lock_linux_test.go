package ipc_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/ipc"
)

// counter adds one to two numbers that a lock keeps equal, for ever.
var counter = ipc.Register("test counter", func(ctx context.Context, c *ipc.Child) error {
	l, err := ipc.AttachLock(ctx, c.Given("lock"))
	if err != nil {
		return err
	}
	m, err := ipc.AttachMemory[uint64](ctx, c.Given("numbers"))
	if err != nil {
		return err
	}
	for {
		if err := count(ctx, l, m); err != nil {
			return err
		}
	}
})

// count fails when the numbers differ although nobody died over them.
func count(ctx context.Context, l ipc.Lock, m *ipc.SharedMemory[uint64]) error {
	h, err := l.Lock(ctx)
	if err != nil {
		return err
	}
	err = m.Use(func(numbers []uint64) error { return add(h, numbers) })
	return errors.Join(err, h.Unlock())
}

func add(h ipc.Hold, numbers []uint64) error {
	if _, died := h.OwnerDied(); died {
		numbers[1] = numbers[0]
		if err := h.Consistent(); err != nil {
			return err
		}
	}
	if numbers[0] != numbers[1] {
		return fmt.Errorf("two had the lock: %v", numbers)
	}
	numbers[0]++
	numbers[1]++
	return nil
}

// TestExclusion: one at a time, whoever is killed whenever.
func TestExclusion(t *testing.T) {
	skipUnderRace(t)
	r := rand.New(rand.NewPCG(5, uint64(time.Now().UnixNano())))
	l, m := made(ipc.CreateLock())(t), made(ipc.CreateMemory[uint64](2))(t)
	defer func() { require.NoError(t, l.Detach()); require.NoError(t, m.Detach()) }()
	var counters [3]*ipc.Process
	for i := range counters {
		counters[i] = start(t, counter, ipc.Give("lock", l), ipc.Give("numbers", m))
	}
	for range kills() {
		moment(t, r)
		require.NoError(t, count(t.Context(), l, m))
		i := r.IntN(len(counters))
		kill(t, counters[i])
		end := made(counters[i].Wait(t.Context()))(t)
		require.Equal(t, syscall.SIGKILL, end.Signal, "it ended by itself: %v", end)
		counters[i] = start(t, counter, ipc.Give("lock", l), ipc.Give("numbers", m))
	}
	require.NoError(t, m.Use(func(numbers []uint64) error {
		t.Logf("counted to %d", numbers[0])
		return nil
	}))
}
