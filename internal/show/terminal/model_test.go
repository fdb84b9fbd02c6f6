package terminal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/require"

	"underhood/internal/show"
)

// countTape is a tape of n steps, each a caption with its number; the view
// panics at step bad.
func countTape(n, bad int) show.Tape {
	return show.NewTape(show.Story[int, int]{
		Title: "Count\x1b",
		Start: func() int { return 0 },
		Apply: func(s, e int) int { return s + e },
		View: func(s int) show.Scene {
			if s == bad {
				panic(fmt.Sprint("no picture of ", s))
			}
			return show.Scene{Panels: []show.Panel{show.Caption{Text: fmt.Sprint("number ", s), Class: show.Current}}}
		},
		Line: func(s, e int) string { return fmt.Sprint("now ", s) },
	}, ones(n))
}

func ones(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = 1
	}
	return out
}

// started is a model on a screen of 60 by 10, running at two steps a second.
func started(t *testing.T, color bool) *model {
	t.Helper()
	m := newModel(countTape(5, -1), show.Screen{Speed: 2, Color: color})
	require.Nil(t, m.Init())
	send(t, m, tea.WindowSizeMsg{Width: 60, Height: 10})
	return m
}

// send gives the model a message and returns its command.
func send(t *testing.T, m *model, msg tea.Msg) tea.Cmd {
	t.Helper()
	next, cmd := m.Update(msg)
	require.Same(t, m, next)
	return cmd
}

// press sends keys by name.
func press(t *testing.T, m *model, keys ...string) (cmd tea.Cmd) {
	t.Helper()
	for _, k := range keys {
		key := tea.Key{}
		switch k {
		case "right":
			key.Code = tea.KeyRight
		case "left":
			key.Code = tea.KeyLeft
		case "space":
			key.Code, key.Text = tea.KeySpace, " "
		case "ctrl+c":
			key.Code, key.Mod = 'c', tea.ModCtrl
		default:
			key.Code, key.Text = []rune(k)[0], k
		}
		cmd = send(t, m, tea.KeyPressMsg(key))
	}
	return cmd
}

// quits reports whether a command ends the program.
func quits(cmd tea.Cmd) bool {
	if cmd == nil {
		return false
	}
	_, ok := cmd().(tea.QuitMsg)
	return ok
}

func TestKeys(t *testing.T) {
	for keys, want := range map[string]string{
		"space":                           "paused   step 0/5  2/s",
		"right":                           "paused   step 1/5  2/s",
		"right right left":                "paused   step 1/5  2/s",
		"G":                               "the end  step 5/5  2/s",
		"G g":                             "paused   step 0/5  2/s",
		"G right":                         "the end  step 5/5  2/s",
		"right + +":                       "paused   step 1/5  8/s",
		"right -":                         "paused   step 1/5  1/s",
		"right space":                     "playing  step 1/5  2/s",
		"G space":                         "playing  step 0/5  2/s",
		"right z":                         "paused   step 1/5  2/s",
		"right ? right":                   "paused   step 1/5  2/s",
		"right ? right right":             "paused   step 2/5  2/s",
		"right = = = = = = = = = = = = =": "paused   step 1/5  128/s",
	} {
		m := started(t, false)
		press(t, m, strings.Fields(keys)...)
		require.Contains(t, m.View().Content, want, keys)
	}
	require.True(t, quits(press(t, started(t, false), "q")))
	require.True(t, quits(press(t, started(t, false), "ctrl+c")))
	require.True(t, quits(press(t, started(t, false), "?", "q")))
}

func TestTimeMovesTheTape(t *testing.T) {
	m := started(t, false)
	start := time.Unix(100, 0)
	require.NotNil(t, send(t, m, beatMsg(start)), "a running tape asks for the next beat")
	require.Contains(t, m.View().Content, "number 0")
	send(t, m, beatMsg(start.Add(500*time.Millisecond)))
	require.Contains(t, m.View().Content, "number 1")
	require.Contains(t, m.View().Content, "now 1")
	require.Nil(t, send(t, m, beatMsg(start.Add(time.Hour))), "at the end it does not")
	require.Contains(t, m.View().Content, "number 5")
	// A pause does not count as time gone by.
	press(t, m, "g", "space")
	send(t, m, beatMsg(start.Add(2*time.Hour)))
	require.Contains(t, m.View().Content, "number 0")
}

func TestOnlyOneBeatIsUnderWay(t *testing.T) {
	m := newModel(countTape(5, -1), show.Screen{Speed: 2})
	require.NotNil(t, send(t, m, tea.WindowSizeMsg{Width: 60, Height: 10}))
	require.Nil(t, send(t, m, tea.WindowSizeMsg{Width: 70, Height: 10}))
	require.Nil(t, press(t, m, "space", "space"))
}

func TestBeatTells(t *testing.T) {
	m := newModel(countTape(5, -1), show.Screen{Speed: 2})
	cmd := send(t, m, tea.WindowSizeMsg{Width: 60, Height: 10})
	require.IsType(t, beatMsg{}, cmd())
}

func TestHelpNamesEveryKeyAndMarker(t *testing.T) {
	m := started(t, false)
	send(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	press(t, m, "?")
	for _, want := range []string{"space", "right, left", "g, G", "+, -", "q, Ctrl-C", "doomed", "dead", "muted"} {
		require.Contains(t, m.View().Content, want)
	}
}

func TestScreenFits(t *testing.T) {
	for _, size := range [][2]int{{0, 0}, {1, 1}, {5, 1}, {1, 5}, {7, 3}, {40, 8}, {200, 60}} {
		m := started(t, false)
		send(t, m, tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		lines := strings.Split(m.View().Content, "\n")
		require.LessOrEqual(t, len(lines), max(1, size[1]))
		for _, line := range lines {
			require.LessOrEqual(t, len([]rune(line)), size[0])
		}
	}
}

func TestColorIsAChoice(t *testing.T) {
	require.NotContains(t, started(t, false).View().Content, "\x1b")
	require.Contains(t, started(t, true).View().Content, "\x1b[")
}

func TestView(t *testing.T) {
	v := started(t, false).View()
	require.True(t, v.AltScreen)
	require.Equal(t, "Count?", v.WindowTitle)
}

func TestPanicOfAViewEndsTheProgram(t *testing.T) {
	m := newModel(countTape(5, 2), show.Screen{Speed: 2})
	send(t, m, tea.WindowSizeMsg{Width: 60, Height: 10})
	press(t, m, "right")
	require.True(t, quits(press(t, m, "right")))
	err := outcome(context.Background(), m, nil)
	require.ErrorContains(t, err, "panic while showing step 2: no picture of 2\n")
	require.ErrorContains(t, err, "countTape", "the place it came from")
	require.NotContains(t, err.Error(), "bubbletea", "and not how it got here")
}

func TestOriginOfAnUnknownStack(t *testing.T) {
	require.Equal(t, "whatever", origin("whatever"))
}

func TestOutcome(t *testing.T) {
	m := started(t, false)
	require.NoError(t, outcome(context.Background(), m, nil))
	bad := errors.New("bad")
	require.ErrorIs(t, outcome(context.Background(), m, bad), bad)
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(bad)
	require.ErrorIs(t, outcome(ctx, m, nil), bad)
}

func TestPlayNeedsATerminal(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	require.NoError(t, err)
	defer func() { require.NoError(t, null.Close()) }()
	require.ErrorIs(t, Play(context.Background(), countTape(1, -1), show.Screen{}), ErrNoTerminal)
	require.ErrorIs(t, Play(context.Background(), countTape(1, -1), show.Screen{In: null, Out: null}), ErrNoTerminal)
}
