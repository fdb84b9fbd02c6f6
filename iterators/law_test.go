package iterators_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// A law is a subject of the law suite: what is to be a sequence, in Python and
// here. Adding a function takes one line in a table, and `go test -run TestLaws
// -record` with a CPython 3.13 as PYTHON.
type law struct {
	name   string
	python string // an expression over src(n), see testdata/law/trace.py
	build  func(s *sources) iter.Seq[any]
}

// laws are all subjects, a table for each law_*_test.go.
var laws = slices.Concat(itertoolsLaws, recipeLaws, moreLaws, endLaws)

var record = flag.Bool("record", false, "ask Python for the traces of the laws again, and write them down")

const traceFile = "testdata/law/traces.json"

// TestLaws holds every subject to the laws of the package.
func TestLaws(t *testing.T) {
	if *record {
		recordTraces(t)
	}
	recorded := readTraces(t)
	for _, l := range laws {
		t.Run(l.name+" "+l.python, func(t *testing.T) {
			python, ok := recorded[l.python]
			require.True(t, ok, "no answer of Python's on record: run with -record")
			for _, check := range []struct {
				name string
				test func(t *testing.T, l law, python []string)
			}{
				{"pulls", lawPulls},
				{"lazy", lawLazy},
				{"break", lawBreak},
				{"one-shot", lawOneShot},
				{"range twice", lawTwice},
				{"panic in the body", lawPanicInBody},
				{"panic in a source", lawPanicInSource},
				{"re-entrant", lawReentrant},
			} {
				t.Run(check.name, func(t *testing.T) {
					check.test(t, l, python)
					goleak.VerifyNone(t)
				})
			}
		})
	}
}

// lawPulls: items, end and error are Python's, and so is how much of each source
// was taken at each of them.
func lawPulls(t *testing.T, l law, python []string) {
	s := new(sources)
	require.Equal(t, python, s.trace(l.build(s)))
	require.False(t, s.open())
}

// lawLazy: to build a subject takes nothing.
func lawLazy(t *testing.T, l law, _ []string) {
	s := new(sources)
	_ = l.build(s)
	for _, c := range s.made {
		require.Equal(t, source{}, *c)
	}
}

// lawBreak: after a break nothing more is taken, and every source has been left
// before the loop is.
func lawBreak(t *testing.T, l law, python []string) {
	for k := range items(python) {
		s := new(sources)
		got := breakAt(l.build(s), k)
		require.Equal(t, python[k], s.counts()+"="+text(got), "break at item %d", k)
		require.False(t, s.open(), "break at item %d", k)
	}
}

// lawOneShot: a break loses nothing of a source that goes on where it was left but
// what Python takes as well.
func lawOneShot(t *testing.T, l law, python []string) {
	s := &sources{oneShot: true}
	require.Equal(t, python, s.trace(l.build(s)))
	for k := range items(python) {
		s := &sources{oneShot: true}
		breakAt(l.build(s), k)
		taken := strings.Split(python[k], "=")[0]
		require.Equal(t, taken, s.counts(), "break at item %d", k)
	}
}

// lawTwice: a second range over sources that can be ranged again gives the same,
// also after a break.
func lawTwice(t *testing.T, l law, python []string) {
	s := new(sources)
	seq := l.build(s)
	for k := range items(python) {
		breakAt(seq, k)
		s.forget()
		require.Equal(t, python, s.trace(seq))
		s.forget()
	}
}

// lawPanicInBody: the body's panic comes out of the range as it is, and the
// sources are left.
func lawPanicInBody(t *testing.T, l law, python []string) {
	for k := range items(python) {
		s := new(sources)
		seq := l.build(s)
		require.PanicsWithValue(t, "body", func() {
			n := 0
			for range seq {
				if n == k {
					panic("body")
				}
				n++
			}
		})
		require.False(t, s.open(), "panic at item %d", k)
	}
}

// lawPanicInSource: a source's panic comes out of the range as it is, and the
// other sources are left. What came before it, came.
func lawPanicInSource(t *testing.T, l law, python []string) {
	plain := new(sources)
	plain.trace(l.build(plain))
	for in := range plain.made {
		for at := range plain.made[in].given {
			s := &sources{panics: true, panicIn: in, panicAt: at}
			seq := l.build(s)
			before := []string{}
			require.PanicsWithValue(t, "source", func() {
				for v := range seq {
					before = append(before, s.counts()+"="+text(v))
				}
			})
			require.Equal(t, python[:len(before)], before)
			require.Equal(t, at, s.made[in].given)
			require.False(t, s.open(), "panic at item %d of source %d", at, in)
		}
	}
}

// lawReentrant: ranges over one value do not know of each other.
func lawReentrant(t *testing.T, l law, python []string) {
	s := new(sources)
	seq := l.build(s)
	all := texts(seq)
	n := 0
	for v := range seq {
		require.Equal(t, all[n], text(v))
		require.Equal(t, all, texts(seq))
		if n++; n == traceLimit {
			break
		}
	}
	require.Len(t, all, n)
	require.Equal(t, items(python), n)
}

// items returns how many items a trace has.
func items(python []string) int {
	n := 0
	for _, step := range python {
		if strings.Contains(step, "=") {
			n++
		}
	}
	return n
}

// breakAt ranges seq up to item k and returns that.
func breakAt(seq iter.Seq[any], k int) any {
	n := 0
	for v := range seq {
		if n == k {
			return v
		}
		n++
	}
	return nil
}

// texts returns the items of seq as text, as many as a trace looks at.
func texts(seq iter.Seq[any]) []string {
	var all []string
	for v := range seq {
		if all = append(all, text(v)); len(all) == traceLimit {
			break
		}
	}
	return all
}

func readTraces(t *testing.T) map[string][]string {
	t.Helper()
	b, err := os.ReadFile(traceFile)
	require.NoError(t, err)
	var recorded map[string][]string
	require.NoError(t, json.Unmarshal(b, &recorded))
	return recorded
}

func recordTraces(t *testing.T) {
	t.Helper()
	python, ok := findPython()
	require.True(t, ok, "a record takes CPython 3.13: say which with PYTHON")
	require.NoError(t, os.WriteFile(traceFile, askTraces(t, python), 0o600))
}

// TestLawsLive asks the Python that is here for the traces that are on record.
func TestLawsLive(t *testing.T) {
	python, ok := findPython()
	if !ok {
		t.Skip("no python3 of version 3.13 or later here to ask; its answers are on record")
	}
	var live map[string][]string
	require.NoError(t, json.Unmarshal(askTraces(t, python), &live))
	require.Equal(t, live, readTraces(t))
}

func findPython() (string, bool) {
	name := "python3"
	if other := os.Getenv("PYTHON"); other != "" {
		name = other
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", false
	}
	out, err := exec.Command(path, "-c", "import sys; print(sys.implementation.name, *sys.version_info[:2])").Output()
	var implementation string
	var major, minor int
	if err == nil {
		_, err = fmt.Sscan(string(out), &implementation, &major, &minor)
	}
	return path, err == nil && implementation == "cpython" && major == 3 && minor >= 13
}

func askTraces(t *testing.T, python string) []byte {
	t.Helper()
	var expressions []string
	for _, l := range laws {
		expressions = append(expressions, l.python)
	}
	in, err := json.Marshal(expressions)
	require.NoError(t, err)
	cmd := exec.Command(python, "testdata/law/trace.py")
	cmd.Stdin = bytes.NewReader(in)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	return out
}
