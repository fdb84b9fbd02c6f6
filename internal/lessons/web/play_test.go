package lesson

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/web"
)

func TestPlay(t *testing.T) {
	var steps []web.Step
	got, err := PlayWatched(t.Context(), []byte(`{"id":7,"now":1700000000,"errors":{"Boom":"ValueError"},
		"app":{"error_handlers":[{"for":"ValueError","label":"h","do":[["return","caught",418,{"X-H":"1"}]]}],
		       "routes":[{"rule":"/x/<int:id>","endpoint":"x","do":[["session_set","a",{"$tuple":[1.0]}],["raise","Boom"]]}]},
		"requests":[{"path":"/x/7"}]}`), func(e web.Event) { steps = append(steps, e.Step) })
	require.NoError(t, err)
	text, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, `{"id":7,"url_map":[["/x/<int:id>","x",["GET","HEAD","OPTIONS"]]],"signed":[],"loaded":[],"responses":[{"status":418,
		"body":"caught","headers":[["Content-Length","6"],["Content-Type","text/html; charset=utf-8"],["Vary","Cookie"],["X-H","1"]],
		"set_cookie":["session=eyJhIjp7IiB0IjpbMS4wXX19.ZVPxAA.h6J9kfybyGAOH7zMYZVtJn7dscI; HttpOnly; Path=/"],
		"trace":[["view:x",{"id":7}],["error:h","Boom",null]]}]}`, string(text))
	require.Contains(t, steps, web.Handling)
}

func TestBadCases(t *testing.T) {
	for text, want := range map[string]string{
		`[]`:            "no case",
		`{"config":1}`:  "config: no object",
		`{"errors":[]}`: "errors: no object",
		`{"app":{"before":[{"label":"x","do":1}]}}`:                       "an action is a list of steps",
		`{"app":{"before":[{"label":"x","do":[["jump"]]}]}}`:              "no step is [jump]",
		`{"app":{"teardown_appcontext":[{"label":"x","do":[[]]}]}}`:       "step 0 is no list",
		`{"app":{"routes":[{"rule":"/","do":[["return"]]}]}}`:             "no step is [return]",
		`{"requests":[{"path":"/","headers":[]}]}`:                        "requests[0]: no object",
		`{"blueprints":{"b":{"url_defaults":3}},"register":[{"bp":"b"}]}`: "no object",
	} {
		_, err := Play(t.Context(), []byte(text))
		require.ErrorContains(t, err, want, text)
	}
}

// What Python would refuse is an answer, not an error.
func TestSetupErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{"errors":{"A":"B"}}`:                                                          "KeyError",
		`{"register":[{"bp":"b"}]}`:                                                     "KeyError",
		`{"app":{"routes":[{"rule":"x"}]}}`:                                             "ValueError",
		`{"app":{"routes":[{"rule":"/<no:x>"}]}}`:                                       "LookupError",
		`{"app":{"error_handlers":[{"for":299}]}}`:                                      "ValueError",
		`{"app":{"error_handlers":[{"for":"Nope"}]}}`:                                   "KeyError",
		`{"app":{"routes":[{"rule":"/","endpoint":"a"},{"rule":"/b","endpoint":"a"}]}}`: "AssertionError",
	} {
		got, err := Play(t.Context(), []byte(text))
		require.NoError(t, err)
		no, ok := got.(refused)
		require.True(t, ok, text)
		require.Equal(t, want, no.SetupError, text)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Play(ctx, []byte(`{"requests":[{"path":"/"}]}`))
	require.ErrorIs(t, err, context.Canceled)
}
