//go:build race

package gcview

const raceEnabled = true
