package show

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// testApp plays the ring and takes a program of one word.
func testApp() App {
	return App{
		Name: "ring", About: "A ring buffer.", Program: "one word",
		Scenarios: []Scenario{{Name: "wrap", About: "it wraps round", Poster: 6}, {Name: "fails", About: "it fails"}},
		Tape: func(_ context.Context, c Choice) (Tape, error) {
			switch {
			case c.Scenario == "fails":
				return nil, errors.New("no memory")
			case c.Program != nil && string(c.Program) != "good":
				return nil, &InputError{File: c.File, Line: 1, Op: 1, Err: errors.New("unknown word")}
			}
			return ringTape(), nil
		},
	}
}

// call runs the app and returns its status and what it wrote.
func call(app App, stdin string, args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = Run(context.Background(), app, args, strings.NewReader(stdin), &out, &errs)
	return status, out.String(), errs.String()
}

// TestRunInterrupted: a run that Ctrl-C ends says so, with the status that shells know; any
// other error of an ended context is one.
func TestRunInterrupted(t *testing.T) {
	app := testApp()
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	for want, err := range map[string]error{
		"130 ring: interrupted\n": fmt.Errorf("recording: %w", context.Canceled),
		"1 ring: no memory\n":     errors.New("no memory"),
	} {
		app.Tape = func(context.Context, Choice) (Tape, error) {
			stop(errors.New("interrupt signal received"))
			return nil, err
		}
		var out, errs bytes.Buffer
		status := Run(ctx, app, nil, strings.NewReader(""), &out, &errs)
		require.Equal(t, want, fmt.Sprint(status, " ", errs.String()))
		require.Empty(t, out.String())
	}
	app.Tape = func(ctx context.Context, _ Choice) (Tape, error) { return nil, context.Cause(ctx) }
	require.Equal(t, 130, Run(ctx, app, nil, strings.NewReader(""), io.Discard, io.Discard))
	app.Tape = func(context.Context, Choice) (Tape, error) { return nil, context.Canceled }
	require.Equal(t, 1, Run(context.Background(), app, nil, strings.NewReader(""), io.Discard, io.Discard), "nobody interrupted it")
}

func TestRunForms(t *testing.T) {
	var plain, lines bytes.Buffer
	require.NoError(t, Plain(&plain, ringTape()))
	require.NoError(t, JSON(&lines, ringTape()))
	for args, want := range map[string]string{
		"":                   plain.String(),
		"-plain":             plain.String(),
		"-json":              lines.String(),
		"-scenario wrap":     plain.String(),
		"-list":              "  wrap   it wraps round\n  fails  it fails\n",
		"-program -":         plain.String(),
		"-seed 4 -speed 0.5": plain.String(),
	} {
		status, out, errs := call(testApp(), "good", strings.Fields(args)...)
		require.Zero(t, status, errs)
		require.Equal(t, want, out, args)
		require.Empty(t, errs)
	}
}

func TestRunHelp(t *testing.T) {
	status, out, errs := call(testApp(), "", "-h")
	require.Zero(t, status)
	require.Empty(t, errs)
	golden(t, "help.txt", out)
}

// TestRunRefuses: status 2 for the caller's mistakes, 1 for ours; nothing on
// standard output, something that helps on standard error.
func TestRunRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		args   string
		status int
		says   string
	}{
		{"-bogus", 2, "-bogus"},
		{"word", 2, `"word"`},
		{"-scenario none", 2, `unknown scenario "none"; known: wrap, fails`},
		{"-scenario wrap -program x", 2, "exclude each other"},
		{"-plain -json", 2, "only one of"},
		{"-svg - -cast -", 2, "only one of"},
		{"-svg=", 2, "-svg needs a file name"},
		{"-live", 2, "has no -live"},
		{"-speed 0", 2, "-speed 0 is not between"},
		{"-speed NaN", 2, "not between"},
		{"-step -3", 2, "below 0"},
		{"-step 3", 2, "goes with it"},
		{"-svg - -step 99999 -scenario wrap", 2, "-step 99999 is beyond the last step of this run, " + strconv.Itoa(ringTape().Len())},
		{"-svg " + dir + "/x.svg -cast " + dir + "/x.cast -step 99999 -scenario wrap", 2, "beyond the last"},
		{"-list -scenario wrap", 2, "-list shows no run"},
		{"-list -plain", 2, "-list shows no run"},
		{"-list -svg " + dir + "/x.svg", 2, "-list shows no run"},
		{"-seed 3 -list", 2, "-list shows no run"},
		{"-seed x", 2, "seed"},
		{"-program " + dir + "/none", 2, dir + "/none: no such file"},
		{"-program " + dir, 2, dir},
		{"-program -", 2, "ring: stdin:1: operation 1: unknown word"},
		{"-scenario fails", 1, "ring: no memory"},
		{"-svg " + dir + "/none/x.svg", 1, "cannot write " + dir + "/none/x.svg: no such file"},
		{"-svg " + dir, 1, "cannot write " + dir + ": "},
	} {
		status, out, errs := call(testApp(), "bad", strings.Fields(c.args)...)
		require.Equal(t, c.status, status, c.args)
		require.Empty(t, out, c.args)
		require.Contains(t, errs, c.says, c.args)
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left, "a failure leaves no file")
	app := testApp()
	app.Program = ""
	status, _, errs := call(app, "", "-program", "x")
	require.Equal(t, 2, status)
	require.Contains(t, errs, "takes no -program")
}

