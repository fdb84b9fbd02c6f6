package e2e

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/examples/websec/site"
)

func TestSQLMap(t *testing.T) {
	path := tool(t, "sqlmap")
	ask := func(s target) string {
		ctx, stop := context.WithTimeout(t.Context(), 40*time.Second)
		defer stop()
		command := exec.CommandContext(ctx, path, "-u", s.url+"/members?q=a", "-p", "q", "--batch", "--flush-session",
			"--disable-coloring", "--dbms=sqlite", "--technique=BU", "--level=3", "--output-dir="+t.TempDir())
		output, err := command.CombinedOutput()
		require.NoError(t, err, "%s", output)
		return string(output)
	}
	const found, none = "sqlmap identified the following injection point", "all tested parameters do not appear to be injectable"
	s, err := site.Bare(t.Context())
	require.Contains(t, ask(serve(t, s, err)), found)
	s, err = site.Protected(t.Context(), nil)
	answer := ask(serve(t, s, err))
	require.Contains(t, answer, none)
	require.NotContains(t, answer, found)
}
