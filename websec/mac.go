package websec

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"
)

// A macKey is a key of HMAC-SHA256 that keeps the states after both pads: to begin
// again from them is half the work of a code. It is safe for concurrent use.
type macKey struct {
	key    []byte
	states sync.Pool // of *macState
}

type macState struct {
	hash.Hash
	message []byte
	sum     [sha256.Size]byte
}

func newMACKey(key []byte) *macKey { return &macKey{key: append([]byte(nil), key...)} }

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
