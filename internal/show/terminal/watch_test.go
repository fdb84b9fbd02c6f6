package terminal

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/require"

	"underhood/internal/show"
)

// counter is a source that is one step further at each look.
type counter struct {
	mu      sync.Mutex
	n       int
	pressed []string
}

func (c *counter) Tape() show.Tape {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return countTape(c.n, -1)
}

func (c *counter) Keys() []show.Key { return []show.Key{{Name: "k", Does: "press it"}} }

func (c *counter) Press(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pressed = append(c.pressed, name)
}

func (c *counter) Close() error { return nil }

// watched is a model of a source on a screen of 80 by 10.
func watched(t *testing.T) (*model, *counter) {
	t.Helper()
	c := new(counter)
	m := newWatch(c, show.Screen{Speed: 2})
	require.NotNil(t, send(t, m, tea.WindowSizeMsg{Width: 80, Height: 10}), "it asks for a beat")
	return m, c
}

// next lets a beat go by.
func next(t *testing.T, m *model) {
	t.Helper()
	send(t, m, beatMsg(time.Unix(100, 0)))
}

func TestWatchShowsWhatIsNow(t *testing.T) {
	m, c := watched(t)
	for range 5 {
		next(t, m)
		require.Contains(t, m.View().Content, fmt.Sprint("number ", c.n))
		require.Contains(t, m.View().Content, " live  k press it  space stop the picture")
	}
}

func TestWatchStopsThePicture(t *testing.T) {
	m, c := watched(t)
	for range 5 {
		next(t, m)
	}
	at := c.n
	press(t, m, "space")
	require.Contains(t, m.View().Content, fmt.Sprintf("the end  step %d/%d", at, at))
	next(t, m)
	require.Equal(t, at, c.n, "the picture is stopped")
	press(t, m, "left")
	require.Contains(t, m.View().Content, fmt.Sprint("number ", at-1))
	press(t, m, "space")
	require.Contains(t, m.View().Content, fmt.Sprint("number ", c.n))
	require.Greater(t, c.n, at)
	press(t, m, "left")
	require.Contains(t, m.View().Content, fmt.Sprint("number ", c.n-1), "a step back stops it too")
}

func TestWatchKeys(t *testing.T) {
	m, c := watched(t)
	press(t, m, "k", "x", "k")
	require.Equal(t, []string{"k", "k"}, c.pressed)
	send(t, m, tea.WindowSizeMsg{Width: 80, Height: 24})
	press(t, m, "?")
	require.Contains(t, m.View().Content, "press it")
	next(t, m)
	require.Contains(t, m.View().Content, "press it", "the help stays")
	press(t, m, "x")
	require.True(t, quits(press(t, m, "q")))
}

func TestWatchNeedsATerminal(t *testing.T) {
	c := new(counter)
	require.ErrorIs(t, Watch(context.Background(), c, show.Screen{}), ErrNoTerminal)
	require.Zero(t, c.n, "it was not even looked at")
}
