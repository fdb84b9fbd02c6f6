package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/show"
	"underhood/web"
)

// recorded calls f with each case that Flask has answered; some answers have Infinity or
// NaN, which Python writes and JSON does not have.
func recorded(t *testing.T, f func(t *testing.T, text []byte)) {
	t.Helper()
	n := 0
	for _, profile := range []string{"life", "routes", "cookies"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "web", "testdata", "conform", profile+".jsonl"))
		require.NoError(t, err)
		for line := range bytes.Lines(text) {
			if json.Valid(line) {
				f(t, line)
				n++
			}
		}
	}
	require.Greater(t, n, 200)
}

// TestLookingChangesNothing: a case that is watched gives the answer it gives unwatched.
func TestLookingChangesNothing(t *testing.T) {
	one := func(t *testing.T, text []byte) {
		c, err := strictly(text)
		require.NoError(t, err)
		want, err := play(t.Context(), c, nil, nil)
		require.NoError(t, err)
		got, err := play(t.Context(), c, nil, &recorder{code: list(c), check: func(string) string { return "" }})
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	recorded(t, one)
	for _, sc := range scenarios {
		if sc.Name != "stored" { // whose ids are random
			found, err := Find(sc.Name)
			require.NoError(t, err)
			one(t, found.Program)
		}
	}
}

// TestRecordedCasesAreTold: every function that ran has its line, and every step a picture.
func TestRecordedCasesAreTold(t *testing.T) {
	recorded(t, func(t *testing.T, text []byte) {
		tape, err := Choose(t.Context(), show.Choice{Program: text, File: "c.json"})
		require.NoError(t, err)
		for step := range tape.Len() + 1 {
			require.NotContains(t, tape.Line(step), "\n")
			require.NotEmpty(t, show.Text(tape.Scene(step)))
		}
	})
}

// TestCodeIsFound: every function of a scenario is shown with its code, and the line that
// runs is the one that is told.
func TestCodeIsFound(t *testing.T) {
	for _, sc := range scenarios {
		found, err := Find(sc.Name)
		require.NoError(t, err)
		c, err := Parse(found.Program)
		require.NoError(t, err)
		beats, err := record(t.Context(), c)
		require.NoError(t, err)
		for _, b := range beats {
			switch {
			case b.step(web.AfterThis):
			case b.calls():
				require.NotNil(t, b.Code, "%s: %s %s", sc.Name, b.Kind, b.Func)
			case b.Kind == beatDoes && b.Code != nil:
				require.Equal(t, b.Text, strings.TrimSpace(b.Code.Lines[b.Line-1]), sc.Name)
			}
		}
	}
}

// told are the lines of a case.
func told(t *testing.T, text string) string {
	t.Helper()
	tape, err := Choose(t.Context(), show.Choice{Program: []byte(text), File: "c.json"})
	require.NoError(t, err)
	var lines []string
	for step := 1; step <= tape.Len(); step++ {
		lines = append(lines, tape.Line(step))
	}
	return strings.Join(lines, "\n")
}

// TestTold: what scenarios do not show.
func TestTold(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"refused": {
			`{"app":{"routes":[{"rule":"/<int:a>/<a>"}]}}`, "the application is refused: SyntaxError",
		},
		"options": {
			`{"app":{"routes":[{"rule":"/"}]},"requests":[{"method":"OPTIONS","path":"/"}]}`, "OPTIONS is answered with the methods there are",
		},
		"before answers": {
			`{"app":{"before":[{"label":"no","do":[["return","stop",403]]}]},"requests":[{"path":"/"}]}`, "before_request no of the app\n    return \"stop\", 403\n  a response is made",
		},
		"handler of the 500 fails": {
			`{"errors":{"E":"Exception"},"app":{"error_handlers":[{"for":500,"do":[["raise","E"]]}],
			  "routes":[{"rule":"/","do":[["raise","E"]]}]},"requests":[{"path":"/"}]}`, "the handler of the 500 fails: E: error",
		},
		"finishing fails": {
			`{"errors":{"E":"Exception"},"app":{"after":[{"label":"a","do":[["raise","E"]]}],
			  "routes":[{"rule":"/"}]},"requests":[{"path":"/"}]}`, "finishing the 500 fails: E: a",
		},
		"after this request": {
			`{"app":{"routes":[{"rule":"/","do":[["after_this_request","late"]]}]},"requests":[{"path":"/"}]}`, "after_this_request late of the app",
		},
		"redirect": {
			`{"app":{"routes":[{"rule":"/a/"}]},"requests":[{"path":"/a"}]}`, "send 308 to http://localhost/a/",
		},
		"long body": {
			`{"app":{"routes":[{"rule":"/","do":[["return","` + strings.Repeat("x", 300) + `"]]}]},"requests":[{"path":"/"}]}`, "the client has 200, 300 bytes of text/html",
		},
		"unknown id": {
			`{"stored":true,"app":{"routes":[{"rule":"/","do":[["session_len"]]}]},"requests":[{"path":"/","cookies":{"session":"AAAAAAAAAAAAAAAAAAAAAA"}}]}`,
			"the store is asked for an id that was never given out: there is no such session",
		},
		"old cookie": {
			`{"now":1800000000,"secret":"a long random text","app":{"routes":[{"rule":"/"}]},
			  "requests":[{"path":"/","cookies":{"session":"eyJ1c2VyIjoiYm9iIn0.aVZhwA.8gCjtS1Qa_zWy_3moVLCoXtmoS0"}}]}`, "the signature is too old",
		},
		"stream outside of a view": {
			`{"app":{"before":[{"label":"b","do":[["stream","x"]]}]},"requests":[{"path":"/"}]}`, "raised: AttributeError",
		},
	} {
		t.Run(name, func(t *testing.T) { require.Contains(t, told(t, c.text), c.want) })
	}
}

