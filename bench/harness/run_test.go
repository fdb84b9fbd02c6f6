package harness

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// TestMain lets the test binary be the workers it is asked for.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "worker" {
		os.Exit(pretend(os.Args[2]))
	}
	goleak.VerifyTestMain(m)
}

// pretend is a worker with the fault its name says.
func pretend(fault string) int {
	answer := "42"
	switch fault {
	case "silent":
		select {}
	case "dies at once":
		fmt.Fprintln(os.Stderr, "no memory")
		return 3
	case "nonsense":
		fmt.Println("hello there")
		return 0
	case "wrong":
		answer = "41"
	}
	work := func(p Params) (Run, error) {
		if fault == "refuses" {
			return Run{}, errors.New("cannot")
		}
		n := 0
		return Run{Sample: func() (Sample, error) {
			n++
			switch {
			case fault == "panics":
				panic("broken")
			case fault == "dies later" && n == 2:
				os.Exit(3)
			case fault == "hangs":
				select {}
			}
			s := Measure(func() { Keep(make([]byte, 100)) })
			s.Answer, s.Objects = answer, int64(p.Size)
			if fault == "lazy" {
				s.Objects--
			}
			s.NS = max(s.NS, 1)
			return s, nil
		}, Close: func() {}}, nil
	}
	if fault == "garbles" {
		in, out := bufio.NewScanner(os.Stdin), json.NewEncoder(os.Stdout)
		_ = out.Encode(Hello{Cases: []string{"a", "b"}})
		for in.Scan() {
			fmt.Println("{]")
		}
		return 0
	}
	if err := Serve(map[string]Work{"a": work, "b": work}, os.Stdin, os.Stdout); err != nil {
		return 1
	}
	return 0
}

func pretender(name string, role Role, fault string) Contestant {
	return Contestant{Name: name, Role: role, Command: func(context.Context) (Command, error) {
		exe, err := os.Executable()
		return Command{Args: []string{exe, "worker", fault}}, err
	}}
}

func topicWith(others ...Contestant) *Topic {
	return &Topic{
		Name:        "t",
		Cases:       []Case{{Name: "a", Size: 10, Counted: true}, {Name: "b", Size: 10}},
		Contestants: append([]Contestant{pretender("underhood", RoleOurs, "")}, others...),
	}
}

func TestMeasure(t *testing.T) {
	reported := 0
	absent := Contestant{Name: "pypy", Role: RoleOther, Command: func(context.Context) (Command, error) {
		return Command{}, &SkipError{"not installed"}
	}}
	topic := topicWith(pretender("underhood/again", RoleAgain, ""), pretender("python", RolePython, ""), absent)
	out, err := topic.Measure(t.Context(), Options{Rounds: 5, Report: func(Result) error { reported++; return nil }})
	require.NoError(t, err)
	require.Len(t, out.Results, 2)
	require.Equal(t, 2, reported)
	require.Empty(t, out.Failed)
	require.Equal(t, []Skip{{"pypy", "not installed"}}, out.Skipped)
	row := out.Results[0].Rows[0]
	require.Equal(t, 5, row.Samples)
	require.Positive(t, row.VsPython)
	require.EqualValues(t, 10, row.Objects)
	require.NotNil(t, row.Allocs)
}

// TestInterleaved: each contestant once a round, a different one first.
func TestInterleaved(t *testing.T) {
	var order []string
	topic := topicWith(pretender("x", RoleRival, ""), pretender("y", RoleRival, ""))
	_, err := topic.Measure(t.Context(), Options{Rounds: 3, Case: "b", Tell: func(p Progress) {
		if p.Contestant != "" {
			order = append(order, p.Contestant)
		}
	}})
	require.NoError(t, err)
	require.Equal(t, []string{"underhood", "x", "y", "x", "y", "underhood", "y", "underhood", "x"}, order)
}

