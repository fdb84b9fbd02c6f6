//go:build !linux

package gc

// adviseHuge does nothing where large pages cannot be asked for.
func adviseHuge[T any]([]T) {}
