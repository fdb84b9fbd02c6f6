package websec

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
)

// peekField returns the first value of a form's field that lies wholly within the
// first limit bytes of a body, urlencoded or multipart; "" if there is none. It leaves
// the body as if nothing had been read, so that handlers may still stream it. A form
// that was parsed before is asked instead. The query is never looked at: a link of
// another site could carry a token there.
func peekField(r *http.Request, name string, limit int) string {
	if r.MultipartForm != nil && len(r.MultipartForm.Value[name]) > 0 {
		return r.MultipartForm.Value[name][0]
	}
	if wasParsed(r) {
		return r.PostForm.Get(name)
	}
	if r.Body == nil || r.Body == http.NoBody {
		return ""
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" && kind != "multipart/form-data" {
		return ""
	}
	head, whole := peekBody(r, limit)
	if kind == "multipart/form-data" {
		return multipartField(head, params["boundary"], name)
	}
	return urlencodedField(head, whole, name)
}

// wasParsed reports whether the form of a body was read before. ParseForm leaves the body of a
// multipart form alone, and an empty PostForm behind, as for every other kind of body.
func wasParsed(r *http.Request) bool {
	if r.PostForm == nil || r.MultipartForm != nil {
		return r.MultipartForm != nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return len(r.PostForm) > 0 || err == nil && kind == "application/x-www-form-urlencoded"
}

// peekBody reads up to limit bytes and puts them back. whole says that the body ends
// there.
func peekBody(r *http.Request, limit int) (head []byte, whole bool) {
	var buffer bytes.Buffer
	_, err := io.Copy(&buffer, io.LimitReader(r.Body, int64(limit)))
	head = buffer.Bytes()
	again := &rejoinedBody{Reader: io.MultiReader(bytes.NewReader(head), r.Body), Closer: r.Body}
	if err != nil { // the handler gets the error where it came
		again.Reader = io.MultiReader(bytes.NewReader(head), failedReader{err})
	}
	r.Body = again
	return head, err == nil && len(head) < limit
}

type rejoinedBody struct {
	io.Reader
	io.Closer
}

type failedReader struct{ err error }

func (f failedReader) Read([]byte) (int, error) { return 0, f.err }

func urlencodedField(head []byte, whole bool, name string) string {
	for len(head) > 0 {
		pair, rest, more := bytes.Cut(head, []byte("&"))
		if !more && !whole {
			return "" // cut off: the value may go on
		}
		head = rest
		key, value, _ := bytes.Cut(pair, []byte("="))
		if k, err := url.QueryUnescape(string(key)); err != nil || k != name {
			continue
		}
		v, err := url.QueryUnescape(string(value))
		if err != nil {
			return ""
		}
		return v
	}
	return ""
}

func multipartField(head []byte, boundary, name string) string {
	if boundary == "" {
		return ""
	}
	parts := multipart.NewReader(bytes.NewReader(head), boundary)
	for {
		part, err := parts.NextPart()
		if err != nil {
			return ""
		}
		if part.FormName() != name || part.FileName() != "" {
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, 4*tokenLength))
		if err != nil && !errors.Is(err, io.EOF) {
			return "" // cut off by the limit
		}
		return string(value)
	}
}
