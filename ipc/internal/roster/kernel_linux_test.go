package roster

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// inKernel reports whether a thread of a process sleeps in futex_waitv.
func inKernel(t *testing.T, pid int) bool {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", pid))
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("this kernel does not tell what a thread sleeps in")
	}
	for _, file := range files {
		line, err := os.ReadFile(file)
		if err == nil && strings.HasPrefix(string(line), strconv.Itoa(unix.SYS_FUTEX_WAITV)+" ") {
			return true
		}
	}
	return false
}
