//go:build race

package roster

// slow divides the rounds of tests that start processes: the detector makes the
// start ten times as dear, and cannot see into another process anyway.
const slow = 10
