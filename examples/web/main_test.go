package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/lessons/goldens"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestLifeCycle: piped, the story tells contexts, functions and what they do.
func TestLifeCycle(t *testing.T) {
	status, out, errs := goldens.Play(t, app, "")
	require.Zero(t, status, errs)
	require.Empty(t, errs)
	for _, want := range []string{
		"push an application context", "before_request load_user of shop\n", `g.user = "ada"`,
		"teardown_request audit of shop.staff", "1 request, 9 functions called",
	} {
		require.Contains(t, out, want)
	}
}

// TestPicture: the README's picture is what the example draws today.
func TestPicture(t *testing.T) { goldens.Picture(t, app) }

func TestEveryScenarioPlays(t *testing.T) {
	status, list, _ := goldens.Play(t, app, "", "-list")
	require.Zero(t, status)
	for line := range strings.Lines(list) {
		name := strings.Fields(line)[0]
		for _, form := range [][]string{{"-json"}, {"-svg", "-"}, {"-cast", "-"}, {"-plain"}} {
			status, out, errs := goldens.Play(t, app, "", append(form, "-scenario", name)...)
			require.Zero(t, status, errs)
			require.NotEmpty(t, out, name)
		}
	}
}

// TestOwnProgram plays a case of the oracle, alone and with its recorded answer.
func TestOwnProgram(t *testing.T) {
	program := `{"app":{"routes":[{"rule":"/x","do":[["return","hello"]]}]},"requests":[{"path":"/x"}]}`
	for _, text := range []string{program, `{"case":` + program + `,"answer":{}}`} {
		status, out, errs := goldens.Play(t, app, text, "-program", "-")
		require.Zero(t, status, errs)
		require.Contains(t, out, `the client has 200 "hello"`)
	}
}

// TestBadInput: status 2, a message that says where, nothing half-drawn.
func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct {
		program string
		args    []string
		want    string
	}{
		"bad JSON":         {"{\n]", []string{"-program", "-"}, "stdin:2: invalid character ']'"},
		"misspelt":         {`{"blueprint":{}}`, []string{"-program", "-"}, `unknown field "blueprint"`},
		"unknown step":     {`{"app":{"before":[{"label":"b","do":[["jump"]]}]}}`, []string{"-program", "-"}, "no step is [jump]"},
		"no such file":     {"", []string{"-program", "nowhere.json"}, "nowhere.json"},
		"no such scenario": {"", []string{"-scenario", "nothing"}, "nothing"},
		"no such flag":     {"", []string{"-colour"}, "-colour"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := goldens.Play(t, app, c.program, c.args...)
			require.Equal(t, 2, status)
			require.Empty(t, out)
			require.Contains(t, errs, c.want)
		})
	}
}

// typed runs the example as a shell would.
func typed(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	in, err := os.Open(os.DevNull)
	require.NoError(t, err)
	defer func() { require.NoError(t, in.Close()) }()
	var o, e bytes.Buffer
	status = run(t.Context(), args, in, &o, &e)
	return status, o.String(), e.String()
}

// TestRequest: requests typed by hand go to the real application, one browser's all of
// them, and are the same each time.
func TestRequest(t *testing.T) {
	args := []string{"-plain", "-as", "ada", "-request", "/admin/users/", "-request=POST /notes/ title=tea", "--request", "/notes/4", "-request", "POST /accounts/logout", "-request", "/notes/"}
	status, out, errs := typed(t, args...)
	require.Zero(t, status, errs)
	for _, want := range []string{
		"match the URL: /admin/users/ is admin.users.list", "g.user = ada", "before_request loadTarget of admin.users",
		"before_request Required of notes", "send 303 to /notes/4", "the client has 200, a page: tea - underhood notes",
		"the store removes id1", "send 303 to /accounts/login?next=%2Fnotes%2F",
	} {
		require.Contains(t, out, want)
	}
	_, again, _ := typed(t, args...)
	require.Equal(t, out, again)

	status, out, errs = typed(t, "-as", "bob", "-request", "/notes/1", "-request", "/admin/", "-json")
	require.Zero(t, status, errs)
	require.Contains(t, out, `func (p *part) loadNote(`)
	require.Contains(t, out, "errorhandler notFound of notes, told of 404 Not Found")
	require.Contains(t, out, "errorhandler forbidden of admin, told of 403 Forbidden")
}

// TestWrongFlags: what does not go together is refused before anything is done.
func TestWrongFlags(t *testing.T) {
	for want, args := range map[string][]string{
		"-request needs a value":                    {"-request"},
		"-serve only goes with":                     {"-serve", "-plain"},
		"-addr and -db go with -serve":              {"-db", "x"},
		"-as goes with -request":                    {"-as", "ada"},
		"-as eve: the accounts are ada, bob":        {"-as", "eve", "-request", "/"},
		"unexpected argument":                       {"-request", "GET", "/notes/"},
		"web takes no -program":                     {"-request", "/", "-program", "x"},
		`request "notes": it is a method`:           {"-request", "notes"},
		`request "GET": it is a method`:             {"-request", "GET"},
		`request "/%zz": parse "/%zz"`:              {"-request", "/%zz"},
		`request "G(T /": net/http: invalid method`: {"-request", "G(T /"},
	} {
		status, out, errs := typed(t, args...)
		require.Equal(t, 2, status, args)
		require.Empty(t, out)
		require.Contains(t, errs, want)
	}
	status, out, _ := typed(t, "-h")
	require.Zero(t, status)
	require.Contains(t, out, "-request LINE")
}

// TestServe: it says where it listens, answers there, and ends when it is told to; the
// database file has what was written.
func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	o := own{serve: true, addr: "127.0.0.1:0", db: filepath.Join(t.TempDir(), "site.db"), rounds: fewRounds}
	ended := make(chan int, 1)
	var errs bytes.Buffer
	go func() { ended <- serve(ctx, o, in, &errs) }()
	said := make([]byte, 200)
	n, err := out.Read(said)
	require.NoError(t, err)
	url := strings.TrimSpace(string(said[:n]))
	rest := make(chan string, 1)
	go func() {
		b, _ := io.ReadAll(out) // until the pipe is closed
		rest <- string(b)
	}()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/accounts/login", http.NoBody)
	require.NoError(t, err)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(r)
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusOK, res.StatusCode)
	require.Contains(t, string(body), "<label for=\"password\">")
	stop()
	require.Zero(t, <-ended, errs.String())
	require.NoError(t, in.Close())
	require.Contains(t, <-rest, `ada, password "analytical engine", an administrator`)
	require.FileExists(t, o.db)

	o.addr = "nowhere:99999"
	require.Equal(t, 1, serve(t.Context(), o, io.Discard, &errs))
	require.Contains(t, errs.String(), "web: listen tcp")
	o.db = filepath.Join(t.TempDir(), "no", "such", "folder")
	require.Equal(t, 1, serve(t.Context(), o, io.Discard, &errs))
}
