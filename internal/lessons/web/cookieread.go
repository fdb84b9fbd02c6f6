package lesson

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
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

// cookieIn is the session cookie of a request, "" if there is none.
func (r *recorder) cookieIn(cookies []*http.Cookie) string {
	for _, c := range cookies {
		if strings.HasSuffix(c.Name, "session") {
			return c.Value
		}
	}
	return ""
}

// read is what anybody can read in a signed cookie, without the secret, and whether its
// signature is right, for which one needs it.
func (r *recorder) read(value string) (says, sealed string) {
	if r.check == nil {
		return "", ""
	}
	payload, _, _ := strings.Cut(value, ".")
	if text, err := base64.RawURLEncoding.DecodeString(payload); err == nil {
		says = string(text)
	}
	return says, r.check(value)
}
