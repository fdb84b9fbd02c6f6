package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

// The files of an upload that did not fit into memory are gone with the request, as they
// are in a view that net/http calls itself.
func TestUploadsAreRemoved(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP"} { // the second is for Windows
		t.Setenv(name, dir)
	}
	app := web.New(quiet())
	app.Post("/upload", "upload", func(w http.ResponseWriter, r *http.Request) error {
		if err := r.ParseMultipartForm(0); err != nil {
			return err
		}
		left, err := os.ReadDir(dir)
		if len(left) == 0 {
			t.Error("the file is in memory")
		}
		if r.URL.RawQuery == "panics" {
			panic(http.ErrAbortHandler)
		}
		return err
	})
	mux := http.NewServeMux()
	mux.Handle("/", app)
	mux.Handle("/a/b/", web.Mount("/a", web.Mount("/b", app)))
	s := httptest.NewServer(mux)
	for _, path := range []string{"/upload", "/a/b/upload", "/upload?panics", "/a/b/upload?panics"} {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		file, err := form.CreateFormFile("file", "x")
		require.NoError(t, err)
		_, err = file.Write(make([]byte, 100_000))
		require.NoError(t, err)
		require.NoError(t, form.Close())
		if answer, err := http.Post(s.URL+path, form.FormDataContentType(), &body); err == nil {
			require.NoError(t, answer.Body.Close())
		}
	}
	s.Close() // when the last request is over
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}