// TestRunLive: what goes on needs a terminal, and is not a run to be chosen.
func TestRunLive(t *testing.T) {
	app := testApp()
	app.Source = func(context.Context) (Source, error) { panic("it was started") }
	app.Watch = func(context.Context, Source, Screen) error { panic("it was watched") }
	for args, says := range map[string]string{
		"-live":                "-live needs a terminal",
		"-live -plain":         "takes none of the flags",
		"-live -scenario wrap": "takes none of the flags",
		"-live -svg x.svg":     "takes none of the flags",
		"-live -speed 2":       "takes none of the flags",
		"-live -seed 2":        "takes none of the flags",
		"-live -list":          "-list shows no run",
	} {
		status, out, errs := call(app, "", strings.Fields(args)...)
		require.Equal(t, 2, status, args)
		require.Empty(t, out, args)
		require.Contains(t, errs, says, args)
	}
	_, out, _ := call(app, "", "-h")
	require.Contains(t, out, "-live watches a run that goes on until you quit")
}

// TestRunOptions: an example's own flags reach its Tape, and -h says them.
func TestRunOptions(t *testing.T) {
	app := testApp()
	app.Options = []Option{{Name: "dsn", Arg: "DSN", About: "where the server is"}, {Name: "size", Arg: "N", About: "how large"}, {Name: "loud", About: "with a noise"}}
	var got []map[string]string
	app.Tape = func(_ context.Context, c Choice) (Tape, error) {
		got = append(got, c.Options)
		return ringTape(), nil
	}
	for _, args := range []string{"", "-dsn a:b -plain", "-dsn=x -size 3", "-loud -size 3", "-loud=false"} {
		status, _, errs := call(app, "", strings.Fields(args)...)
		require.Zero(t, status, errs)
	}
	require.Equal(t, []map[string]string{{}, {"dsn": "a:b"}, {"dsn": "x", "size": "3"}, {"loud": "true", "size": "3"}, {}}, got)
	_, help, _ := call(app, "", "-h")
	require.Contains(t, help, "\n-dsn DSN: where the server is\n\n-size N: how large\n\n-loud: with a noise\n")
	status, _, errs := call(app, "", "-dsn=")
	require.Equal(t, 2, status)
	require.Contains(t, errs, "-dsn needs a value: where the server is")
	status, _, errs = call(testApp(), "", "-dsn", "x")
	require.Equal(t, 2, status)
	require.Contains(t, errs, "-dsn")
}

// TestRunInstead: a flag that does something of its own does it, and nothing is recorded;
// with a flag for a run it is a mistake.
func TestRunInstead(t *testing.T) {
	app := testApp()
	var got []map[string]string
	var seeds []uint64
	app.Options = []Option{{Name: "port", Arg: "N", About: "where"}, {Name: "serve", About: "serve it", Do: func(_ context.Context, c Choice) error {
		got, seeds = append(got, c.Options), append(seeds, c.Seed)
		return nil
	}}}
	app.Tape = func(context.Context, Choice) (Tape, error) { panic("a run is recorded") }
	status, out, errs := call(app, "", "-serve", "-port", "1", "-seed", "7")
	require.Zero(t, status, errs)
	require.Empty(t, out)
	require.Equal(t, []map[string]string{{"serve": "true", "port": "1"}}, got)
	require.Equal(t, []uint64{7}, seeds)
	status, _, errs = call(app, "", "-serve", "-list")
	require.Equal(t, 2, status)
	require.Contains(t, errs, "-list shows no run")
	for _, with := range []string{"-plain", "-json", "-speed 2", "-program x", "-svg x.svg", "-cast x.cast", "-step 1", "-scenario " + app.Scenarios[0].Name} {
		status, out, errs = call(app, "", append(strings.Fields(with), "-serve")...)
		require.Equal(t, 2, status, with)
		require.Empty(t, out)
		require.Contains(t, errs, "-serve shows no run", with)
	}
	require.Len(t, got, 1)
	status, _, errs = call(app, "", "-serve=maybe")
	require.Equal(t, 2, status)
	require.Contains(t, errs, "-serve")
}

func TestRunEmptyProgramIsAProgram(t *testing.T) {
	app := testApp()
	app.Tape = func(_ context.Context, c Choice) (Tape, error) {
		require.NotNil(t, c.Program)
		require.Empty(t, c.Scenario)
		require.Equal(t, "stdin", c.File)
		require.Equal(t, uint64(1), c.Seed)
		return ringTape(), nil
	}
	status, _, _ := call(app, "", "-program", "-")
	require.Zero(t, status)
}

