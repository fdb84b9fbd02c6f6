package nats_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/ipc/nats"
)

// TestStopped: unlike in shared memory, a process that is stopped counts as dead.
func TestStopped(t *testing.T) {
	url := address(t)
	conn := connect(t, url)
	name := fresh(t, conn)
	q := open(t, conn, name, killed, nats.AckWait(time.Second))
	for i := range killed {
		require.NoError(t, q.Put(t.Context(), i))
	}
	all := crew(t, url, name)
	for _, p := range all {
		require.NoError(t, p.Signal(syscall.SIGSTOP))
	}
	for range killed {
		task := made(q.Take(t.Context()))(t)
		require.Positive(t, task.Redelivered)
		require.NoError(t, task.Done())
	}
	for _, p := range all {
		require.NoError(t, p.Kill())
		_, err := p.Wait(t.Context())
		require.NoError(t, err)
	}
}
