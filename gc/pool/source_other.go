//go:build !unix

package pool

// SystemMemory is the Source that New takes: private anonymous mappings where
// the system has them (Unix), which Go's collector neither sees nor counts, and
// [GoMemory] elsewhere.
func SystemMemory() Source { return GoMemory() }
