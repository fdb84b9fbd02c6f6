//go:build unix && !linux

package pool

// adviseHuge does nothing where large pages cannot be asked for.
func adviseHuge([]byte) {}
