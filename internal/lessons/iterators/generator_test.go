package lesson

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// The recorded answers are CPython 3.13's: some programs that each show one rule,
// by name, and random ones, by seed and number.
func TestGeneratorRecorded(t *testing.T) {
	defer goleak.VerifyNone(t)
	text, err := os.ReadFile("testdata/generators.jsonl")
	require.NoError(t, err)
	for line := range bytes.Lines(text) {
		var recorded struct {
			Case, Want json.RawMessage
		}
		require.NoError(t, json.Unmarshal(line, &recorded))
		got, err := PlayGenerator(t.Context(), recorded.Case)
		require.NoError(t, err, "%s", recorded.Case)
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		require.NoError(t, e.Encode(got))
		require.Equal(t, string(recorded.Want), strings.TrimSpace(b.String()), "%s", recorded.Case)
	}
}

func TestGeneratorBadProgram(t *testing.T) {
	for _, tt := range []struct{ body, drive, want string }{
		{``, `[]`, "body: missing"},
		{`[]`, ``, "drive: missing"},
		{`{}`, `[]`, "body: want a list of statements, not an object"},
		{`[5]`, `[]`, "body[0]: want [statement, ...], not the number 5"},
		{`[[]]`, `[]`, "body[0]: want [statement, ...], not an empty list"},
		{`[[1]]`, `[]`, "body[0]: want the name of a statement first, not the number 1"},
		{`[["yield",1],["wait"]]`, `[]`, `body[1]: unknown statement "wait"`},
		{`[["yield"]]`, `[]`, "body[0]: yield takes 1 to 1 items, not 0"},
		{`[["yield",1.5]]`, `[]`, "body[0] yield: 1.5 is not an integer of 64 bits"},
		{`[["yield",9223372036854775808]]`, `[]`, "body[0] yield: 9223372036854775808 is not an integer of 64 bits"},
		{`[["yield",{}]]`, `[]`, "body[0] yield: want null, a truth value, an integer, a string or a list, not an object"},
		{`[["loop","3",[]]]`, `[]`, `body[0] loop: want an integer, not "3"`},
		{`[["loop",3,null]]`, `[]`, "body[0] loop: want a list of statements, not null"},
		{`[["loop",3,[["from",[["log"]]]]]]`, `[]`, "body[0] loop[0] from[0]: log takes 1 to 1 items, not 0"},
		{`[["raise","Oops"]]`, `[]`, `body[0] raise: unknown exception "Oops"`},
		{`[["raise",true]]`, `[]`, "body[0] raise: want the name of an exception, not a truth value"},
		{`[["raise","KeyError","x"]]`, `[]`, `body[0] raise: the argument is a number, true, false or null, not "x"`},
		{`[["try",[],[],null]]`, `[]`, "body[0] try: neither except nor finally"},
		{`[["try",[],{},null]]`, `[]`, "body[0] try: want a list of handlers, not an object"},
		{`[["try",[],[["KeyError"]],null]]`, `[]`, "body[0] try except[0]: want [exception, statements]"},
		{`[["try",[],[["K",[]]],null]]`, `[]`, `body[0] try except[0]: unknown exception "K"`},
		{`[["try",[],[],[["x"]]]]`, `[]`, `body[0] try finally[0]: unknown statement "x"`},
		{`[["fromlist",1]]`, `[]`, "body[0] fromlist: want a list, not the number 1"},
		{`[["fromlist",[{}]]]`, `[]`, "body[0] fromlist[0]: want null, a truth value, an integer, a string or a list, not an object"},
		{`[["ifr",[{}],[]]]`, `[]`, "body[0] ifr: want null, a truth value, an integer, a string or a list, not an object"},
		{`[]`, `{}`, "drive: want a list of asks, not an object"},
		{`[]`, `[["next"],["poke"]]`, `drive[1]: unknown ask "poke"`},
		{`[]`, `[["send"]]`, "drive[0]: send takes 1 to 1 items, not 0"},
		{`[]`, `[["send",{}]]`, "drive[0] send: want null, a truth value, an integer, a string or a list, not an object"},
		{`[]`, `[["throw","Oops"]]`, `drive[0] throw: unknown exception "Oops"`},
		{`[["loop",1000000000000,[]]]`, `[["next"]]`, "drive[0] next: more than 200000 statements"},
		{`[["yield",1],["loop",1000000000000,[["try",[["yield",1]],[["BaseException",[]]],[]]]]]`, `[["next"],["next"],["close"],["drain"]]`, "drive[3] drain: more than 200000 statements"},
	} {
		t.Run(tt.want, func(t *testing.T) {
			defer goleak.VerifyNone(t)
			text := `{"id":1`
			if tt.body != "" {
				text += `,"body":` + tt.body
			}
			if tt.drive != "" {
				text += `,"drive":` + tt.drive
			}
			_, err := PlayGenerator(t.Context(), []byte(text+"}"))
			require.EqualError(t, err, tt.want)
		})
	}
	_, err := PlayGenerator(t.Context(), []byte(`[`))
	require.Error(t, err)
}

func TestGeneratorCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := PlayGenerator(ctx, []byte(`{"id":1,"body":[["loop",100000,[]]],"drive":[["next"]]}`))
	require.ErrorIs(t, err, context.Canceled)
}

func TestGeneratorNoID(t *testing.T) {
	got, err := PlayGenerator(t.Context(), []byte(`{"body":[],"drive":[]}`))
	require.NoError(t, err)
	text, err := json.Marshal(got)
	require.NoError(t, err)
	require.Equal(t, `{"id":null,"steps":[]}`, string(text))
}

// No program, however bad, may panic, hang or leak.
func FuzzPlayGenerator(f *testing.F) {
	text, err := os.ReadFile("testdata/generators.jsonl")
	require.NoError(f, err)
	for line := range bytes.Lines(text) {
		var recorded struct{ Case json.RawMessage }
		require.NoError(f, json.Unmarshal(line, &recorded))
		f.Add([]byte(recorded.Case))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := PlayGenerator(t.Context(), text)
		if err != nil {
			return
		}
		_, err = json.Marshal(got)
		require.NoError(t, err)
	})
}
