package web

import (
	"encoding/hex"
	"errors"
	"strings"
)

// A UUID is 128 bits in network order, as RFC 9562 writes them. The zero UUID is
// the nil UUID.
type UUID [16]byte

var errUUID = errors.New("web: badly formed hexadecimal UUID string")

// ParseUUID reads what Python's uuid.UUID(text) reads: 32 hexadecimal digits,
// hyphens anywhere between them, braces and "urn:uuid:" around them.
func ParseUUID(text string) (UUID, error) {
	var u UUID
	s := strings.ReplaceAll(strings.ReplaceAll(text, "urn:", ""), "uuid:", "")
	s = strings.ReplaceAll(strings.Trim(s, "{}"), "-", "")
	if len(s) != 32 {
		return UUID{}, errUUID
	}
	if _, err := hex.Decode(u[:], []byte(s)); err != nil {
		return UUID{}, errUUID
	}
	return u, nil
}

// String writes the UUID in lower case with its four hyphens.
func (u UUID) String() string {
	var b [36]byte
	at := 0
	for i, c := range u {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b[at] = '-'
			at++
		}
		hex.Encode(b[at:], []byte{c})
		at += 2
	}
	return string(b[:])
}

// isUUID reports whether s, of 36 bytes, is a UUID with its hyphens.
func isUUID(s string) bool {
	for i := range len(s) {
		c := s[i]
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		if hyphen != (c == '-') || !hyphen && (c < '0' || c > '9' && c < 'A' || c > 'F' && c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
