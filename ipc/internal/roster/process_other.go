//go:build !linux

package roster

import (
	"errors"
	"fmt"
)

var errNone = fmt.Errorf("ipc: telling of the death of processes needs Linux: %w", errors.ErrUnsupported)

// process is the process this runs in, which cannot join anything.
type process struct{}

func (process) Hold(*uint32, uint32, func() bool) (bool, error) { return false, errNone }
func (process) Release(*uint32, uint32, func())                 {}
func (process) Fence()                                          {}
func (process) Self() (Identity, error)                         { return Identity{}, errNone }
func (process) Watch(Identity, func()) func()                   { return func() {} }
