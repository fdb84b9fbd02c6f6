//go:build !linux

package reexec

import "os"

// awaitExit leaves the waiting to [os.Process.Wait].
func awaitExit(*os.Process) {}
