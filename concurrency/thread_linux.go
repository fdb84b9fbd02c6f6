package concurrency

import "golang.org/x/sys/unix"

// threadID is the caller's thread.
func threadID() int { return unix.Gettid() }
