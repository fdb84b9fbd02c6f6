package main

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestHelp(t *testing.T) {
	for _, flag := range []string{"-h", "--help"} {
		var stdout, stderr strings.Builder
		require.Equal(t, 0, run(t.Context(), []string{flag}, &stdout, &stderr))
		require.Empty(t, stderr.String())
		for _, part := range []string{"-serve", "-scenario", "sql, csrf, login, xss"} {
			require.Contains(t, stdout.String(), part)
		}
	}
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"-nonsense"}, "-nonsense"},
		{[]string{"xss"}, `not "xss"`},
		{[]string{"-scenario", "flood"}, `no scenario "flood": there are sql, csrf, login, xss`},
		{[]string{"-scenario", "sql", "-serve"}, "without -serve"},
	} {
		var stdout, stderr strings.Builder
		require.Equal(t, 2, run(t.Context(), c.args, &stdout, &stderr), c.args)
		require.Contains(t, stderr.String(), c.says)
		require.Empty(t, stdout.String())
	}
}

func TestFailedOutput(t *testing.T) {
	var stderr strings.Builder
	read, write := io.Pipe()
	require.NoError(t, read.Close())
	require.Equal(t, 1, run(t.Context(), nil, write, &stderr))
	require.Contains(t, stderr.String(), io.ErrClosedPipe.Error())
}
