package asyncio_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"underhood/internal/conform/asyncio"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestPlay(t *testing.T) {
	tests := []struct{ name, program, want string }{
		{
			"result", `{"id":7,"objects":{},"bodies":{"main":[["sleep",5],["return",[1]]]}}`,
			`{"id":7,"log":[[0,"main","begin",null],[0,"main","sleep","..."],[5,"main","sleep",null],[5,"main","return","..."],` +
				`[5,"main","return",[1]],[5,"main","end",[1]]],"result":[1],"time":5,"blocked":null,"stuck":false}`,
		},
		{
			"deadlock", `{"objects":{"e":["event"]},"bodies":{"main":[["wait","e"]]}}`,
			`{"log":[[0,"main","begin",null],[0,"main","wait","..."],[0,"main","wait","!Cancelled"],[0,"main","end","!Cancelled"]],` +
				`"result":"!Deadlock","time":0,"blocked":["main"],"stuck":false}`,
		},
		{
			"stuck", `{"objects":{"e":["event"]},"bodies":{"main":[["spawn","b","t"],["yield"]],` +
				`"b":[["try",[["wait","e"]],"any",[["wait","e"]]]]}}`,
			`{"log":[[0,"main","begin",null],[0,"main","spawn","..."],[0,"main","spawn",null],[0,"main","yield","..."],` +
				`[0,"t","begin",null],[0,"t","try","..."],[0,"t","wait","..."],[0,"main","yield",null],[0,"main","end",null],` +
				`[0,"t","wait","!Cancelled"],[0,"t","wait","..."]],"result":null,"time":0,"blocked":null,"stuck":true}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer, err := asyncio.Play(t.Context(), []byte(tt.program))
			require.NoError(t, err)
			text, err := json.Marshal(answer)
			require.NoError(t, err)
			require.Equal(t, tt.want, string(text))
		})
	}
}

func TestNoProgram(t *testing.T) {
	for program, want := range map[string]string{
		`[]`:                                  "cannot unmarshal",
		`{}`:                                  "bodies: no main",
		`{"bodies":{"main":[[]]}}`:            "[] is no operation",
		`{"bodies":{"main":[["jump"]]}}`:      `"jump" with 0 arguments is no operation`,
		`{"bodies":{"main":[["sleep","x"]]}}`: "sleep: argument 1",
		`{"bodies":{"main":[]},"objects":{"x":["y"]}}`:   "objects: x is a y, which is unknown",
		`{"bodies":{"main":[]},"objects":{"x":[]}}`:      "objects: x is nothing",
		`{"bodies":{"main":[["try",[["jump"]],"any"]]}}`: `"try" with 2 arguments`,
	} {
		_, err := asyncio.Play(t.Context(), []byte(program))
		require.ErrorContains(t, err, want, "%s", program)
	}
}
