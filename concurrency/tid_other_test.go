//go:build !linux

package concurrency_test

func threadID() int { return 0 }