// TestChooseSaysWhere: a wrong case is refused, with the line if that is known.
func TestChooseSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		"{\n]":                          "c.json:2: invalid character ']'",
		`{"ap":{}}`:                     `c.json: json: unknown field "ap"`,
		`{"case":{"ap":{}}}`:            `c.json: json: unknown field "ap"`,
		`{"config":1}`:                  "c.json: config: no object",
		`{"app":{"before":[{"do":1}]}}`: "c.json: an action is a list of steps",
		`{"requests":[{"path":"/","headers":[]}]}`: "c.json: requests[0]: no object",
	} {
		_, err := Choose(t.Context(), show.Choice{Program: []byte(text), File: "c.json"})
		wrong := new(show.InputError)
		require.ErrorAs(t, err, &wrong, text)
		require.ErrorContains(t, err, want)
	}
	_, err := Choose(t.Context(), show.Choice{Scenario: "nothing"})
	require.ErrorContains(t, err, "nothing")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Choose(ctx, show.Choice{Program: []byte(`{"requests":[{"path":"/"}]}`)})
	require.ErrorIs(t, err, context.Canceled)
}

// TestSameAgain: nothing is left to chance, and a state that was looked at is not changed
// by what comes after.
func TestSameAgain(t *testing.T) {
	for _, sc := range Scenarios() {
		tape, err := Choose(t.Context(), show.Choice{Scenario: sc.Name})
		require.NoError(t, err)
		again, err := Choose(t.Context(), show.Choice{Scenario: sc.Name})
		require.NoError(t, err)
		forwards := make([]string, tape.Len()+1)
		for step := range forwards {
			forwards[step] = show.Text(tape.Scene(step))
		}
		for step := again.Len(); step >= 0; step-- {
			require.Equal(t, forwards[step], show.Text(again.Scene(step)))
			require.Equal(t, forwards[step], show.Text(tape.Scene(step)))
		}
	}
}

// TestPython writes statements as Flask's user would.
func TestPython(t *testing.T) {
	for text, want := range map[string]string{
		`["return","a",404,{"X":"y"}]`:             `return "a", 404, {"X": "y"}`,
		`["raise","E","why"]`:                      `raise E("why")`,
		`["session_del","k"]`:                      `session.pop("k", None)`,
		`["session_in","k"]`:                       `"k" in session`,
		`["session_permanent",true]`:               `session.permanent = True`,
		`["url_for",".a",{"id":7,"x":null}]`:       `url_for(".a", id=7, x=None)`,
		`["flash","hi","error"]`:                   `flash("hi", "error")`,
		`["session_set","t",[1.5,[],{"a":false}]]`: `session["t"] = [1.5, [], {"a": False}]`,
		`["log","x"]`:                              `log("x")`,
		`["inner_app_context",[["g_get","x"]]]`:    `with app.app_context():`,
		`["pop_view_arg","lang"]`:                  `request.view_args.pop("lang", None)`,
		`["after_this_request","late"]`:            `after_this_request(late)`,
		`["session_rotate"]`:                       `session.rotate()`,
		`["flashes"]`:                              `get_flashed_messages(with_categories=True)`,
		`["header","Vary","Cookie"]`:               `response.headers["Vary"] = "Cookie"`,
		`["session_set","d",{"$tuple":[1]}]`:       `session["d"] = {"$tuple": [1]}`,
		`["session_len"]`:                          `len(session)`,
		`["endpoint"]`:                             `request.endpoint`,
		`["view_args"]`:                            `request.view_args`,
		`["stream","a"]`:                           `yield "a"`,
		`["panic","a"]`:                            `raise RuntimeError("a")`,
		`["session_clear"]`:                        `session.clear()`,
		`["g_set","a",12345678901234567890123]`:    `g.a = 12345678901234567890123`,
	} {
		all, err := steps(json.RawMessage("[" + text + "]"))
		require.NoError(t, err)
		require.Equal(t, want, all[0].python())
	}
	require.Equal(t, `(1,)`, python(web.Tuple{1}))
	require.Equal(t, `(1, b"x", Markup("y"))`, python(web.Tuple{1, []byte("x"), web.Markup("y")}))
	require.Equal(t, "f1_a_", identifier("1 a-"))
}

// FuzzProgram: any bytes are refused with an error or played to the end, told and drawn.
func FuzzProgram(f *testing.F) {
	for _, sc := range scenarios {
		found, err := Find(sc.Name)
		require.NoError(f, err)
		f.Add(found.Program)
	}
	f.Fuzz(func(t *testing.T, program []byte) {
		if program == nil {
			return // which would ask for a scenario
		}
		tape, err := Choose(t.Context(), show.Choice{Program: program, File: "p.json"})
		if err != nil {
			wrong := new(show.InputError)
			require.ErrorAs(t, err, &wrong)
			return
		}
		for step := range tape.Len() + 1 {
			show.Layout(tape.Scene(step), show.TerminalSize)
			require.NotContains(t, tape.Line(step), "\n")
		}
	})
}
