package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	good       = `[{"op":"new","id":"a"},{"op":"drop","id":"a"}]`
	goodResult = `{"ops":[{"i":1,"events":[["free","a","rc"]]}]}` + "\n"
	use        = "usage: conform TOPIC < programs.jsonl > results.jsonl\n" +
		"One JSON program a line in, one result a line out. Topics: concurrency, gc, iterators, metaclass, web\n"
)

func TestRun(t *testing.T) {
	long := `[` + strings.Repeat(`{"op":"new","id":"a"},{"op":"drop","id":"a"},`, 20_000) + `{"op":"frozen"}]`
	tests := []struct {
		name      string
		args      string
		in        string
		status    int
		out, errs string
	}{
		{"good", "gc", good + "\n", 0, goodResult, ""},
		{"last line without an end", "gc", good + "\n" + good, 0, goodResult + goodResult, ""},
		{"nothing", "gc", "", 0, "", ""},
		{"no events", "gc", "[]\n", 0, `{"ops":[]}` + "\n", ""},
		{"CRLF and empty lines", "gc", "\r\n" + good + "\r\n\n  \n", 0, goodResult, ""},
		{"recorded, the answer beside it", "gc", `{"name":"x","program":` + good + `,"ops":[]}`, 0, goodResult, ""},
		{
			"recorded without a program", "gc", `{"name":"x","program":null}`, 1,
			`{"error":"a program is a JSON array of operations","line":1}` + "\n", "conform: 1 line was no program\n",
		},
		{"names are not escaped", "gc", `[{"op":"drop","id":"<é>"}]`, 0, `{"ops":[{"i":0,"events":[["err","drop","<é>"]]}]}` + "\n", ""},
		{
			"a bad line between good ones", "gc", good + "\n\n" + `[{"op":"jump"}]` + "\n" + good + "\n", 1,
			goodResult + `{"error":"operation 0: unknown operation \"jump\"","line":3}` + "\n" + goodResult,
			"conform: 1 line was no program\n",
		},
		{
			"bad lines", "gc", "{}\n[1]\n", 1,
			`{"error":"a program is a JSON array of operations","line":1}` + "\n" +
				`{"error":"operation 0: an operation is a JSON object, not 1","line":2}` + "\n",
			"conform: 2 lines were no programs\n",
		},
		{
			"the id of a bad case", "iterators", `{"id": {"n": 7}, "kind":"pipeline","sources":{},"expr":["jump",{}]}` + "\n" +
				`{"kind":"heap","id":"<x>"}` + "\n" + `{"kind":"generator","id":null}` + "\n", 1,
			`{"id":{"n":7},"error":"expr[0]: there is no stage \"jump\"","line":1}` + "\n" +
				`{"id":"<x>","error":"kind: \"heap\" is none of pipeline, tee, groupby, generator","line":2}` + "\n" +
				`{"id":null,"error":"body: missing","line":3}` + "\n",
			"conform: 3 lines were no programs\n",
		},
		{
			"the id of what is no JSON", "iterators", `{"id":7,"kind":"tee","n":` + "\n" + `{"kind":"tee",,"id":8}` + "\n" + `{"id":` + "\n" + "7\n", 1,
			`{"id":7,"error":"unexpected end of JSON input","line":1}` + "\n" +
				`{"error":"invalid character ',' looking for beginning of object key string","line":2}` + "\n" +
				`{"error":"unexpected end of JSON input","line":3}` + "\n" +
				`{"error":"a case is a JSON object, not a number","line":4}` + "\n",
			"conform: 4 lines were no programs\n",
		},
		{
			"an application", "web", `{"id":1,"app":{"routes":[{"rule":"x"}]}}` + "\n" + `{"id":2,"requests":1}` + "\n", 1,
			`{"id":1,"setup_error":"ValueError","message":"web: malformed rule: it begins with a slash: rule \"x\" of endpoint r0"}` + "\n" +
				`{"id":2,"error":"no case: json: cannot unmarshal number into Go struct field Case.requests of type []lesson.Request","line":2}` + "\n",
			"conform: 1 line was no program\n",
		},
		{"unknown topic", "go", "", 2, "", use},
		{"no topic", "", "", 2, "", use},
		{"two topics", "gc gc", "", 2, "", use},
		{"help", "-h", "", 0, use, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			status := run(t.Context(), strings.Fields(tt.args), strings.NewReader(tt.in), &out, &errs)
			require.Equal(t, tt.out, out.String())
			require.Equal(t, tt.errs, errs.String())
			require.Equal(t, tt.status, status)
		})
	}
	t.Run("very long line", func(t *testing.T) {
		var out, errs bytes.Buffer
		require.Equal(t, 0, run(t.Context(), []string{"gc"}, strings.NewReader(long), &out, &errs))
		require.Equal(t, 20_000, strings.Count(out.String(), `["free","a","rc"]`))
		require.Empty(t, errs.String())
	})
}

func TestRunCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	require.Equal(t, 1, run(ctx, []string{"gc"}, strings.NewReader(strings.Repeat(good+"\n", 10)), &out, &errs))
	require.Equal(t, "conform: context canceled\n", errs.String())
}

// Whoever waits for an answer before the next question gets it, and an input
// that says nothing does not keep an interrupt waiting.
func TestRunTalks(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, questions := io.Pipe()
	answers, out := io.Pipe()
	status := make(chan int)
	go func() {
		var errs bytes.Buffer
		status <- run(ctx, []string{"gc"}, in, out, &errs)
	}()
	buf := make([]byte, len(goodResult))
	for range 3 {
		_, err := io.WriteString(questions, good+"\n")
		require.NoError(t, err)
		_, err = io.ReadFull(answers, buf)
		require.NoError(t, err)
		require.Equal(t, goodResult, string(buf))
	}
	cancel()
	require.Equal(t, 1, <-status)
	require.NoError(t, questions.Close()) // the read under way ends
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestRunBrokenStreams(t *testing.T) {
	var out, errs bytes.Buffer
	in := io.MultiReader(strings.NewReader(good+"\n"), iotest.ErrReader(errors.New("cable cut")))
	require.Equal(t, 1, run(t.Context(), []string{"gc"}, in, &out, &errs))
	require.Equal(t, goodResult, out.String())
	require.Equal(t, "conform: cable cut\n", errs.String())

	errs.Reset()
	require.Equal(t, 1, run(t.Context(), []string{"gc"}, strings.NewReader(good), fullDisk{}, &errs))
	require.Equal(t, "conform: disk full\n", errs.String())
}
