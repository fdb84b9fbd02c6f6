package lesson

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestParseRefuses: what cannot be played is refused before it is, with what and where.
func TestParseRefuses(t *testing.T) {
	for program, want := range map[string]string{
		`{"kind":"race"}`:               `kind "race" is none of loop, coroutine, counter, pool, crash, table`,
		`{"kind":"loop"} x`:             "invalid character 'x' after top-level value",
		`{"kind":"crash","tasks":[]}`:   `json: unknown field "tasks"`,
		`{"kind":"table","group":true}`: `json: unknown field "group"`,

		`{"kind":"loop"}`: "there are no tasks",
		`{"kind":"loop","tasks":[{"name":"a"},{"name":"a"}]}`:                        `tasks[1]: name "a" is empty or taken`,
		`{"kind":"loop","tasks":[{"name":"main"}]}`:                                  `tasks[0]: name "main" is empty or taken`,
		`{"kind":"loop","tasks":[{"name":"a","do":[["fork","b"]]}]}`:                 `a: do[0]: ["fork" "b"] is no operation`,
		`{"kind":"loop","tasks":[{"name":"a","do":[["get","q"],["timeout","1s"]]}]}`: "a: do[1]: timeout takes 2 words",
		`{"kind":"loop","tasks":[{"name":"a","do":[["timeout","1s","-1s"]]}]}`:       `a: do[0]: "-1s" is no time from 0 to 1h`,
		`{"kind":"loop","tasks":[{"name":"a","do":[["cancel","main"]]}]}`:            `a: do[0]: there is no task "main"`,
		`{"kind":"coroutine"}`:                              "0 asks, 1 to 100 are possible",
		`{"kind":"coroutine","asks":[["resume"],["next"]]}`: `asks[1]: ["next"] is no ask`,
		`{"kind":"coroutine","asks":[[]]}`:                  `asks[0]: [] is no ask`,
		`{"kind":"coroutine","asks":[["send"]]}`:            "asks[0]: send takes 1 words",
		`{"kind":"coroutine","asks":[["throw","x"]]}`:       `asks[0]: "x" is neither errBusy nor errBoom`,

		`{"kind":"pool","workers":0,"tasks":["a"]}`:            "0 workers, 1 to 8 are possible",
		`{"kind":"pool","workers":9,"tasks":["a"]}`:            "9 workers, 1 to 8 are possible",
		`{"kind":"pool","workers":1,"tasks":[]}`:               "0 tasks, 1 to 40 are possible",
		`{"kind":"pool","workers":1,"retry":-1,"tasks":["a"]}`: "-1 retries",
		`{"kind":"pool","workers":1,"tasks":["a","a"]}`:        `tasks[1]: name "a" is empty or taken`,
	} {
		_, err := parse([]byte(program))
		require.EqualError(t, err, want, program)
	}
}
