//go:build !linux

package gc

import "time"

var began = time.Now()

// threadTime stands in for the time of a thread where it cannot be asked for.
func threadTime() int64 { return time.Since(began).Nanoseconds() }
