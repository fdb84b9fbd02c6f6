package main

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/siege"
)

// TestLoad: the duels of load are played by real servers, so here only that what goes wrong
// with them ends the program with an error; their own tests, and e2e, play them.
func TestLoad(t *testing.T) {
	broken := errors.New("broken")
	for _, scenario := range []string{"flood", "slow"} {
		var out strings.Builder
		nowhere := func(context.Context) (net.Listener, siege.Dial, error) { return nil, nil, broken }
		err := load(t.Context(), nowhere, scenario, &out)
		require.ErrorIs(t, err, broken)
		require.ErrorContains(t, err, scenario+": ")
		require.Contains(t, out.String(), scenario+": ")

		ended, end := context.WithCancel(t.Context())
		end()
		require.Equal(t, 1, run(ended, []string{"-" + scenario}, io.Discard, io.Discard))
	}
	_, help, _ := typed(t, "-h")
	require.Contains(t, help, "-flood")
	require.Contains(t, help, "-slow")
}
