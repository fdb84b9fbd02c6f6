package nats_test

import (
	"context"
	"io"
	"os"
	"sort"
	"testing"
	"time"

	client "github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"underhood/ipc"
	"underhood/ipc/nats"
)

type job struct{ URL, Name string }

// takes takes a task, says so, and does not get done.
var takes = ipc.Register("nats: takes a task", func(ctx context.Context, c *ipc.Child) error {
	var j job
	if err := c.Args(&j); err != nil {
		return err
	}
	conn, err := client.Connect(j.URL)
	if err != nil {
		return err
	}
	defer conn.Close()
	q, err := nats.Open(ctx, conn, j.Name, killed, ipc.Gob[int](64))
	if err != nil {
		return err
	}
	if _, err := q.Take(ctx); err != nil {
		return err
	}
	taken, err := c.File("taken")
	if err != nil {
		return err
	}
	if _, err := taken.Write([]byte{1}); err != nil {
		return err
	}
	<-ctx.Done()
	return context.Cause(ctx)
})

const killed = 10 // children at a time

// crew starts children that have taken a task each.
func crew(t *testing.T, url, name string) (all []*ipc.Process) {
	t.Helper()
	var said []*os.File
	for range killed {
		r, w, err := os.Pipe()
		require.NoError(t, err)
		p, err := ipc.Start(t.Context(), takes, ipc.Args(job{url, name}), ipc.GiveFile("taken", w))
		require.NoError(t, err)
		all, said = append(all, p), append(said, r)
	}
	for _, r := range said {
		_, err := io.ReadFull(r, make([]byte, 1))
		require.NoError(t, err)
		require.NoError(t, r.Close())
	}
	return all
}

// TestKilled: the tasks of processes that were killed come again, marked.
func TestKilled(t *testing.T) {
	url := address(t)
	conn := connect(t, url)
	rounds := 1
	if os.Getenv("UNDERHOOD_FULL") == "1" {
		rounds = 200 / killed
	}
	for range rounds {
		name := fresh(t, conn)
		q := open(t, conn, name, killed, nats.AckWait(time.Second))
		for i := range killed {
			require.NoError(t, q.Put(t.Context(), i))
		}
		for _, p := range crew(t, url, name) {
			require.NoError(t, p.Kill())
			_, err := p.Wait(t.Context())
			require.NoError(t, err)
		}
		var came []int
		for range killed {
			task := made(q.Take(t.Context()))(t)
			require.Positive(t, task.Redelivered)
			came = append(came, task.Value)
			require.NoError(t, task.Done())
		}
		sort.Ints(came)
		require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, came)
		require.NoError(t, q.Join(t.Context()))
		require.NoError(t, q.Detach())
	}
}
