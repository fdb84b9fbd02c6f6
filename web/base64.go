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
	values := &stdValues
	if url {
		values = &urlValues
	}
	whole := len(s)
	for len(s) >= 4 { // as long as nobody played with it
		a, b, c, d := values[s[0]], values[s[1]], values[s[2]], values[s[3]]
		if a|b|c|d < 0 {
			break
		}
		v := uint32(a)<<18 | uint32(b)<<12 | uint32(c)<<6 | uint32(d)
		to = append(to, byte(v>>16), byte(v>>8), byte(v))
		s = s[4:]
	}
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
		v := values[c]
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
	if url && n+pads+(4-whole%4)%4 >= 4 && n >= 2 {
		return to, nil
	}
	if n != 0 {
		return nil, errBase64
	}
	return to, nil
}

// stdValues and urlValues are what each byte stands for, -1 for nothing.
var stdValues, urlValues = base64Values(false), base64Values(true)

func base64Values(url bool) (values [256]int8) {
	for c := range values {
		values[c] = -1
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		values[c] = int8(i)
	}
	if url {
		values['-'], values['_'] = 62, 63
	}
	return values
}
