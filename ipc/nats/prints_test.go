package nats_test

import (
	"errors"
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc"
	"underhood/ipc/nats"
)

// TestExample runs the Example, which cannot have an Output comment: an Example cannot be
// skipped, and without a server it prints something else.
func TestExample(t *testing.T) {
	conn := connect(t, address(t))
	if err := nats.Delete(t.Context(), conn, "example"); !errors.Is(err, ipc.ErrNotExist) {
		require.NoError(t, err)
	}
	r, w, err := os.Pipe()
	require.NoError(t, err)
	stdout := os.Stdout
	os.Stdout = w
	func() {
		defer func() { os.Stdout = stdout }()
		ExampleOpen()
	}()
	require.NoError(t, w.Close())
	require.Equal(t, `took apples
took pears, which was given out 0 times before
took pears, which was given out 1 times before
EOF
`, string(made(io.ReadAll(r))(t)))
	require.NoError(t, r.Close())
	require.ErrorIs(t, nats.Delete(t.Context(), conn, "example"), ipc.ErrNotExist, "the Example has done it")
}

// TestNotShared: what is at a server has no descriptor to give.
func TestNotShared(t *testing.T) {
	conn := connect(t, address(t))
	_, err := ipc.File(open(t, conn, fresh(t, conn), 1))
	require.ErrorIs(t, err, ipc.ErrNotShared)
}
