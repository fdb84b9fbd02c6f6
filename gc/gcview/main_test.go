package gcview

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/gc"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// must is for heaps, whose calls cannot fail as the tests make them.
func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// keep has the view's owner, another goroutine, answer until the test ends.
func keep(t *testing.T, v *View) {
	ctx, stop := context.WithCancel(t.Context())
	var owner sync.WaitGroup
	owner.Go(func() { _ = v.Stay(ctx) }) // it is always the context's error
	t.Cleanup(func() { stop(); owner.Wait() })
}

// attached is a view of h, which is then the view's owner's.
func attached(t *testing.T, h *gc.Heap, opts ...Option) *View {
	v := New(opts...)
	v.nonce = func() string { return "NONCE" }
	require.NoError(t, v.Attach(h))
	return v
}

func get(v *View, address string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	v.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	return w
}

// small is a heap with a bit of everything: a name, a chain, a cycle nobody can reach,
// a weak reference.
func small(t *testing.T, opts ...gc.Option) (*gc.Heap, map[string]gc.Ref) {
	h := gc.New(opts...)
	all := map[string]gc.Ref{}
	instance := func(label string) gc.Ref {
		all[label] = must(h.NewInstance(2))
		require.NoError(t, h.SetLabel(all[label], label))
		return all[label]
	}
	app, users, lost := instance("app"), must(h.NewList()), instance("lost")
	all["users"] = users
	require.NoError(t, h.SetLabel(users, "users"))
	require.NoError(t, h.Globals().Bind("app", app))
	require.NoError(t, h.DecRef(app))
	require.NoError(t, h.Give(app, 0, users))
	for _, name := range []string{"ada", "grace"} {
		u := instance(name)
		require.NoError(t, h.Append(users, u))
		require.NoError(t, h.Set(u, 0, users))
		require.NoError(t, h.Give(u, 1, must(h.NewLeaf(name))))
		require.NoError(t, h.DecRef(u))
	}
	other := instance("found never")
	require.NoError(t, h.Give(lost, 0, other))
	require.NoError(t, h.Set(other, 0, lost))
	require.NoError(t, h.DecRef(lost))
	all["weak"] = must(h.NewWeak(all["ada"], nil))
	require.NoError(t, h.Globals().Give("watcher", all["weak"]))
	return h, all
}
