package gc

import (
	"unsafe"

	"underhood/gc/pool"
)

// Where the tables lie. A small heap's are slices of Go's, which cost nothing to
// make and to drop. Big ones are regions of a gc/pool allocator: memory that Go's
// collector neither sees nor counts, that has large pages and that grows where it
// lies, so that no operation waits while millions of entries are copied. Close
// gives it back, and so does the collector when the heap is dropped.
//
// Mapped memory does not stay for those who still have a pointer to it. So an
// exported method holds on to the heap until it has read its last table: leave does
// so, and runtime.KeepAlive where nothing is entered. A slice of a table is never
// kept across an allocation (TestTablesMove).
type storage struct {
	source  pool.Source     // of the allocator; nil for the system's
	pool    *pool.Allocator // made with the first big table
	regions [tables]*pool.Region
	mapped  [tables]bool // the table is in its region
	takes   [tables]int  // bytes, all of a region's
	big     int          // bytes from which on tables are big
	limit   int
	beyond  bool // what is under way cannot fail, so it may go over the limit
	exact   bool // the growth under way may not round up to large pages
	bytes   int  // sum of takes
	peak    int
}

// table names one.
type table uint8

const (
	headTable table = iota
	extentTable
	placeTable
	refsTable
	weakTable
	lineTable
	wordTable
	tables
)

// bigTables is where regions begin to pay: when the tables with an entry for each
// index take 8 MiB together, at 200,000 objects, or the edges a quarter of that. A
// table that has just begun may take a large page, 2 MiB, for itself.
const bigTables = 8 << 20

// tableSkew is how much farther from the start of its region each table begins.
// Regions begin at large pages; if all tables did, the entries of one object would
// contend for the same few places of the processor's caches. Freeing a chain of a
// million took a third longer.
const tableSkew = 4096 + 64

// indexBytes is what an index takes in all tables, that of its place on the line
// included, without edges.
const indexBytes = int(unsafe.Sizeof(header{})+unsafe.Sizeof(extent{})) + 3*4 + 4*lineShare/lineOf

// The line has room for half as many again as there are indexes: when it is full, a
// third is holes, and closing them makes room. So what puts an object on the line needs
// no memory, and cannot fail.
const lineShare, lineOf = 3, 2

// firstIndexes is how many indexes a new heap has room for, as far as there is a
// limit that allows it.
const firstIndexes = 64

// roundUp is what the tables may be rounded up by, all together: each to large pages.
const roundUp = int(tables) * 2 << 20

// WithMemoryLimit sets how many bytes the tables of the heap may take at most, 0 or
// less for no limit, which is the default. Go's own limits (GOMEMLIMIT) do not see
// mapped memory, hence this one. An operation that would go over it fails with a
// [*LimitError], and nothing has changed, but that an automatic collection may have
// run. New itself takes less than 100 bytes, whatever the limit; where that is over it
// already, no object can be made.
//
// What is counted of mapped memory is all that the system was asked for, whole pages
// and what no object uses yet: [Memory.Tables] is never over the limit, but by the list
// of several weak references to one object that dies at the limit. What is not counted
// is Go's, and Go's limits see it: what tables leave behind when they grow, until Go's
// collector comes (no more than 11 MB of tables lie on Go's heap: bigger ones are
// mapped); the work lists of deaths and collections, which always have what they need;
// the records of weak references and the list of frozen objects; names, labels,
// payloads and functions. Where the system cannot give addresses ahead of memory (not
// Unix), a mapped table that grows is there twice for that moment.
func WithMemoryLimit(bytes int) Option { return func(h *Heap) { h.mem.limit = max(0, bytes) } }

// Memory is what the tables of a heap take, in bytes.
type Memory struct {
	Tables int // for objects and their references: free ones, and whole pages, included
	Mapped int // of those, from gc/pool: off Go's heap
	Peak   int // most of Tables
	Limit  int // see [WithMemoryLimit]; 0 for none
}

// Memory counts what the heap takes. It is zero once the heap is closed.
func (h *Heap) Memory() Memory {
	m := Memory{Tables: h.mem.bytes, Peak: h.mem.peak, Limit: h.mem.limit}
	if h.mem.pool != nil {
		m.Mapped = h.mem.pool.Stats().Mapped
	}
	return m
}

// firstTables makes the first tables, and index 0, which is Nil. They are Go's, so
// that this cannot fail.
func (h *Heap) firstTables() {
	n := firstIndexes
	if h.mem.limit > 0 {
		n = min(n, max(1, h.mem.limit/2/indexBytes))
	}
	_ = h.indexTo(n, false)
	_, _ = h.extend()
}

// growIndex makes room for more indexes in all tables that have an entry for each.
func (h *Heap) growIndex() error {
	st := &h.mem
	n, err := st.more(headTable, len(h.heads), 1, indexBytes, st.indexCost)
	if err != nil {
		return err
	}
	return h.indexTo(n, st.bigIndex(n))
}

