//go:build !race

package guardian

// slow divides the rounds of tests that start processes.
const slow = 1
