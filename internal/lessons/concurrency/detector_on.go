//go:build race

package lesson

const detector = true
