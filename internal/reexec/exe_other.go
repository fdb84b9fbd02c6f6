//go:build !linux

package reexec

import "os"

// executable is the file that this program was started from, which may have
// been replaced since.
func executable() (string, error) { return os.Executable() }
