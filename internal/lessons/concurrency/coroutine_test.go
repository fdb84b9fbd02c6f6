package lesson

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/show"
)

// TestBodyLines: the lines that are told are those of the picture.
func TestBodyLines(t *testing.T) {
	for line, text := range map[int]string{
		lineFirst: `heard := ""`, lineYield: `    word, err := y.Yield(n)`, lineContinue: `        continue`,
		lineFail: `        return heard, err`, lineHear: `    if heard += word; word == "bye" {`, lineReturn: `        return heard, nil`,
	} {
		require.Equal(t, text, bodyLines[line-1])
	}
}

// TestRandomAsks: whatever a coroutine is asked, every ask has its answer, nothing of the
// body is told outside an ask, and a coroutine that has ended stays so.
func TestRandomAsks(t *testing.T) {
	all := [][]string{
		{"resume"}, {"send", "hello"}, {"send", "bye"}, {"throw", "errBusy"}, {"throw", "errBoom"}, {"close"}, {"result"},
	}
	chance := rand.New(rand.NewPCG(1, 0))
	for range 500 {
		p := &askPlan{}
		for range 1 + chance.IntN(12) {
			p.Asks = append(p.Asks, all[chance.IntN(len(all))])
		}
		require.NoError(t, p.check())
		passes, err := p.play()
		require.NoError(t, err)
		asked, answered, ended := 0, 0, false
		for _, pass := range passes {
			if ended {
				require.Equal(t, "ended", pass.State, "%v", p.Asks)
			}
			ended = pass.State == "ended"
			switch pass.Kind {
			case passAsk:
				require.Equal(t, asked, answered, "%v", p.Asks)
				asked++
			case passAnswer:
				answered++
			default:
				require.Equal(t, asked, answered+1, "%v: %+v", p.Asks, pass)
				require.Equal(t, "running", pass.State)
			}
			require.Equal(t, asked, pass.Ask)
		}
		require.Equal(t, len(p.Asks), answered)
	}
}

// TestEarlyEnd: a coroutine that has not begun ends without its body.
func TestEarlyEnd(t *testing.T) {
	tape, err := Choose(context.Background(), show.Choice{
		Program: []byte(`{"kind":"coroutine","asks":[["throw","errBusy"],["result"],["resume"]]}`), File: "own.json",
	})
	require.NoError(t, err)
	require.Equal(t, "concurrency: own.json", tape.Title())
	require.Equal(t, "    gives errBusy; c is ended", tape.Line(2))
	require.Equal(t, "    gives errBusy; c is ended", tape.Line(4))
	require.Equal(t, "    gives ErrEnded; c is ended", tape.Line(6))
}
