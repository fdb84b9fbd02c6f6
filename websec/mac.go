package websec

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"hash/maphash"
	"strings"
	"sync"
	"sync/atomic"
)

// A macKey is a key of HMAC-SHA256 that keeps the states after both pads, since to
// begin again from them is half the work of a code, and the codes of some recent
// sessions, whose next request needs them again. It is safe for concurrent use.
type macKey struct {
	key    []byte
	states sync.Pool // of *macState
	seed   maphash.Seed
	recent [256]atomic.Pointer[macCode] // by hash of the id; a newer one takes the place
}

type macState struct {
	hash.Hash
	message []byte
	sum     [sha256.Size]byte
}

// A macCode is the code of one id. It is not changed.
type macCode struct {
	kind byte
	id   string
	code [tokenBytes]byte
}

// maxRecent is the longest id that is kept, so that the memory is bounded.
const maxRecent = 128

func newMACKey(key []byte) *macKey {
	return &macKey{key: append([]byte(nil), key...), seed: maphash.MakeSeed()}
}

// code returns the code of kind and id. Which ids share a place is unknown outside,
// since the hash is seeded, so that nobody can push out a certain one.
func (k *macKey) code(kind byte, id string) [tokenBytes]byte {
	if len(id) > maxRecent {
		return k.sum(kind, id)
	}
	place := &k.recent[maphash.String(k.seed, id)%uint64(len(k.recent))]
	if known := place.Load(); known != nil && known.kind == kind && known.id == id {
		return known.code
	}
	code := k.sum(kind, id)
	place.Store(&macCode{kind, strings.Clone(id), code})
	return code
}

// sum returns the first half of the code of kind and id: 128 bits, which RFC 2104,
// section 5, has as the least for this hash.
func (k *macKey) sum(kind byte, id string) [tokenBytes]byte {
	state, ok := k.states.Get().(*macState)
	if !ok {
		state = &macState{Hash: hmac.New(sha256.New, k.key)}
	}
	state.Reset()
	state.message = append(append(state.message[:0], kind), id...)
	state.Write(state.message)
	code := [tokenBytes]byte(state.Sum(state.sum[:0]))
	k.states.Put(state)
	return code
}
