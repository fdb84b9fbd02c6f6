//go:build race

package websec_test

const raceEnabled = true
