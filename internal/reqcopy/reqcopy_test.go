package reqcopy_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/reqcopy"
)

// upload is a request with a field and a file.
func upload(t *testing.T) *http.Request {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(t, form.WriteField("name", "ada"))
	file, err := form.CreateFormFile("file", "x")
	require.NoError(t, err)
	_, err = file.Write(make([]byte, 10_000))
	require.NoError(t, err)
	require.NoError(t, form.Close())
	r := httptest.NewRequest(http.MethodPost, "/notes", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}

// parse spills all files to the disk.
func parse(t *testing.T, r *http.Request) {
	t.Helper()
	require.NoError(t, r.ParseMultipartForm(0))
}

// emptyTemp has the test's files lie in a folder of their own.
func emptyTemp(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP"} { // the second is for Windows
		t.Setenv(name, dir)
	}
}

func files(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir(os.TempDir())
	require.NoError(t, err)
	return len(all)
}

// What the handler wrote is there as if there had been no copy.
func TestServe(t *testing.T) {
	emptyTemp(t)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /notes", func(_ http.ResponseWriter, r *http.Request) { parse(t, r) })
	r := upload(t)
	copied := *r
	reqcopy.Serve(mux, httptest.NewRecorder(), &copied, r)
	require.Equal(t, "POST /notes", r.Pattern)
	require.Equal(t, "ada", r.Form.Get("name"))
	require.Equal(t, "ada", r.PostForm.Get("name"))
	require.Same(t, copied.MultipartForm, r.MultipartForm)
	require.Equal(t, 1, files(t), "whoever made the request removes it")
	require.NoError(t, r.MultipartForm.RemoveAll())
	require.Zero(t, files(t))
}

// After a panic the files are gone, unless the handler found them parsed: then whoever did
// that has them.
func TestServePanic(t *testing.T) {
	emptyTemp(t)
	for _, before := range []bool{false, true} {
		r := upload(t)
		if before {
			parse(t, r)
		}
		copied := *r
		require.PanicsWithValue(t, "broken", func() {
			reqcopy.Serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				parse(t, r)
				panic("broken")
			}), httptest.NewRecorder(), &copied, r)
		})
		require.Equal(t, "ada", r.Form.Get("name"))
		if before {
			require.Equal(t, 1, files(t))
		} else {
			require.Zero(t, files(t))
		}
	}
}
