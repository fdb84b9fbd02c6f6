package web

import (
	"encoding/base64"
	"errors"
)

var errBase64 = errors.New("invalid base64")

// decodeBase64 reads base64 as Python does; see appendBase64.
func decodeBase64(s string, url bool) ([]byte, error) {
	return appendBase64(make([]byte, 0, base64.RawStdEncoding.DecodedLen(len(s))), s, url)
}

// appendBase64 reads base64 as Python's binascii does when it is not strict, which
// is how itsdangerous asks it: bytes of other alphabets are skipped, spare bits
// dropped, and the data ends where padding is complete. Nothing depends on it being
// strict, since what is signed is the text itself. With url, padding may be missing
// and - and _ stand for + and /.
func appendBase64(to []byte, s string, url bool) ([]byte, error) {
	var quad uint32
	n, pads := 0, 0
	for i := range len(s) {
		c := s[i]
		if c == '=' {
			if pads++; n >= 2 && n+pads >= 4 {
				return to, nil
			}
			continue
		}
		v := base64Value(c, url)
		if v < 0 {
			continue
		}
		pads = 0
		quad = quad<<6 | uint32(v)
		switch n++; n {
		case 2:
			to = append(to, byte(quad>>4))
		case 3:
			to = append(to, byte(quad>>2))
		case 4:
			to = append(to, byte(quad))
			n, quad = 0, 0
		}
	}
	// itsdangerous adds what the length asks for, whatever the characters.
	if url && n+pads+(4-len(s)%4)%4 >= 4 && n >= 2 {
		return to, nil
	}
	if n != 0 {
		return nil, errBase64
	}
	return to, nil
}

func base64Value(c byte, url bool) int {
	switch {
	case 'A' <= c && c <= 'Z':
		return int(c - 'A')
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 26
	case '0' <= c && c <= '9':
		return int(c-'0') + 52
	case c == '+', url && c == '-':
		return 62
	case c == '/', url && c == '_':
		return 63
	}
	return -1
}
