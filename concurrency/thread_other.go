//go:build !linux

package concurrency

// threadID is 0: the system does not tell in a way that x/sys knows.
func threadID() int { return 0 }
