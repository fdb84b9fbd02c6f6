package e2e

import (
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/bank"
)

// TestSQLMap: sqlmap takes all passwords out of the bare site by its search, and finds
// no way into the protected one, nor into one where only the statements are defended.
func TestSQLMap(t *testing.T) {
	sqlmap := need(t, "sqlmap")
	for _, at := range []struct {
		name     string
		defences bank.Defences
	}{{"bare", bank.Defences{}}, {"parameters alone", bank.Defences{Parameters: true}}, {"protected", bank.AllDefences()}} {
		t.Run(at.name, func(t *testing.T) {
			s := open(t, at.defences)
			command := exec.CommandContext(within(t, time.Minute), sqlmap, "-u", s.url+"/accounts?q=a", "-p", "q", "--batch", "--flush-session",
				"--technique=BU", "--dbms=SQLite", "--threads=1", "--output-dir="+t.TempDir(), "--dump", "-T", "account", "--disable-coloring")
			out, err := command.CombinedOutput()
			require.NoError(t, err, "%s", out)
			if at.name == "bare" {
				require.Contains(t, string(out), "sqlmap identified the following injection point", "%s", out)
				require.Contains(t, string(out), "analytical", "ada's password")
				return
			}
			require.Contains(t, string(out), "do not appear to be injectable", "%s", out)
			require.NotContains(t, string(out), "analytical")
		})
	}
}
