package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/gc"
	"underhood/internal/lessons/goldens"
)

// TestServe: a browser sees the heap at work, and the end leaves nothing behind.
func TestServe(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var said bytes.Buffer
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, 1, &said) }()

	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get("http://" + listener.Addr().String() + "/overview.json")
	require.NoError(t, err)
	defer func() { require.NoError(t, answer.Body.Close()) }()
	require.Equal(t, http.StatusOK, answer.StatusCode)
	var heap struct{ Objects int }
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&heap))
	require.Positive(t, heap.Objects)

	stop()
	require.ErrorIs(t, <-ended, context.Canceled)
	require.Contains(t, said.String(), "http://127.0.0.1:")
}

// TestVillage: years pass, the collector has work, and the heap stays small and whole.
func TestVillage(t *testing.T) {
	h := gc.New()
	v := newVillage(h, 1)
	for range 5000 {
		require.NoError(t, v.day())
	}
	require.NoError(t, h.Verify())
	require.Equal(t, most, mustSize(t, h, v.people))
	stats := h.Stats()
	require.Positive(t, stats[0].Collected+stats[1].Collected+stats[2].Collected)
	require.Less(t, h.Len(), 5000)
}

func mustSize(t *testing.T, h *gc.Heap, r gc.Ref) int {
	n, err := h.Size(r)
	require.NoError(t, err)
	return n
}

// TestServeRefuses: an address others reach, none at all, and a host that only leads here.
func TestServeRefuses(t *testing.T) {
	for address, want := range map[string]string{
		":8080": "not this machine alone", "0.0.0.0:8080": "not this machine alone", "example.com:80": "not this machine alone",
		"127.0.0.1": "missing port", "127.0.0.1:99999": "invalid port",
	} {
		status, out, errs := goldens.Play(t, app, "", "-serve", address)
		require.Equal(t, 2, status, address)
		require.Empty(t, out)
		require.Contains(t, errs, want)
	}
	for _, with := range []string{"-scenario pool", "-program x", "-list", "-plain", "-svg x.svg"} {
		status, out, errs := goldens.Play(t, app, "", append(strings.Fields(with), "-serve", "127.0.0.1:0")...)
		require.Equal(t, 2, status, with)
		require.Empty(t, out)
		require.Contains(t, errs, "shows no run", with)
	}
	own := ownHostOnly(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for host, code := range map[string]int{
		"127.0.0.1:80": 200, "localhost:80": 200, "localhost": 200, "[::1]:80": 200,
		"evil.example:80": 403, "127.0.0.1.evil.example": 403, "": 403,
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		own.ServeHTTP(w, r)
		require.Equal(t, code, w.Code, host)
	}
}
