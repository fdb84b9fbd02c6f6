// Package underhood is the map of this module: Python's runtime ideas, rebuilt
// in Go as packages you can import, watch and trust.
package underhood
