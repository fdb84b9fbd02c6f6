// Package pool is a memory allocator shaped as CPython's (pymalloc), over memory
// that Go's collector neither sees nor counts.
//
// A program that makes and drops many small objects would wear out malloc, so
// CPython asks the system for large pieces and cuts them itself, twice:
//
//	arena   1 MiB, asked of the system:  | pool | pool | pool | … 64 of them
//	pool    16 KiB, blocks of one size:  | block | block | block | …
//	block   16, 32, 48 … 512 bytes:      32 classes; what is larger is mapped alone
//
// Use it by blocks, which are numbers and not pointers:
//
//	a := pool.New()
//	b, memory, err := a.Alloc(40) // 48 bytes, of class 2
//	copy(memory, "hello")
//	a.Free(b)
//	a.Close()
//
// or, for values of one type and faster, by a [Slab].
//
// # How it works
//
// A class has a list of pools with a free block, and Alloc takes from the first:
// the block that was freed last, else the next that was never given. Free blocks
// are linked through their own first bytes; what was never given is not touched,
// so that the system need not provide it. A full pool leaves the list, and comes
// back to its front when a block of it is freed. An empty one goes to its arena,
// and from there to any class. New pools come from the arena with the fewest free
// ones, so that the others may become empty; an arena that is empty goes back to
// the system, except the last with room, which goes only where [WithLimit] leaves no
// other way.
//
// Unlike CPython's, pools have nothing but blocks in them: headers, and a bit for
// each block in use, lie outside. So a pool with few blocks in use can give back
// the pages on which none lies. See [WithReserve] and [Allocator.Trim].
//
// # What holds
//
//   - A block is where pymalloc's rules put it, as long as no pages went back:
//     TestPymallocRules plays random traces against a model of the rules.
//   - What was written to a block stays until it is freed: TestContents, also
//     with pages that have rubbish when they come back.
//   - Each wrong Free is told, and nothing has changed: TestMisuseAlways. With
//     [WithChecks] writing to free blocks or past the end is found too: FuzzChecks.
//   - Warm, nothing is allocated on Go's heap: TestNoGoAllocations.
//   - When of 2M blocks of 64 bytes each thousandth stays, less than 10 MB do:
//     TestSparseMemoryGoesBack.
//
// # Cost
//
// Headers take 4 KiB of Go's heap for an arena, and bits half a KiB to 8, by the size
// of the blocks: about 1 %. Alloc, Bytes
// and Free look after the bit that tells misuse; Get and Put of a Slab do without
// and are inlined, and take about an eighth of the time: a dozen instructions each.
// The stack's count goes through memory once a call; that is one cycle where the
// processor renames memory, which it does most of the time, and else about eight.
// bench -topic gc -case pool_64 measures both. A Slab takes 18 KiB of Go's heap.
//
// # Differences from CPython
//
//	                       CPython 3.11                here
//	pool header            48 bytes in the pool        outside (WithCPythonLayout)
//	pools of an arena      63 or 64, by alignment      64 (WithCPythonLayout: 63)
//	more than 512 bytes    malloc                      a mapping each
//	Alloc(0)               malloc(1)                   the smallest block
//	owner of an address    radix tree                  the block's number says it
//	sparse pools           keep their pages            give them back
//	wrong free             undefined, or PYTHONMALLOC  an error, always
//	an empty pool whose    -                           is cut again from its start
//	pages went back
//	threads                under the interpreter lock  one goroutine at a time
//
// Watch it: go run ./examples/gc -scenario pool.
//
// Sources: CPython 3.11, Objects/obmalloc.c and Include/internal/pycore_obmalloc.h;
// bpo-37257 on the arena that stays; Bonwick and Adams, Magazines and Vmem (2001),
// for the stack of a Slab.
package pool
