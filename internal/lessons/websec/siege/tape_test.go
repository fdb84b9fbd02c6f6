package siege_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/internal/lessons/websec/siege"
	"underhood/internal/show"
)

// TestRecord: the run of each duel has its beginning, looks at the gauges of both sites, and
// their fates; every step has a line, a picture and its JSON, forwards and backwards.
func TestRecord(t *testing.T) {
	limits := siege.QuickLimits()
	for _, duel := range duels(limits) {
		t.Run(duel.Scenario+" "+duel.Name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				tape, verdict, err := siege.Record(t.Context(), "websec: mine", []siege.Duel{duel}, inMemory, limits)
				require.NoError(t, err)
				require.NoError(t, verdict)
				require.Equal(t, "websec: mine", tape.Title())
				var lines, pictures []string
				for step := range tape.Len() + 1 {
					lines = append(lines, tape.Line(step))
					pictures = append(pictures, show.Text(tape.Scene(step)))
					text, err := tape.JSON(step)
					require.NoError(t, err)
					require.NotContains(t, string(text), "\n")
				}
				for step := tape.Len(); step >= 0; step-- {
					require.Equal(t, pictures[step], show.Text(tape.Scene(step)))
				}
				all := strings.Join(lines, "\n")
				require.NotContains(t, all, "  \n")
				require.Equal(t, duel.Name+": "+duel.Sends, lines[1])
				require.Contains(t, all, "  bare        0.25 s: ")
				require.Contains(t, all, "  protected   0.25 s: ")
				require.Contains(t, all, "  bare       fell: customer")
				require.Contains(t, all, "  protected  held: customer")
				require.Equal(t, "of 1 attacks the bare site fell to 1, the protected one to 0", lines[len(lines)-1])
				require.Contains(t, pictures[len(pictures)-1], "site protected, outcome held, what was counted customer")
			})
		})
	}
}

// TestRecordedOtherwise: what goes otherwise is shown, and said; what cannot be done is not.
func TestRecordedOtherwise(t *testing.T) {
	limits := siege.QuickLimits()
	harmless := siege.Duel{Scenario: "flood", Name: "a breeze", Attack: func(context.Context, *siege.Site, siege.Dial) (bool, string, error) {
		return false, "nothing\n      came", nil
	}}
	tape, verdict, err := siege.Record(t.Context(), "x", []siege.Duel{harmless}, inMemory, limits)
	require.NoError(t, err)
	require.ErrorIs(t, verdict, siege.ErrDuel)
	require.ErrorContains(t, verdict, "a breeze")
	require.Equal(t, "  bare       held: nothing; came", tape.Line(2))
	require.Contains(t, tape.Line(tape.Len()), siege.ErrDuel.Error())

	ruin := siege.Duel{Scenario: "flood", Name: "a storm", Attack: func(context.Context, *siege.Site, siege.Dial) (bool, string, error) {
		return true, "everything", nil
	}}
	_, verdict, err = siege.Record(t.Context(), "x", []siege.Duel{ruin}, inMemory, limits)
	require.NoError(t, err)
	require.ErrorIs(t, verdict, siege.ErrDuel, "the protected site fell")

	broken := errors.New("broken")
	harmless.Attack = func(context.Context, *siege.Site, siege.Dial) (bool, string, error) { return false, "", broken }
	_, _, err = siege.Record(t.Context(), "x", []siege.Duel{harmless}, inMemory, limits)
	require.ErrorIs(t, err, broken)
	_, _, err = siege.Choose(t.Context(), "storm", inMemory)
	require.ErrorContains(t, err, `no scenario "storm"`)
}

// TestChoose: each scenario has its duels, of full size.
func TestChoose(t *testing.T) {
	for _, sc := range siege.Scenarios() {
		bubble(t, func(t *testing.T) {
			tape, verdict, err := siege.Choose(t.Context(), sc.Name, inMemory)
			require.NoError(t, err)
			require.NoError(t, verdict)
			require.Equal(t, "websec: "+sc.Name, tape.Title())
			require.Equal(t, "of 2 attacks the bare site fell to 2, the protected one to 0", tape.Line(tape.Len()))
		})
	}
}
