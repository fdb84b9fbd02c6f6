package websec

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestContextField: a request gets its context, and nothing else of it changes, by the field
// and by a copy alike.
func TestContextField(t *testing.T) {
	field := findContextField()
	require.NotEqual(t, noContextField, field, "net/http keeps the context elsewhere than it did")
	for _, at := range []contextField{field, noContextField} {
		r := httptest.NewRequest(http.MethodPost, "https://shop.example/a?b=c", http.NoBody)
		r.Pattern = "/{name}"
		r.SetPathValue("name", "a")
		ctx := context.WithValue(t.Context(), visitKey{}, at)
		want := r.WithContext(ctx)
		at.set(r, ctx)
		require.Equal(t, ctx, r.Context())
		require.Equal(t, want, r)
	}
}
