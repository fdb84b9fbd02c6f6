package structs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLinkerDropsUnused builds a program that registers a method by hand, and the same
// with methodset. From the first the linker drops the exported methods that nobody
// names. In the second it must keep those of every type, because reflect.Type.Method with
// a variable index is reachable; so methodset is a package of its own.
func TestLinkerDropsUnused(t *testing.T) {
	dir := t.TempDir()
	symbols, size := map[string]string{}, map[string]int64{}
	for _, program := range []string{"byhand", "offered"} {
		file := filepath.Join(dir, program)
		build := exec.Command("go", "build", "-o", file, "./testdata/"+program)
		out, err := build.CombinedOutput()
		require.NoError(t, err, "%s", out)
		out, err = exec.Command(file).CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Equal(t, "7 <nil>\n", string(out))
		out, err = exec.Command("go", "tool", "nm", file).Output()
		require.NoError(t, err)
		symbols[program] = string(out)
		info, err := os.Stat(file)
		require.NoError(t, err)
		size[program] = info.Size()
	}
	require.Contains(t, symbols["byhand"], "main.(*Thing).Used\n")
	require.NotContains(t, symbols["byhand"], "main.(*Thing).Unused\n")
	require.Contains(t, symbols["offered"], "main.(*Thing).Unused\n")
	t.Logf("by hand %d bytes, offered %d", size["byhand"], size["offered"])
	const kept = 1_000_000 // methodset costs more than twice as much here, half of it for adapters
	require.Less(t, size["byhand"]+kept, size["offered"])
}
