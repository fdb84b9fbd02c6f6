//go:build !linux

package lesson

import (
	"errors"
	"fmt"

	"underhood/ipc"
)

// halt would stop a process; what stops there, nobody here has tried.
func halt(*ipc.Process) error { return fmt.Errorf("stopping a process: %w", errors.ErrUnsupported) }

func resume(*ipc.Process) error {
	return fmt.Errorf("continuing a process: %w", errors.ErrUnsupported)
}
