package pool

// The geometry is CPython's since 3.10, on 64-bit systems (pycore_obmalloc.h).
const (
	// ArenaSize is what is asked of the system at a time, in bytes.
	ArenaSize = 1 << 20
	// PoolSize is the part of an arena that has blocks of one size, in bytes.
	PoolSize = 16 << 10
	// PoolsPerArena is how many pools an arena is cut into.
	PoolsPerArena = ArenaSize / PoolSize
	// Alignment is what sizes are rounded up to, in bytes.
	Alignment = 16
	// SmallMax is the largest block that lies in a pool, in bytes. What is
	// larger has a mapping of its own.
	SmallMax = 512
	// Classes is how many sizes of blocks there are: 16, 32, … 512 bytes.
	Classes = SmallMax / Alignment
)

// poolUnits is the length of a pool in units of Alignment.
const poolUnits = PoolSize / Alignment

// unclassed is the class of a pool that has not been cut into blocks. It is
// wanted by nobody, so that the pool is cut afresh when it is next taken.
const unclassed = 255

// ClassOf is the class that serves n bytes, 0 to 31, and -1 when n is more than
// SmallMax or negative. Nothing is served as one byte.
func ClassOf(n int) int {
	if n < 0 || n > SmallMax {
		return -1
	}
	return (max(n, 1) - 1) / Alignment
}

// ClassSize is the length of the blocks of a class, in bytes.
func ClassSize(class int) int { return (class + 1) * Alignment }

// reciprocal turns a division by the length of a block, in units, into a
// multiplication: u/length == u*reciprocal>>16 for all u of a pool, because the
// error, u*(reciprocal*length-65536), stays under 1024*32 < 65536.
func reciprocal(length uint32) uint32 { return 1<<16/length + 1 }
