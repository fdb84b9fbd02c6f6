//go:build !linux

package concurrency

import "errors"

func pin() (back func(), err error) { return nil, errors.ErrUnsupported }
