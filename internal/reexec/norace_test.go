//go:build !race

package reexec_test

const raceEnabled = false
