package lesson

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"underhood/internal/show"
)

const (
	never = time.Minute
	tick  = 10 * time.Millisecond
)

// now is the last picture of a run that goes on, in words, and all the news so far.
func now(t *testing.T, s show.Source) string {
	t.Helper()
	tape := s.Tape()
	var text strings.Builder
	text.WriteString(show.Text(tape.Scene(tape.Len())))
	c, ok := s.(*crew)
	require.True(t, ok)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.tail.Events() {
		text.WriteString(m.News + "\n")
	}
	return text.String()
}

// TestWatch: a crew works, its holder is killed, the next one repairs, and another takes
// the place.
func TestWatch(t *testing.T) {
	needsProcesses(t)
	source, err := Watch(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, source.Close()) }()
	require.Equal(t, []show.Key{{Name: "k", Does: "kill the holder of the lock"}}, source.Keys())
	until := func(words ...string) {
		t.Helper()
		require.Eventually(t, func() bool {
			text := now(t, source)
			for _, w := range words {
				if !strings.Contains(text, w) {
					return false
				}
			}
			return true
		}, never, tick, "%q", words)
	}
	until(": a [", "jobs: ", "wire, from the parent", "thing key, is locked")
	source.Press("x")
	source.Press("k")
	source.Press("k")
	until("SIGKILL to ", "has the lock, ", "-2 is started in its place")
	tape := source.Tape()
	require.Positive(t, tape.Len())
	_, err = tape.JSON(tape.Len())
	require.NoError(t, err)
	require.NotEmpty(t, tape.Line(tape.Len()))
	require.Equal(t, "ipc, live", tape.Title())
}

// TestDeathFromOutside: whoever kills one of the crew, it is seen and replaced; the one
// at the other end of the pipe is not.
func TestDeathFromOutside(t *testing.T) {
	needsProcesses(t)
	source, err := Watch(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, source.Close()) }()
	c, ok := source.(*crew)
	require.True(t, ok)
	for _, i := range []int{1, 3} { // w1 and the reader, whose process nobody else changes while they live
		require.NoError(t, c.hands[i].process.Kill())
	}
	require.Eventually(t, func() bool {
		text := now(t, source)
		return strings.Contains(text, "w1 is dead") && strings.Contains(text, "reader is dead") &&
			strings.Contains(text, "w1-2 is started in its place")
	}, never, tick)
	require.Contains(t, now(t, source), "reader [dead]")
}

// TestRate: counts a second, over the last ten looks.
func TestRate(t *testing.T) {
	var m meter
	at := time.Unix(0, 0)
	for i := range int64(20) {
		rate := m.rate(at.Add(time.Duration(i)*100*time.Millisecond), [counters]int64{i * 50, i})
		if i > 0 {
			require.Equal(t, [counters]int64{500, 10}, rate)
		}
	}
	require.Len(t, m.past, 10)
}

// TestSceneryForgets: the newest pieces of news are kept, and a clone is its own.
func TestSceneryForgets(t *testing.T) {
	s := newScenery(livePlan())
	require.Equal(t, "k kills who has the lock", s.line(Moment{}))
	for n := range strings.SplitSeq("abcdefgh", "") {
		s.Apply(Moment{News: n})
	}
	c := s.Clone()
	c.Apply(Moment{News: "z"})
	require.Equal(t, []string{"c", "d", "e", "f", "g", "h"}, s.News)
	require.Equal(t, "h", s.line(Moment{}))
	require.NotEmpty(t, show.Text(s.view()))
}
