//go:build race

package siege_test

const raceEnabled = true
