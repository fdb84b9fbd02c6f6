package websec

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

const (
	tokenBytes  = 16 // of the code; the text is a pad and the masked code
	tokenLength = 43 // characters: 32 bytes in base64 without padding
)

// Tokens add a secret that only this site's pages know to the layer [CSRF]. A token
// is an authentication code of the session's id under a key of the server: nothing
// is stored, and a token of one session is worthless in every other. It is never sent
// as it is: each response masks it with a pad of its own, as a one-time pad, so that
// compression beside text of an attacker reveals nothing (BREACH).
//
// A token decides when the headers do not (see [CSRF]), or for every unsafe method
// with Always. Pages get it from [Token], or from [Template], which puts it into
// forms by itself; it comes back in a header or a field of the form.
//
// Before there is a session, in the form that logs in, the token is bound to a random
// id in a cookie of its own. Its name begins with __Host-, so that no sibling
// subdomain can plant one. When the session begins, or gets a new id as it should at
// login, the tokens from before are worthless.
type Tokens struct {
	// Session returns the id of the request's session, or "" while there is none.
	// The id must be secret or random, and change at login and logout; the value of
	// a session cookie will do. It is called with the request as this layer gets it, and
	// must not read the body: a middleware that puts the session into the context belongs
	// around this layer, or around all of [Protect]. Without it, all tokens are bound to
	// the cookie of this layer.
	Session func(*http.Request) string

	// Key is the server's, of 32 bytes or more; the same in all processes of a site.
	// Without it, a random one is made, and tokens end with the process. OlderKeys
	// are accepted too, while Key is being replaced.
	Key       []byte
	OlderKeys [][]byte

	// Always asks for a token even if the headers show the same origin.
	Always bool
	// SameSite lets a token decide about requests from other origins of this site:
	// other ports, schemes, subdomains. Without it they are refused.
	SameSite bool

	// Header and Field are where a token comes back; X-CSRF-Token and csrf_token if
	// they are empty. A header goes first. It must be one that pages can set, and that
	// browsers do not send by themselves.
	Header, Field string

	// FieldWithin is the part of a body, in bytes, within which the field must come.
	// It is read before the handler, which still finds the body whole. 0 is 64 KiB.
	FieldWithin int

	// PlainHTTP is for development without TLS: the cookie is then csrf, not Secure.
	PlainHTTP bool
}

// tokenGuard is Tokens made complete.
type tokenGuard struct {
	Tokens
	keys   []*macKey
	cookie string
	random *entropy
}

