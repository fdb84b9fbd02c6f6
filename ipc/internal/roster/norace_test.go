//go:build !race

package roster

// slow divides the rounds of tests that start processes.
const slow = 1
