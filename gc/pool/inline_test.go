package pool_test

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSlabInlined: the compiler writes Get and Put where they are called. One
// operation more and it does not, and they take more than twice as long.
func TestSlabInlined(t *testing.T) {
	out, err := exec.Command("go", "build", "-gcflags=-m", "./testdata/inlined").CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Regexp(t, `inlining call to pool\.\(\*Slab\[.*\]\)\.Get`, string(out))
	require.Regexp(t, `inlining call to pool\.\(\*Slab\[.*\]\)\.Put`, string(out))
}
