package websec

import (
	"context"
	"net/http"
	"reflect"
	"unsafe"
)

// A contextField is where http.Request keeps its context, as an offset.
//
// net/http gives a request another context by a copy. To copy that back into the request
// writes two dozen pointers, and a collector that is marking is told of each of them and of
// what was there before, which is a tenth of what headers with a nonce cost.
//
// Invariant: the field has the type context.Context, and is the one that Request.Context
// reads; or it is noContextField, and the request is copied.
type contextField uintptr

const noContextField = ^contextField(0)

var requestContext = findContextField()

func findContextField() contextField {
	field, found := reflect.TypeFor[http.Request]().FieldByName("ctx")
	if !found || field.Type != reflect.TypeFor[context.Context]() {
		return noContextField
	}
	// The name is net/http's own affair: see what Context reads.
	at := contextField(field.Offset)
	ctx := context.WithValue(context.Background(), visitKey{}, nil)
	r := new(http.Request)
	if at.set(r, ctx); r.Context() != ctx {
		return noContextField
	}
	return at
}

// set does what *r = *r.WithContext(ctx) does.
func (at contextField) set(r *http.Request, ctx context.Context) {
	if at == noContextField {
		*r = *r.WithContext(ctx) // the copy stays on the stack
		return
	}
	*(*context.Context)(unsafe.Add(unsafe.Pointer(r), at)) = ctx
}
