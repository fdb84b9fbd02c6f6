package nats_test

import (
	"context"
	"crypto/rand"
	"os"
	"testing"
	"time"

	client "github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/ipc"
	"underhood/ipc/internal/guardian"
	"underhood/ipc/nats"
)

const server = "UNDERHOOD_NATS_URL"

func TestMain(m *testing.M) {
	ipc.Init()
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction(guardian.TopFunction())) // shared memory's, for good
}

// address is where the server is; without one the test is skipped.
func address(t *testing.T) string {
	t.Helper()
	url := os.Getenv(server)
	if url == "" && os.Getenv("UNDERHOOD_REQUIRE_SERVICES") == "1" {
		t.Fatalf("%s is not set, and UNDERHOOD_REQUIRE_SERVICES=1 wants a server", server)
	}
	if url == "" {
		t.Skipf("%s is not set: no NATS server with JetStream to talk to", server)
	}
	return url
}

func connect(t *testing.T, url string, options ...client.Option) *client.Conn {
	t.Helper()
	conn, err := client.Connect(url, options...)
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	return conn
}

// fresh is a name that nobody has. What it names is deleted when the test is over.
func fresh(t *testing.T, conn *client.Conn) string {
	t.Helper()
	name := "test-" + rand.Text()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := nats.Delete(ctx, conn, name); err != nil {
			require.ErrorIs(t, err, ipc.ErrNotExist)
		}
	})
	return name
}

// open opens a queue of numbers until the test is over.
func open(t *testing.T, conn *client.Conn, name string, capacity int, options ...nats.Option) ipc.Queue[int] {
	t.Helper()
	q, err := nats.Open(t.Context(), conn, name, capacity, ipc.Gob[int](64), options...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, q.Detach()) })
	return q
}

// made is what an error must not come with.
func made[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}