// TestFaults: a case in which something is wrong is not reported; the others are.
func TestFaults(t *testing.T) {
	for fault, want := range map[string]struct {
		is   error
		says string
	}{
		"wrong":      {ErrAnswers, `x has "41", underhood has "42"`},
		"refuses":    {ErrWorker, "x, preparing: bench: worker failed: cannot"},
		"panics":     {ErrWorker, "panic: broken"},
		"dies later": {ErrWorker, "it ended (exit status 3)"},
		"garbles":    {ErrWorker, `it answered "{]"`},
	} {
		t.Run(fault, func(t *testing.T) {
			out, err := topicWith(pretender("x", RoleRival, fault)).Measure(t.Context(), Options{Rounds: 2, Case: "b"})
			require.NoError(t, err)
			require.Empty(t, out.Results)
			require.Len(t, out.Failed, 1)
			require.ErrorIs(t, out.Failed[0], want.is)
			require.ErrorContains(t, out.Failed[0], want.says)
		})
	}
	t.Run("lazy", func(t *testing.T) {
		topic := topicWith(pretender("underhood/v", RoleVariant, "lazy"))
		out, err := topic.Measure(t.Context(), Options{Rounds: 1})
		require.NoError(t, err)
		require.Len(t, out.Results, 1, "the case that does not count visits")
		require.ErrorIs(t, out.Failed[0], ErrVisits)
	})
}

// TestNoStart: a contestant that is there but does not start ends the run.
func TestNoStart(t *testing.T) {
	for fault, says := range map[string]string{
		"dies at once": "no memory",
		"nonsense":     `x: bench: worker failed: it answered "hello there"`,
	} {
		_, err := topicWith(pretender("x", RoleRival, fault)).Measure(t.Context(), Options{})
		require.ErrorIs(t, err, ErrWorker)
		require.ErrorContains(t, err, says)
	}
	topic := topicWith()
	topic.Contestants[0].Command = func(context.Context) (Command, error) { return Command{}, &SkipError{"gone"} }
	_, err := topic.Measure(t.Context(), Options{})
	require.ErrorContains(t, err, "underhood: gone", "ours cannot be skipped")
	_, err = startWorker(t.Context(), Command{Args: []string{"no-such-program"}}, time.Second)
	require.ErrorIs(t, err, ErrWorker)
}

// TestLimit: a worker that hangs is given up.
func TestLimit(t *testing.T) {
	c, err := pretender("x", RoleRival, "silent").Command(t.Context())
	require.NoError(t, err)
	_, err = startWorker(t.Context(), c, 50*time.Millisecond)
	require.ErrorContains(t, err, "no answer within 50ms")
}

// TestCancelled: the end of the context ends a sample under way, and its process.
func TestCancelled(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	out, err := topicWith(pretender("x", RoleRival, "hangs")).Measure(ctx, Options{Rounds: 1, Tell: func(p Progress) {
		if p.Contestant == "x" {
			stop()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, out.Results)
}

func TestReportFails(t *testing.T) {
	full := errors.New("disk full")
	_, err := topicWith().Measure(t.Context(), Options{Rounds: 1, Report: func(Result) error { return full }})
	require.ErrorIs(t, err, full)
}

func TestClock(t *testing.T) {
	cases := []Case{{Cost: 1, Rounds: 15}, {Cost: 5}, {Cost: 10}}
	k := newClock(cases)
	require.InDelta(t, 25, k.share(cases[0]), 0.1, "15 of 30, of 50 s")
	require.False(t, k.tooBusy(cases[2]), "nothing is known yet")
	more := k.begin(cases[0])
	require.True(t, more(0))
	require.True(t, more(14), "the number of rounds is the case's own")
	require.InDelta(t, 50.0/3, k.share(cases[1]), 0.1)
	k.expected, k.spent = 1, 10 // ten times slower than on a quiet machine
	require.True(t, k.tooBusy(cases[1]))
	more = k.begin(cases[1])
	require.True(t, more(0), "one round always")
}
