//go:build !linux

package guardian

import (
	"errors"
	"fmt"
)

var errNone = fmt.Errorf("ipc: words that tell of a death need Linux: %w", errors.ErrUnsupported)

// Hold returns an error that wraps [errors.ErrUnsupported].
func Hold(*uint32, uint32, func() bool) (bool, error) { return false, errNone }

// Release panics, as nothing can be held on this system.
func Release(*uint32, uint32, func()) {
	panic("guardian.Release: this process does not hold the word")
}

// Fence does nothing on this system.
func Fence() {}

// Map returns an error that wraps [errors.ErrUnsupported].
func Map(int, int) ([]byte, error) { return nil, errNone }

// Unmap panics, as nothing can be mapped on this system.
func Unmap([]byte) error { panic("guardian.Unmap: this is no memory from Map") }

// TopFunction returns "": there are no guardians on this system.
func TopFunction() string { return "" }
