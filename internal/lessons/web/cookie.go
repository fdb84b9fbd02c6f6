package lesson

import (
	"encoding/base64"
	"net/http"
	"strings"
)

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
	if strings.HasPrefix(value, ".") {
		return "something longer, compressed", r.check(value)
	}
	payload, _, _ := strings.Cut(value, ".")
	if text, err := base64.RawURLEncoding.DecodeString(payload); err == nil {
		says = string(text)
	}
	return says, r.check(value)
}