func (t Tokens) complete(random *entropy) (*tokenGuard, error) {
	g := &tokenGuard{Tokens: t, random: random, cookie: "__Host-csrf"}
	if t.Key == nil {
		g.Key = make([]byte, 32)
		if !random.fill(g.Key) {
			return nil, fmt.Errorf("%w: no random bytes for the key of tokens", ErrOption)
		}
	}
	for _, key := range append([][]byte{g.Key}, t.OlderKeys...) {
		if len(key) < 32 {
			return nil, fmt.Errorf("%w: a key of tokens has %d bytes: 32 or more are needed", ErrOption, len(key))
		}
		g.keys = append(g.keys, newMACKey(key))
	}
	if t.FieldWithin < 0 {
		return nil, fmt.Errorf("%w: a token within %d bytes", ErrOption, t.FieldWithin)
	}
	if g.FieldWithin == 0 {
		g.FieldWithin = 64 << 10
	}
	if g.Header == "" {
		g.Header = "X-CSRF-Token"
	}
	if !only(g.Header, func(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' }) {
		return nil, fmt.Errorf("%w: %q is no header for tokens", ErrOption, g.Header)
	}
	g.Header = http.CanonicalHeaderKey(g.Header)
	if notForPages(g.Header) {
		return nil, fmt.Errorf("%w: pages cannot send a token in the header %s, or browsers send one without it", ErrOption, g.Header)
	}
	if g.Field == "" {
		g.Field = "csrf_token"
	}
	if !only(g.Field, func(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' || c == '_' || c == '.' }) {
		return nil, fmt.Errorf("%w: %q is no field for tokens, of letters, digits, dash, dot and underscore", ErrOption, g.Field)
	}
	if t.PlainHTTP {
		g.cookie = "csrf"
	}
	return g, nil
}

// notForPages reports whether a header is one that scripts of pages may not set (Fetch
// standard, section 2.2.2, "forbidden request-header"), that other sites may set without
// being asked (the same, "CORS-safelisted"), or that has a meaning of its own.
func notForPages(header string) bool {
	return strings.HasPrefix(header, "Sec-") || strings.HasPrefix(header, "Proxy-") || strings.HasPrefix(header, "Access-Control-") ||
		slices.Contains([]string{
			"Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Connection",
			"Content-Language", "Content-Length", "Content-Type", "Cookie", "Cookie2", "Date", "Dnt", "Expect", "Host",
			"Keep-Alive", "Origin", "Range", "Referer", "Set-Cookie", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
			"User-Agent", "Via",
		}, header)
}

// Token returns the token of the request's session, masked for this response; the
// same at every call for one request. The first call may set a cookie, when there is
// no session yet, and has caches not store the response: ask before the first byte is
// written, in the handler's goroutine. Without [Tokens] it returns "".
func Token(ctx context.Context) string {
	v := visitOf(ctx)
	if v == nil || v.csrf == nil || v.header == nil {
		return ""
	}
	if v.token == "" {
		v.token = v.csrf.tokens.issue(v)
	}
	return v.token
}

// RotateToken has [Token] return tokens of another session from now on: the one that
// the handler has just begun, for a page that is sent in the answer to a login. "" is
// that a session has ended: the tokens are then those of a new guest, with a new cookie.
// Like Token, it has caches not store the response, and is for the handler's goroutine
// before the first byte is written. Without [Tokens] it does nothing.
func RotateToken(ctx context.Context, session string) {
	v := visitOf(ctx)
	if v == nil || v.csrf == nil || v.header == nil {
		return
	}
	g := v.csrf.tokens
	if session != "" {
		v.token = g.give(v, boundToSession, session)
	} else {
		v.token = g.give(v, boundToCookie, g.newGuest(v))
	}
}

// TokenField returns the name of the form's field for tokens; "" without [Tokens].
func TokenField(ctx context.Context) string {
	if v := visitOf(ctx); v != nil && v.csrf != nil {
		return v.csrf.tokens.Field
	}
	return ""
}

// What a token is bound to. The two never meet, so that a visitor who names his own
// cookie after a session gets no token of that session.
const (
	boundToSession = 's'
	boundToCookie  = 'c'
)

// binding returns what the request's tokens are bound to; an empty id is nothing.
func (g *tokenGuard) binding(r *http.Request) (kind byte, id string) {
	if g.Session != nil {
		if session := g.Session(r); session != "" {
			return boundToSession, session
		}
	}
	id, n := cookieValue(r.Header["Cookie"], g.cookie)
	if n != 1 || len(id) != nonceLength || !only(id, isBase64Byte) {
		return boundToCookie, ""
	}
	return boundToCookie, id
}

func (g *tokenGuard) issue(v *visit) string {
	kind, id := g.binding(v.request)
	if id == "" {
		id = g.newGuest(v)
	}
	return g.give(v, kind, id)
}

// newGuest sets the cookie of a visitor without a session. It returns "" when there is no
// chance to be had.
func (g *tokenGuard) newGuest(v *visit) string {
	var raw [nonceBytes]byte
	if !g.random.fill(raw[:]) {
		return ""
	}
	id := base64.RawURLEncoding.EncodeToString(raw[:])
	cookie := http.Cookie{
		Name: g.cookie, Value: id, Path: "/", Secure: !g.PlainHTTP, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	// Of two cookies with one name only the last would be kept.
	v.header["Set-Cookie"] = append(slices.DeleteFunc(v.header["Set-Cookie"], func(line string) bool {
		return strings.HasPrefix(line, g.cookie+"=")
	}), cookie.String())
	return id
}

// give makes a token, and keeps the response out of caches.
func (g *tokenGuard) give(v *visit, kind byte, id string) string {
	if id == "" {
		return ""
	}
	if len(v.header["Cache-Control"]) == 0 {
		v.header["Cache-Control"] = noStore
	}
	return g.mask(g.keys[0].code(kind, id))
}

// mask writes pad and code XOR pad. The pad is new each time, so both halves are
// random, and only together they say the code.
func (g *tokenGuard) mask(code [tokenBytes]byte) string {
	var raw [2 * tokenBytes]byte
	if !g.random.fill(raw[:tokenBytes]) {
		return ""
	}
	subtle.XORBytes(raw[tokenBytes:], raw[:tokenBytes], code[:])
	var text [tokenLength]byte
	base64.RawURLEncoding.Encode(text[:], raw[:])
	return string(text[:])
}

// check judges the token that came with a request.
func (g *tokenGuard) check(r *http.Request) Reason {
	text := ""
	switch values := r.Header[g.Header]; len(values) {
	case 0:
		text = peekField(r, g.Field, g.FieldWithin)
	case 1:
		text = strings.TrimSpace(values[0])
	default:
		return WrongToken
	}
	if text == "" {
		return NoToken
	}
	kind, id := g.binding(r)
	if id == "" || !g.accepts(text, kind, id) {
		return WrongToken
	}
	return 0
}

// accepts takes the same time whatever the token's bytes are.
func (g *tokenGuard) accepts(text string, kind byte, id string) bool {
	// base64 reads over line ends, and a token has one spelling.
	if len(text) != tokenLength || strings.IndexByte(text, '\n') >= 0 || strings.IndexByte(text, '\r') >= 0 {
		return false
	}
	var chars [tokenLength]byte
	var raw [2 * tokenBytes]byte
	copy(chars[:], text)
	if _, err := strictBase64.Decode(raw[:], chars[:]); err != nil {
		return false
	}
	subtle.XORBytes(raw[tokenBytes:], raw[tokenBytes:], raw[:tokenBytes])
	match := 0
	for i := range g.keys {
		code := g.keys[i].code(kind, id)
		match |= subtle.ConstantTimeCompare(code[:], raw[tokenBytes:])
	}
	return match == 1
}

// strictBase64 refuses a last character with bits set that stand for nothing, so that a
// token has one spelling.
var strictBase64 = base64.RawURLEncoding.Strict()

func isBase64Byte(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' || c == '_' }

// cookieValue finds a cookie by its name, and how often it is there. It allocates
// nothing, and reads a header as RFC 6265bis, section 5.8.3, has browsers write it.
//
// Around a name only spaces and tabs are not part of it, as for browsers. To one who
// takes off every blank of Unicode, a cookie named U+2000 and __Host-csrf would be
// __Host-csrf, and to browsers it has no prefix: any subdomain could plant it.
func cookieValue(headers []string, name string) (value string, n int) {
	for _, header := range headers {
		for part := range strings.SplitSeq(header, ";") {
			key, text, _ := strings.Cut(trimSpace(part), "=")
			if trimSpace(key) != name {
				continue
			}
			if n++; n == 1 {
				value = text
			}
		}
	}
	return value, n
}
