package websec

import (
	"context"
	"net/http"
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
// nonce, it returns "". Whoever keeps a nonce for long should copy it ([strings.Clone]): it
// is a part of a string of some 3 KB.
func Nonce(ctx context.Context) string {
	v := visitOf(ctx)
	if v == nil || v.headers == nil || v.header == nil || !v.hasNonce() && !v.makeNonce() {
		return ""
	}
	return v.policy[0][v.headers.texts.marks[0]:][:nonceLength]
}

// takePolicy puts the first policy into the header. Its value lies in the visit, so that the
// nonce gets into it without another look at the header. One that the handler puts in its
// place stays.
func (v *visit) takePolicy(plan *headerPlan, header http.Header) {
	first := &plan.nonced[0]
	if outer := v.headers; outer != nil && outer.nonced[0].name != first.name {
		// Headers within Headers: the value is one header's alone.
		if name := outer.nonced[0].name; sameSlice(header[name], v.policy[:]) {
			header[name] = outer.nonced[0].plain
		}
	}
	v.headers, v.policy[0] = plan, first.plain[0]
	header[first.name] = v.policy[:]
}

// hasNonce tells by the length: with its nonce a policy is always longer.
func (v *visit) hasNonce() bool { return len(v.policy[0]) == len(v.headers.nonced[0].form) }

// makeNonce reports false when there are no random bytes: the policies stay without a nonce,
// and no inline script runs.
func (v *visit) makeNonce() bool {
	plan := v.headers
	text, ok := plan.texts.next()
	if !ok {
		return false
	}
	n := len(plan.nonced[0].form)
	v.policy[0] = text[:n]
	if len(plan.nonced) > 1 {
		if second := plan.nonced[1]; sameSlice(v.header[second.name], second.plain) {
			v.header[second.name] = []string{text[n:]}
		}
	}
	if !plan.cacheNonces && len(v.header["Cache-Control"]) == 0 {
		v.header["Cache-Control"] = noStore
	}
	return true
}

var noStore = []string{"no-store"}

// sameSlice reports whether a header still has the value that the layer gave it, and
// not one of the handler's.
func sameSlice(a, b []string) bool { return len(a) == 1 && len(b) == 1 && &a[0] == &b[0] }
