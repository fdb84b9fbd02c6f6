package concurrency_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/concurrency"
)

// What testdata/coroutine.py describes.
type (
	body struct {
		Steps  []body `json:"steps,omitempty"`
		End    string `json:"end,omitempty"`
		Value  int    `json:"value,omitempty"`
		Policy string `json:"policy,omitempty"`
	}
	asked struct {
		Ask   string `json:"ask"`
		Value int    `json:"value"`
	}
	program struct {
		Body body    `json:"body"`
		Asks []asked `json:"asks"`
	}
)

var errOther = errors.New("other")

// logged is what bodies did, and the coroutines that they delegated to.
type logged struct {
	lines    [][]any
	children []*concurrency.Coroutine[int, int, int]
}

func (l *logged) add(line ...any) { l.lines = append(l.lines, line) }

// play is the body of testdata/coroutine.py.
func (b body) play(log *logged) func(*concurrency.Yielder[int, int]) (int, error) {
	return func(y *concurrency.Yielder[int, int]) (int, error) {
		for i, step := range b.Steps {
			if step.Steps != nil {
				child := concurrency.NewCoroutine(step.play(log))
				log.children = append(log.children, child)
				got, err := concurrency.Delegate(y, child)
				if err != nil {
					return 0, err
				}
				log.add("from", got)
				continue
			}
			got, err := y.Yield(step.Value)
			if err == nil {
				log.add("got", got)
				continue
			}
			name := "boom"
			if errors.Is(err, concurrency.ErrExit) {
				name = "exit"
			}
			log.add("caught", name)
			switch step.Policy {
			case "pass":
				return 0, err
			case "return":
				return 100 + i, nil
			case "other":
				return 0, errOther
			}
		}
		switch b.End {
		case "other":
			return 0, errOther
		case "stop":
			return 0, concurrency.ErrEnded
		}
		return 7, nil
	}
}

// answer is what a coroutine says, in the words of testdata/coroutine.py.
func answer(c *concurrency.Coroutine[int, int, int], a asked) []any {
	var v int
	var err error
	over := c.State() == concurrency.Ended
	switch a.Ask {
	case "next":
		v, err = c.Resume()
	case "send":
		v, err = c.Send(a.Value)
	case "throw":
		v, err = c.Throw(errBoom)
	default:
		if err = c.Close(); err == nil {
			return []any{"closed"}
		}
	}
	for _, e := range []struct {
		err  error
		name string
	}{
		{errBoom, "boom"},
		{errOther, "other"},
		{concurrency.ErrJustStarted, "just started"},
		{concurrency.ErrIgnoredExit, "ignored"},
		{concurrency.ErrEndLeaked, "leaked"},
	} {
		if errors.Is(err, e.err) {
			return []any{e.name}
		}
	}
	switch {
	case err == nil:
		return []any{"yield", v}
	case err != concurrency.ErrEnded:
		return []any{err.Error()}
	case over: // Python gives the value once
		return []any{"stop", 0}
	}
	result, _ := c.Result()
	return []any{"stop", result}
}

func (p program) run() string {
	log := &logged{lines: [][]any{}}
	c := concurrency.NewCoroutine(p.Body.play(log))
	answers := make([][]any, 0, len(p.Asks))
	for _, a := range p.Asks {
		answers = append(answers, answer(c, a))
	}
	text, err := json.Marshal(map[string]any{"answers": answers, "log": log.lines})
	log.children = append(log.children, c)
	for i := 0; i < len(log.children); { // whatever they ignore, and start meanwhile
		if log.children[i].State() == concurrency.Ended {
			i++
			continue
		}
		_ = log.children[i].Close()
	}
	return fmt.Sprintf("%s%v", text, orEmpty(err))
}

func orEmpty(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}

// pick chooses one.
func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }

func randomBody(r *rand.Rand, depth int) body {
	b := body{Steps: []body{}, End: pick(r, "return", "return", "return", "other", "stop")}
	for range 1 + r.IntN(5) {
		if depth > 0 && r.IntN(4) == 0 {
			b.Steps = append(b.Steps, randomBody(r, depth-1))
		} else {
			b.Steps = append(b.Steps, body{Value: 1 + r.IntN(99), Policy: pick(r, "pass", "return", "other", "go on", "go on")})
		}
	}
	return b
}

func randomPrograms(seed uint64, n int) (all []program) {
	r := rand.New(rand.NewPCG(seed, 0))
	for range n {
		p := program{Body: randomBody(r, 3)}
		for range 3 + r.IntN(12) {
			a := asked{Ask: pick(r, "next", "next", "next", "send", "send", "throw", "close")}
			if a.Ask == "send" {
				a.Value = 1 + r.IntN(99) // None is a next, to Python
			}
			p.Asks = append(p.Asks, a)
		}
		all = append(all, p)
	}
	return all
}

// python plays programs on CPython.
func python(t *testing.T, programs []program) []string {
	t.Helper()
	exe, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3: ", err)
	}
	var in bytes.Buffer
	for _, p := range programs {
		require.NoError(t, json.NewEncoder(&in).Encode(p))
	}
	cmd := exec.CommandContext(t.Context(), exe, "testdata/coroutine.py")
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func compare(t *testing.T, programs []program, want []string) {
	t.Helper()
	require.Len(t, want, len(programs))
	for i, p := range programs {
		// None, which a next brings, is 0 here.
		require.JSONEq(t, strings.ReplaceAll(want[i], "null", "0"), p.run(), "%+v", p)
	}
}

const recorded = "testdata/coroutine.jsonl"

// Random scripts get CPython's answers: those that were recorded (seed 1; written
// anew with UNDERHOOD_RECORD=1).
func TestConformRecorded(t *testing.T) {
	programs := randomPrograms(1, 300)
	if os.Getenv("UNDERHOOD_RECORD") != "" {
		text := strings.Join(python(t, programs), "\n") + "\n"
		require.NoError(t, os.WriteFile(recorded, []byte(text), 0o600))
	}
	text, err := os.ReadFile(recorded)
	require.NoError(t, err)
	compare(t, programs, strings.Split(strings.TrimSpace(string(text)), "\n"))
}

// And those of the python3 that is there, from fresh seeds with UNDERHOOD_FULL=1.
func TestConformLive(t *testing.T) {
	seed, n := uint64(2), 1000
	if os.Getenv("UNDERHOOD_FULL") != "" {
		seed, n = rand.Uint64(), 20_000
	}
	t.Logf("seed %d", seed)
	programs := randomPrograms(seed, n)
	compare(t, programs, python(t, programs))
}
