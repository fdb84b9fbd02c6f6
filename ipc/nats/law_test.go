package nats_test

import (
	"testing"

	"underhood/ipc"
	"underhood/ipc/internal/laws"
)

// TestQueueLaws: a queue at a server is a queue. Each handle has a connection of its own.
func TestQueueLaws(t *testing.T) {
	url := address(t)
	laws.Queue(t, laws.Far, func(t *testing.T, handles int) []ipc.Queue[int] {
		name := ""
		var all []ipc.Queue[int]
		for range handles {
			conn := connect(t, url)
			if name == "" {
				name = fresh(t, conn)
			}
			all = append(all, open(t, conn, name, 3))
		}
		return all
	})
}
