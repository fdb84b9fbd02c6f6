package pool

import "os"

// A Source gives memory and takes it back. An [Allocator] calls it from the
// goroutine that called the Allocator, and once more for what is left when an
// Allocator was dropped without Close. It must not call the Allocator.
type Source interface {
	// Map gives size bytes, zeroed, that stay where they are.
	Map(size int) ([]byte, error)
	// Unmap takes back what Map gave, all of it.
	Unmap(memory []byte) error
	// Discard gives the pages of a part of it back to the system; they read as
	// zero, or as they were, when they are next looked at. A source that cannot
	// do so does nothing.
	Discard(part []byte) error
	// PageSize is the unit of Discard, a power of two, in bytes. Parts begin
	// and end at a multiple of it.
	PageSize() int
}

// GoMemory is a Source that asks Go's own heap: for systems without mappings,
// and for tests. Its blocks hold no pointers, so the collector does not look
// into them; what is unmapped is freed by it, in its time. Discard does nothing.
func GoMemory() Source { return goMemory{} }

type goMemory struct{}

func (goMemory) Map(size int) ([]byte, error) { return make([]byte, size), nil }
func (goMemory) Unmap([]byte) error           { return nil }
func (goMemory) Discard([]byte) error         { return nil }
func (goMemory) PageSize() int                { return os.Getpagesize() }
