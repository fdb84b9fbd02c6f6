package ipc_test

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/ipc"
)

// visitor attaches to what it is given, says so and stays.
var visitor = ipc.Register("test visitor", func(ctx context.Context, c *ipc.Child) error {
	for name, attach := range map[string]func(ipc.Source) error{
		"queue":     func(s ipc.Source) error { _, err := ipc.AttachQueue[int](ctx, s, nil); return err },
		"semaphore": func(s ipc.Source) error { _, err := ipc.AttachSemaphore(ctx, s); return err },
		"lock":      func(s ipc.Source) error { _, err := ipc.AttachLock(ctx, s); return err },
		"event":     func(s ipc.Source) error { _, err := ipc.AttachEvent(ctx, s); return err },
		"condition": func(s ipc.Source) error { _, err := ipc.AttachCondition(ctx, s); return err },
		"barrier":   func(s ipc.Source) error { _, err := ipc.AttachBarrier(ctx, s); return err },
	} {
		if err := attach(c.Given(name)); err != nil {
			return err
		}
	}
	ready, err := c.File("ready")
	if err != nil {
		return err
	}
	if _, err := ready.Write([]byte{1}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
})

// TestPlacesOfTheDead: more processes attach and die, one after the other, than there are
// places, while the one that made it all does nothing with it.
func TestPlacesOfTheDead(t *testing.T) {
	skipUnderRace(t)
	things := map[string]any{
		"queue":     made(ipc.CreateQueue[int](1, nil))(t),
		"semaphore": made(ipc.CreateSemaphore(1))(t),
		"lock":      made(ipc.CreateLock())(t),
		"event":     made(ipc.CreateEvent())(t),
		"condition": made(ipc.CreateCondition())(t),
		"barrier":   made(ipc.CreateBarrier(2))(t),
	}
	for range 70 {
		r, w, err := os.Pipe()
		require.NoError(t, err)
		options := []ipc.StartOption{ipc.GiveFile("ready", w)}
		for name, thing := range things {
			options = append(options, ipc.Give(name, thing))
		}
		p := start(t, visitor, options...)
		_, err = r.Read(make([]byte, 1))
		require.NoError(t, err, "it could not attach")
		require.NoError(t, r.Close())
		kill(t, p)
	}
	for _, thing := range things {
		require.NoError(t, thing.(interface{ Detach() error }).Detach()) //nolint:errcheck // it has one
	}
}
