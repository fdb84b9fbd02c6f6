//go:build unix

package show

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A picture goes into a pipe or through a link that is there, and leaves it what it is.
func TestPictureIntoWhatIsThere(t *testing.T) {
	_, want, _ := call(testApp(), "", "-svg", "-")
	dir := t.TempDir()

	pipe := filepath.Join(dir, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	// For reading and writing, so that neither side waits for the other to open it.
	end, err := os.OpenFile(pipe, os.O_RDWR, 0)
	require.NoError(t, err)
	defer func() { require.NoError(t, end.Close()) }()
	got := make(chan string)
	go func() {
		text := make([]byte, 0, len(want))
		for len(text) < len(want) {
			n, err := end.Read(text[len(text):cap(text)])
			if err != nil {
				break
			}
			text = text[:len(text)+n]
		}
		got <- string(text)
	}()
	status, _, errs := call(testApp(), "", "-svg", pipe)
	require.Zero(t, status, errs)
	info, err := os.Lstat(pipe)
	require.NoError(t, err)
	require.Equal(t, os.ModeNamedPipe, info.Mode().Type())
	require.Equal(t, want, <-got)

	for name, there := range map[string]bool{"to a file": true, "to nothing yet": false} {
		target, link := filepath.Join(dir, name), filepath.Join(dir, "link "+name)
		if there {
			require.NoError(t, os.WriteFile(target, make([]byte, 2*len(want)), 0o600))
		}
		require.NoError(t, os.Symlink(target, link))
		status, _, errs = call(testApp(), "", "-svg", link)
		require.Zero(t, status, errs)
		info, err = os.Lstat(link)
		require.NoError(t, err)
		require.Equal(t, os.ModeSymlink, info.Mode().Type(), name)
		text, err := os.ReadFile(target)
		require.NoError(t, err)
		require.Equal(t, want, string(text), name)
	}
}
