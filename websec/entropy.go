package websec

import (
	"crypto/rand"
	"io"
	"sync"
)

// entropy hands out random bytes. It reads 512 at a time, because a read from the
// system costs more than a nonce does, and wipes what it hands out, so that memory
// read later does not hold keys and pads used before.
type entropy struct {
	source io.Reader
	blocks sync.Pool // of *randomBlock, each used by one goroutine at a time
}

type randomBlock struct {
	bytes [512]byte
	used  int
}

func newEntropy(source io.Reader) *entropy {
	if source == nil {
		source = rand.Reader
	}
	return &entropy{source: source}
}

// fill fills p, which is shorter than a block. It reports false when the source
// failed; crypto/rand never does.
func (e *entropy) fill(p []byte) bool {
	block, ok := e.blocks.Get().(*randomBlock)
	if !ok {
		block = &randomBlock{used: len(block.bytes)}
	}
	if len(block.bytes)-block.used < len(p) {
		if _, err := io.ReadFull(e.source, block.bytes[:]); err != nil {
			return false
		}
		block.used = 0
	}
	part := block.bytes[block.used : block.used+len(p)]
	copy(p, part)
	clear(part)
	block.used += len(p)
	e.blocks.Put(block)
	return true
}
