package websec_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/websec"
)

// Whoever reads the body cannot tell that a part of it was read before.
func TestShedAfterBody(t *testing.T) {
	s := newShedder(t)
	broken := errors.New("broken off")
	for _, size := range []int{0, 1, 9, 10, 11, 1000} {
		for name, source := range map[string]func() io.Reader{
			"whole":   func() io.Reader { return strings.NewReader(strings.Repeat("x", size)) },
			"in bits": func() io.Reader { return iotest.OneByteReader(strings.NewReader(strings.Repeat("x", size))) },
			"broken": func() io.Reader {
				return io.MultiReader(strings.NewReader(strings.Repeat("x", size)), iotest.ErrReader(broken))
			},
		} {
			t.Run(fmt.Sprint(name, size), func(t *testing.T) {
				h := s.Guard(websec.ShedAfterBody(10))(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					body, err := io.ReadAll(r.Body)
					require.Equal(t, strings.Repeat("x", size), string(body))
					if name == "broken" {
						require.ErrorIs(t, err, broken)
					} else {
						require.NoError(t, err)
					}
					require.NoError(t, r.Body.Close())
				}))
				h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", source()))
			})
		}
	}
	for _, bytes := range []int{-1, 64<<20 + 1} {
		require.PanicsWithValue(t, fmt.Sprintf("websec: bad option of a flood defence: Shedder.Guard: ShedAfterBody(%d): 0 to 67108864", bytes),
			func() { s.Guard(websec.ShedAfterBody(bytes)) })
	}
}

// What is read first takes the memory that was said at most, and no more than came, twice.
func TestShedAfterBodyMemory(t *testing.T) {
	for _, tt := range []struct {
		declared    int64
		comes, most int
		atMost      int
	}{
		{-1, 4 << 20, 1 << 20, 1 << 20},
		{4 << 20, 4 << 20, 1 << 20, 1 << 20},
		{-1, 4 << 20, 1<<20 + 1, 1<<20 + 1},
		{-1, 9, 10, 10},
		{9, 9, 1 << 20, 9},
		{-1, 100_000, 1 << 20, 200_000},
		{1 << 20, 100, 1 << 20, 4 << 10},
		{1 << 40, 100, 1 << 20, 4 << 10},
	} {
		t.Run(fmt.Sprint(tt), func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(strings.Repeat("x", tt.comes)))
			r.ContentLength = tt.declared
			body := websec.BodyFirst(r, tt.most)
			held := websec.HeldOf(body)
			require.GreaterOrEqual(t, held, min(tt.comes, tt.most))
			require.LessOrEqual(t, held, tt.atMost)
			all, err := io.ReadAll(body)
			require.NoError(t, err)
			require.Len(t, all, tt.comes)
			require.Zero(t, websec.HeldOf(body))
		})
	}
}

// Slow bodies, as many as may be in at once and more, keep nobody out.
func TestSlowBodiesTakeNoRoom(t *testing.T) {
	for _, first := range []int{0, 100} {
		t.Run(fmt.Sprint(first), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				shedder := newShedder(t, websec.ShedLimits(4, 8))
				reads := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) })
				n := serveMem(t, shedder.Guard(websec.ShedAfterBody(first))(reads).ServeHTTP)
				for i := range 20 {
					c := n.dial(fmt.Sprintf("198.51.100.%d:1", i))
					go func() { _, _ = io.Copy(io.Discard, c) }()
					send(t, c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nx")
				}
				time.Sleep(time.Second)
				_, err := shedder.Acquire(t.Context(), websec.Normal)
				require.NoError(t, err)
				require.Equal(t, first == 0, shedder.Stats().Away > 0, "let in first, and out again")
				time.Sleep(time.Minute) // the slow ones are cut off
			})
		})
	}
}
