package lesson

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
)

// ids gives the random ids of stored sessions names that are the same in each run, by
// what the store knows of them: their hash.
type ids struct{ keys []string }

// name is the name of what the store keeps under a key.
func (i *ids) name(key string) string {
	for n, k := range i.keys {
		if k == key {
			return "id" + strconv.Itoa(n+1)
		}
	}
	i.keys = append(i.keys, key)
	return "id" + strconv.Itoa(len(i.keys))
}

// hide is the cookie's value with a name for an id.
func (i *ids) hide(value string) string {
	sum := sha256.Sum256([]byte(value))
	key := hex.EncodeToString(sum[:])
	for n, k := range i.keys {
		if k == key {
			return "id" + strconv.Itoa(n+1)
		}
	}
	return value
}

// known is the name of a key that was seen before, or says that it was not.
func (i *ids) known(key string) string {
	if slices.Contains(i.keys, key) {
		return i.name(key)
	}
	return "an id that was never given out"
}
