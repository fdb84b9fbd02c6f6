package websec

import (
	"bytes"
	"context"
	"net/http"
	"strings"
)

// fill copies a page with what belongs into the places of the marks. It is done behind
// html/template, so that it sees what the actions have really written.
func (t *Template) fill(out *bytes.Buffer, page []byte, r *http.Request) {
	ctx := r.Context()
	for {
		i := bytes.Index(page, t.mark)
		if i < 0 || i+len(t.mark) == len(page) {
			out.Write(page)
			return
		}
		out.Write(page[:i])
		kind := page[i+len(t.mark)]
		page = page[i+len(t.mark)+1:]
		switch kind {
		case markNonce:
			out.WriteString(Nonce(ctx))
		case markToken:
			out.WriteString(Token(ctx))
		case stampNonce:
			writeNonce(out, Nonce(ctx))
		case stampToken:
			writeToken(out, ctx)
		case stampMaybe:
			if formStaysHere(out.Bytes(), r) {
				writeToken(out, ctx)
			}
		case stampSlash:
			// An action may have written nothing, and what is behind it decides. Browsers
			// take a backslash for a slash, and skip tabs and line ends; a character
			// reference is constant text, and rare enough to be taken for the worst.
			if len(page) > 0 && strings.IndexByte("/\\\t\n\r&", page[0]) >= 0 {
				out.WriteString("./")
			}
		}
	}
}

// writeNonce writes the attribute, or takes back the blank in front of it.
func writeNonce(out *bytes.Buffer, nonce string) {
	if nonce == "" {
		out.Truncate(out.Len() - 1)
		return
	}
	out.WriteString(`nonce="` + nonce + `"`)
}

// writeToken writes the hidden field; nothing where there is no token for it.
func writeToken(out *bytes.Buffer, ctx context.Context) {
	field := TokenField(ctx)
	if field == "" {
		return
	}
	if token := Token(ctx); token != "" {
		out.WriteString(`<input type="hidden" name="` + field + `" value="` + token + `">`)
	}
}

// formStaysHere reports whether the form whose tag a page ends with is sent to the origin
// of the request. The tag is read by what read the template: a < that is followed by a
// letter is in no value, so the last one begins the tag.
func formStaysHere(page []byte, r *http.Request) bool {
	for end := len(page); ; {
		i := bytes.LastIndexByte(page[:end], '<')
		if i < 0 {
			return false
		}
		if i+1 == len(page) || !isLetter(page[i+1]) {
			end = i
			continue
		}
		s := &scan{text: page[i:]}
		for s.i < len(s.text) && s.why == "" {
			s.step()
		}
		if s.why != "" || s.ended.seen&fact("action") == 0 {
			return false
		}
		return isLocal(s.ended.action, false) || isHere(s.ended.action, r)
	}
}

// isHere reports whether an absolute URL has the origin of the request.
func isHere(url string, r *http.Request) bool {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok || strings.Contains(url, "\\") || squeeze(url) != url {
		return false
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	scheme = strings.ToLower(scheme)
	switch scheme {
	case "https":
		rest = strings.TrimSuffix(rest, ":443")
	case "http":
		rest = strings.TrimSuffix(rest, ":80")
	}
	origin := scheme + "://" + strings.ToLower(rest)
	v := visitOf(r.Context())
	return isOrigin(origin) && sameOrigin(origin, r, v != nil && v.csrf != nil && v.csrf.TLSAtProxy)
}