// bigIndex says whether tables for n indexes are big ones.
func (st *storage) bigIndex(n int) bool { return n*indexBytes >= st.big }

// lineFor is the room on the line for n indexes.
func lineFor(n int) int { return n*lineShare/lineOf + 2 }

// indexCost is how much more the tables take with room for n indexes.
func (st *storage) indexCost(n int) int {
	big := st.bigIndex(n)
	return st.cost(lineTable, 4*lineFor(n), big) +
		st.cost(extentTable, n*int(unsafe.Sizeof(extent{})), big) +
		st.cost(placeTable, 4*n, big) + st.cost(refsTable, 4*n, big) + st.cost(weakTable, 4*n, big) +
		st.cost(headTable, n*int(unsafe.Sizeof(header{})), big)
}

// indexTo makes room for n indexes. The headers come last: they say how many there
// is room for.
func (h *Heap) indexTo(n int, big bool) error {
	st := &h.mem
	var err error
	if h.line.items, err = stretch(st, lineTable, h.line.items, lineFor(n), big); err != nil {
		return err
	}
	if h.extents, err = stretch(st, extentTable, h.extents, n, big); err != nil {
		return err
	}
	if h.pos, err = stretch(st, placeTable, h.pos, n, big); err != nil {
		return err
	}
	if h.gcRefs, err = stretch(st, refsTable, h.gcRefs, n, big); err != nil {
		return err
	}
	if h.weakOf, err = stretch(st, weakTable, h.weakOf, n, big); err != nil {
		return err
	}
	h.heads, err = stretch(st, headTable, h.heads, n, big)
	return err
}

// wordCost is how much more the edges take with room for n.
func (st *storage) wordCost(n int) int { return st.cost(wordTable, 4*n, st.bigWords(n)) }

// bigWords says whether a table of n edges is a big one.
func (st *storage) bigWords(n int) bool { return 4*n >= st.big/4 }

// cost is how much more a table takes when it has room for so many bytes.
func (st *storage) cost(which table, bytes int, big bool) int {
	if big || st.mapped[which] {
		page := st.pageSize()
		bytes = (int(which)*tableSkew + bytes + page - 1) &^ (page - 1)
	}
	return max(0, bytes-st.takes[which])
}

func (st *storage) pageSize() int {
	if st.source != nil {
		return st.source.PageSize()
	}
	return pool.SystemMemory().PageSize()
}

// more is how many entries of so many bytes a table should have that has some and
// needs more: twice as many, or where it grows in place a quarter more; near the
// limit what costs half of what is left, so that the others have some too.
func (st *storage) more(which table, have, need, each int, cost func(entries int) int) (int, error) {
	step := max(need, have, firstIndexes)
	if quarter := max(need, have/4); st.mapped[which] && st.regions[which].Spare() >= quarter*each {
		step = quarter
	}
	if st.limit == 0 {
		return have + step, nil
	}
	left := st.limit - st.bytes
	if least := cost(have + need); least > left && !st.beyond {
		return 0, &LimitError{Limit: st.limit, Used: st.bytes, Want: least}
	}
	for step > need && cost(have+step) > left/2 {
		step = max(need, step/2)
	}
	st.exact = left-cost(have+step) < roundUp
	return have + step, nil
}

// stretch is s with room for capacity entries, zero beyond its end.
func stretch[T any](st *storage, which table, s []T, capacity int, big bool) ([]T, error) {
	if capacity <= cap(s) {
		return s, nil
	}
	var entry T
	bytes := capacity * int(unsafe.Sizeof(entry))
	if big || st.mapped[which] {
		skew := int(which) * tableSkew
		mem, err := st.region(which, skew+bytes)
		if err != nil {
			return s, err
		}
		// A region begins at a page, which is enough for any entry.
		t := unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(mem[skew:]))), capacity)[:len(s)]
		if !st.mapped[which] { // else it has brought along what was there
			copy(t, s)
			st.mapped[which] = true
		}
		s, bytes = t, len(mem)
	} else {
		s = grown(s, capacity)
	}
	st.bytes += bytes - st.takes[which]
	st.takes[which] = bytes
	st.peak = max(st.peak, st.bytes)
	return s, nil
}

// region is the memory of a big table, grown to a size.
func (st *storage) region(which table, size int) ([]byte, error) {
	if st.pool == nil {
		var opts []pool.Option
		if st.source != nil {
			opts = append(opts, pool.WithSource(st.source))
		}
		st.pool = pool.New(opts...)
	}
	if st.regions[which] == nil {
		r, err := st.pool.NewRegion()
		if err != nil {
			return nil, err
		}
		st.regions[which] = r
	}
	if st.exact {
		return st.regions[which].GrowExact(size)
	}
	return st.regions[which].Grow(size)
}

// close gives the mapped memory back.
func (st *storage) close() error {
	if st.pool == nil {
		return nil
	}
	return st.pool.Close()
}