func TestRunWritesPictures(t *testing.T) {
	dir := t.TempDir()
	svg, cast := filepath.Join(dir, "a.svg"), filepath.Join(dir, "a.cast")
	status, out, _ := call(testApp(), "", "-svg", svg, "-cast", cast)
	require.Zero(t, status)
	require.Empty(t, out)
	picture, err := os.ReadFile(svg)
	require.NoError(t, err)
	var want bytes.Buffer
	require.NoError(t, SVG(&want, still(ringTape().Scene(6)), WideSize))
	require.Equal(t, want.String(), string(picture), "the poster")
	info, err := os.Stat(cast)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o644), info.Mode().Perm())
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 2)

	for _, args := range [][]string{{"-svg", "-", "-step", "2"}, {"-svg", "-", "-program", "-"}} {
		status, out, _ = call(testApp(), "good", args...)
		require.Zero(t, status)
		require.True(t, strings.HasPrefix(out, "<svg"))
	}
	status, out, _ = call(testApp(), "", "-svg", svg, "-plain")
	require.Zero(t, status)
	require.Contains(t, out, "put 11", "a file and a form may go together")
}

// closedPipe is a standard output whose reader has gone.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}
}

func TestRunEndsQuietlyWhenTheReaderGoes(t *testing.T) {
	var errs bytes.Buffer
	require.Zero(t, Run(context.Background(), testApp(), nil, strings.NewReader(""), closedPipe{}, &errs))
	require.Empty(t, errs.String())
}

func TestRunReportsAFullDisk(t *testing.T) {
	var errs bytes.Buffer
	require.Equal(t, 1, Run(context.Background(), testApp(), nil, strings.NewReader(""), &brokenWriter{10}, &errs))
	require.Equal(t, "ring: broken\n", errs.String())
}

// TestRunSurvivesSIGPIPE is the same with a real pipe in a real process, where
// the runtime would send the signal.
func TestRunSurvivesSIGPIPE(t *testing.T) {
	if os.Getenv("SHOW_TEST_CHILD") != "" {
		os.Exit(Run(context.Background(), testApp(), []string{"-json"}, os.Stdin, os.Stdout, os.Stderr))
	}
	exe, err := os.Executable()
	require.NoError(t, err)
	r, w, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, r.Close())
	var errs bytes.Buffer
	cmd := exec.Command(exe, "-test.run=^TestRunSurvivesSIGPIPE$")
	cmd.Env = append(os.Environ(), "SHOW_TEST_CHILD=1")
	cmd.Stdout, cmd.Stderr = w, &errs
	require.NoError(t, cmd.Run(), errs.String())
	require.NoError(t, w.Close())
	require.Empty(t, errs.String())
}

func TestChooseMode(t *testing.T) {
	tty := surroundings{terminal: true, width: 80, term: "xterm"}
	change := func(f func(*surroundings)) surroundings { s := tty; f(&s); return s }
	for _, c := range []struct {
		name  string
		f     flags
		s     surroundings
		mode  mode
		color bool
	}{
		{"a terminal", flags{}, tty, modeLive, true},
		{"a flag wins", flags{plain: true}, tty, modePlain, true},
		{"json", flags{json: true}, tty, modeJSON, true},
		{"only files", flags{svg: "x"}, tty, modeFiles, true},
		{"only a cast", flags{cast: "x"}, tty, modeFiles, true},
		{"a pipe", flags{}, surroundings{width: 80, term: "xterm"}, modePlain, true},
		{"dumb", flags{}, change(func(s *surroundings) { s.term = "dumb" }), modePlain, true},
		{"CI", flags{}, change(func(s *surroundings) { s.ci = "true" }), modePlain, true},
		{"narrow", flags{}, change(func(s *surroundings) { s.width = 39 }), modePlain, true},
		{"just wide enough", flags{}, change(func(s *surroundings) { s.width = 40 }), modeLive, true},
		{"NO_COLOR", flags{}, change(func(s *surroundings) { s.noColor = "1" }), modeLive, false},
	} {
		mode, color := chooseMode(c.f, c.s)
		require.Equal(t, c.mode, mode, c.name)
		require.Equal(t, c.color, color, c.name)
	}
}

// TestNullDeviceIsNoTerminal: a character device is not enough.
func TestNullDeviceIsNoTerminal(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	require.NoError(t, err)
	defer func() { require.NoError(t, null.Close()) }()
	_, s := look(null, null)
	require.False(t, s.terminal)
	_, s = look(null, io.Discard)
	require.False(t, s.terminal)
}

func TestASCIILocale(t *testing.T) {
	for _, c := range []struct {
		env   map[string]string
		ascii bool
	}{
		{nil, false},
		{map[string]string{"LANG": "C"}, true},
		{map[string]string{"LANG": "de_DE.UTF-8"}, false},
		{map[string]string{"LANG": "C", "LC_ALL": "C.utf8"}, false},
		{map[string]string{"LANG": "C.UTF-8", "LC_CTYPE": "POSIX"}, true},
	} {
		require.Equal(t, c.ascii, asciiLocale(func(k string) string { return c.env[k] }), c.env)
	}
}
