//go:build unix && race

package frame

const raceEnabled = true
