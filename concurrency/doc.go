// Package concurrency is the units of execution: process, thread, goroutine and
// coroutine.
package concurrency
