// Package reqcopy hands a copy of a request to a handler, and takes back what the handler
// wrote into it.
//
// Middleware that gives a request another body or context makes a copy of it. Whatever
// parses a form then writes the result into the copy. That is not only lost to who is
// outside: when a handler has returned, net/http removes the files of the multipart form of
// the request that it made itself, and knows no other. The files of a copy would stay on
// the disk for ever.
//
// To write the body into the request that is there is no way out: until the header of the
// response is sent, net/http tells by the type of its body whether a client waits for
// 100 Continue, and how much it still has to send.
package reqcopy

import "net/http"

// Serve has h serve the copy of r, and then does what [Return] does. So that who logs
// requests sees what r was matched by, r gets the pattern as well.
func Serve(h http.Handler, w http.ResponseWriter, copied, r *http.Request) {
	returned := false
	defer func() {
		Return(copied, r, returned)
		if r.Pattern != copied.Pattern {
			r.Pattern = copied.Pattern
		}
	}()
	h.ServeHTTP(w, copied)
	returned = true
}

// Return writes the forms into r that a handler has parsed in the copy.
//
// If the handler did not return, but panicked, it removes the files of the form itself:
// by HTTP/1, net/http leaves those even of its own requests.
func Return(copied, r *http.Request, returned bool) {
	if form := copied.MultipartForm; form != r.MultipartForm {
		if form != nil && !returned {
			_ = form.RemoveAll() // the panic is what there is to tell
		}
		r.MultipartForm = form
	}
	if r.Form == nil && copied.Form != nil {
		r.Form = copied.Form
	}
	if r.PostForm == nil && copied.PostForm != nil {
		r.PostForm = copied.PostForm
	}
}
