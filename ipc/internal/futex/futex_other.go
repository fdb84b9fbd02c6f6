//go:build !linux

package futex

import (
	"context"
	"errors"
	"fmt"
)

// Wake wakes nobody on this system and returns 0.
func Wake(*uint32, int) int { return 0 }

// Wait returns an error that wraps [errors.ErrUnsupported].
func Wait(context.Context, ...Cond) error {
	return fmt.Errorf("ipc: waiting for shared memory needs Linux: %w", errors.ErrUnsupported)
}
