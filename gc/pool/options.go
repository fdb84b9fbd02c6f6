package pool

// An Option changes what [New] makes.
type Option func(*Allocator)

// WithLimit sets how many bytes may be mapped at most, 0 or less for no limit,
// which is the default. What would go over it is a [LimitError], and before that the
// last arena goes back if nothing of it is in use. Blocks in quarantine and values a
// Slab keeps are in use. Go's own limits (GOMEMLIMIT) do not see mapped memory, hence
// this one. The headers, about 1 % beside, are on Go's heap and not counted.
func WithLimit(bytes int) Option { return func(a *Allocator) { a.limit = bytes } }

// WithChecks finds misuse, at several times the cost: every block has an end
// that must stay as it was (ErrOverrun), is filled with a pattern when it is
// freed and not given again until a quarantine of so many bytes is full, when the
// pattern is looked at (ErrUseAfterFree). Bytes then gives exactly what was asked
// for, and nothing for a block in quarantine. A negative quarantine is none.
func WithChecks(quarantine int) Option {
	return func(a *Allocator) { a.guard = &guard{room: max(0, quarantine)} }
}

// WithSource takes memory from elsewhere. It panics when s is nil.
func WithSource(s Source) Option {
	if s == nil {
		panic("pool: WithSource(nil)")
	}
	return func(a *Allocator) { a.source = s }
}

// WithReserve sets how many bytes of sparse and empty pools keep their pages, to
// be used again without a page fault; 512 KiB by default, 0 or less for none.
// What is over it goes back to the system, the longest unused first.
func WithReserve(bytes int) Option {
	return func(a *Allocator) { a.reserve = max(0, bytes) / PoolSize }
}

// WithHook calls hook for every [Event], on the goroutine that called the
// Allocator. It must not call the Allocator. A nil hook is none, and costs
// nothing.
func WithHook(hook func(Event)) Option { return func(a *Allocator) { a.hook = hook } }

// WithCPythonLayout leaves the first 48 bytes of each pool unused, where CPython
// has its header, and one pool of each arena, which CPython loses to alignment,
// so that the numbers of blocks, pools and arenas are those of CPython 3.11.
func WithCPythonLayout() Option {
	return func(a *Allocator) {
		a.first = cpythonHeader / Alignment
		a.pools = PoolsPerArena - 1
	}
}

const cpythonHeader = 48
