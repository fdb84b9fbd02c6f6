package websec

import (
	"context"
	"encoding/base64"
	"strings"
)

const (
	nonceBytes  = 16 // CSP 3, section 7.1: at least 128 bits
	nonceLength = 22 // in base64 without padding
)

// Nonce returns the nonce of the response: 128 random bits in URL-safe base64, the
// same at every call for one request, and put into the policies that [Headers] sends.
// A script or style that carries it in its nonce attribute runs.
//
// It is made when it is first asked for. A response that never asks has a policy
// under which no inline script runs at all, costs nothing more and may be cached; one
// that asks is not to be cached, and says so unless it has a Cache-Control already
// (or [Headers.CacheNonces] is set), because a nonce that is served twice can be
// learned in between.
//
// Ask before the first byte of the response is written, in the handler's goroutine:
// a header that is out cannot have the nonce, and the browser would run nothing.
// [Template] does that by itself. Without the layer, or when its policies use no
// nonce, it returns "".
func Nonce(ctx context.Context) string {
	v := visitOf(ctx)
	if v == nil || v.headers == nil || v.header == nil {
		return ""
	}
	if v.nonce == "" {
		v.makeNonce()
	}
	return v.nonce
}

func (v *visit) makeNonce() {
	plan := v.headers
	if !plan.policy.usesNonce() && !plan.reportOnly.usesNonce() {
		return
	}
	var raw [nonceBytes]byte
	if !plan.random.fill(raw[:]) {
		return // the policy stays without a nonce: no inline script runs
	}
	var text [nonceLength]byte
	base64.RawURLEncoding.Encode(text[:], raw[:])
	if plan.policy.usesNonce() {
		v.policy[0] = plan.policy.with(text[:])
		v.nonce = v.policy[0][len(plan.policy.parts[0]):][:nonceLength]
	} else {
		v.nonce = string(text[:])
	}
	if name := cspHeader + "-Report-Only"; plan.reportOnly.usesNonce() && sameSlice(v.header[name], plan.reportOnly.plain) {
		v.header[name] = []string{plan.reportOnly.with(text[:])}
	}
	if !plan.cacheNonces && len(v.header["Cache-Control"]) == 0 {
		v.header["Cache-Control"] = noStore
	}
}

var noStore = []string{"no-store"}

// with returns the policy's text with a nonce, in one allocation: the nonce that the
// handler gets is a part of it.
func (p *compiledPolicy) with(nonce []byte) string {
	var b strings.Builder
	b.Grow(p.size)
	b.WriteString(p.parts[0])
	for _, part := range p.parts[1:] {
		b.Write(nonce)
		b.WriteString(part)
	}
	return b.String()
}

// sameSlice reports whether a header still has the value that the layer gave it, and
// not one of the handler's.
func sameSlice(a, b []string) bool { return len(a) == 1 && len(b) == 1 && &a[0] == &b[0] }
