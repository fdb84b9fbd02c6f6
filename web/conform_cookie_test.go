package web_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/conform/python"
	lesson "underhood/internal/lessons/web"
)

// TestCookiesBothWays has Flask read what was signed here, and this module what
// Flask signed: both must find what Flask itself finds in its own. With
// UNDERHOOD_FULL=1 ten thousand sessions.
func TestCookiesBothWays(t *testing.T) {
	command := flaskPython(t)
	count := 40 // of ten sessions each
	if os.Getenv("UNDERHOOD_FULL") != "" {
		count = 1000
	}
	cases := python.Run(t, nil, command, oracle+"web_cases.py", "30", strconv.Itoa(count), "cookies")
	type codec struct {
		Now        int               `json:"now"`
		Secret     string            `json:"secret"`
		CookiesOut []json.RawMessage `json:"cookies_out,omitempty"`
		CookiesIn  []string          `json:"cookies_in"`
	}
	play := func(c codec) answer {
		text, err := json.Marshal(c)
		require.NoError(t, err)
		got, err := lesson.Play(t.Context(), text)
		require.NoError(t, err)
		text, err = json.Marshal(got)
		require.NoError(t, err)
		var a answer
		require.NoError(t, decodePython(text, &a))
		return a
	}
	asked := slices.Collect(bytes.Lines(python.Run(t, cases, command, oracle+"web_oracle.py")))
	var back bytes.Buffer // each case with Flask's own cookies, then with ours
	var ours, theirs []answer
	i := 0
	for line := range bytes.Lines(cases) {
		var c codec
		require.NoError(t, json.Unmarshal(line, &c))
		var said answer
		require.NoError(t, decodePython(asked[i], &said))
		i++
		ours = append(ours, play(c))
		theirs = append(theirs, said)
		c.CookiesOut = nil
		for _, signed := range [][]string{said.Signed, ours[i-1].Signed} {
			c.CookiesIn = signed
			require.NoError(t, json.NewEncoder(&back).Encode(c))
		}
	}
	loaded := slices.Collect(bytes.Lines(python.Run(t, back.Bytes(), command, oracle+"web_oracle.py")))
	require.Len(t, loaded, 2*len(ours))
	for i := range ours {
		var own, fromUs answer
		require.NoError(t, decodePython(loaded[2*i], &own))
		require.NoError(t, decodePython(loaded[2*i+1], &fromUs))
		require.Equal(t, own.Loaded, fromUs.Loaded, "Flask reads ours")
		require.Len(t, own.Loaded, 10)
		fromThem := play(codec{Now: 1700000000, Secret: "k", CookiesIn: theirs[i].Signed})
		require.Equal(t, own.Loaded, fromThem.Loaded, "we read Flask's")
	}
}
