package pool

import "slices"

// With checks, each block is longer than asked for by its canary, bytes with a
// pattern that must stay. A free block is filled with another pattern, and stays
// in quarantine: its memory is not given again, so that who uses it still meets
// the pattern, and who writes to it is found out.
const (
	canarySize = 16
	canaryByte = 0xfb
	freedByte  = 0xdd // as CPython's PYTHONMALLOC=debug has it
)

// guard is what an Allocator with checks knows more.
type guard struct {
	sizes map[Block]int      // of blocks in use, as asked for
	held  map[Block]struct{} // those in quarantine, or damaged there
	queue []Block            // quarantine, the longest there first
	bytes int                // in quarantine
	room  int
}

func (g *guard) arm(b Block, memory []byte, n int) {
	if g.sizes == nil {
		g.sizes, g.held = make(map[Block]int), make(map[Block]struct{})
	}
	g.sizes[b] = n
	fill(memory[n:], canaryByte)
}

func (g *guard) payload(b Block, memory []byte) []byte {
	n, ok := g.sizes[b]
	if !ok {
		return nil
	}
	return memory[:n:n]
}

// freeGuarded is Free with checks.
func (a *Allocator) freeGuarded(b Block) error {
	g := a.guard
	n, live := g.sizes[b]
	if !live {
		if _, held := g.held[b]; held {
			return &MisuseError{Block: b, Kind: ErrDoubleFree}
		}
		return a.give(b) // says what is wrong
	}
	memory := a.memory(b)
	if at := damage(memory[n:], canaryByte); at >= 0 {
		return &MisuseError{Block: b, Offset: n + at, Kind: ErrOverrun}
	}
	a.tell(BlockFreed, b, a.classOf(b), n)
	delete(g.sizes, b)
	g.held[b] = struct{}{}
	fill(memory, freedByte)
	g.queue = append(g.queue, b)
	g.bytes += len(memory)
	var first error
	for g.bytes > g.room {
		oldest := g.queue[0]
		g.queue = g.queue[1:]
		memory := a.memory(oldest)
		g.bytes -= len(memory)
		err := a.freedDamage(oldest, memory)
		if err == nil {
			delete(g.held, oldest)
			err = a.give(oldest)
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// freedDamage says whether a block in quarantine was written to. Such a block is
// never given again.
func (a *Allocator) freedDamage(b Block, memory []byte) error {
	if at := damage(memory, freedByte); at >= 0 {
		return &MisuseError{Block: b, Offset: at, Kind: ErrUseAfterFree}
	}
	return nil
}

// Check looks, with WithChecks, at all blocks in use and in quarantine for
// damage, and gives the first found, a [MisuseError]: quarantine first, then by
// number. Without checks it finds nothing.
func (a *Allocator) Check() error {
	if a.guard == nil {
		return nil
	}
	for _, b := range a.guard.queue {
		if err := a.freedDamage(b, a.memory(b)); err != nil {
			return err
		}
	}
	var worst *MisuseError
	for b, n := range a.guard.sizes {
		if at := damage(a.memory(b)[n:], canaryByte); at >= 0 && (worst == nil || b < worst.Block) {
			worst = &MisuseError{Block: b, Offset: n + at, Kind: ErrOverrun}
		}
	}
	if worst != nil {
		return worst
	}
	return nil
}

func fill(memory []byte, with byte) {
	for i := range memory {
		memory[i] = with
	}
}

// damage is the first byte that is not as it was filled, or -1.
func damage(memory []byte, filled byte) int {
	return slices.IndexFunc(memory, func(b byte) bool { return b != filled })
}
