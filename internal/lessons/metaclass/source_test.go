package lesson

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// chunks are the lines of each step of a program.
func (l *listing) chunks() []string {
	var all []string
	for i, from := range l.from {
		to := len(l.lines)
		if i+1 < len(l.from) {
			to = l.from[i+1] - 1
		}
		all = append(all, strings.Join(l.lines[from-1:to], "\n"))
	}
	return all
}

// reader runs listings as a reader would: chunk by chunk in one namespace. A first
// argument has it only parse them.
const reader = `
import ast, gc, json, sys
from abc import ABC, ABCMeta, abstractmethod
parse = len(sys.argv) > 1
def descr(*has):
    ns = {}
    if 'get' in has: ns['__get__'] = lambda self, obj, owner=None: 'got ' + self.tag
    if 'set' in has: ns['__set__'] = lambda self, obj, value: None
    if 'delete' in has: ns['__delete__'] = lambda self, obj: None
    if 'name' in has: ns['__set_name__'] = lambda self, owner, name: None
    return type('Descr', (), ns)()
def run(ns, chunk):
    try:
        tree = ast.parse(chunk)
        if parse: return {}
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, 'listing', 'exec'), ns)
        if last is None: return {}
        v = eval(compile(ast.Expression(last.value), 'listing', 'eval'), ns)
        return {'ok': repr(v)} if isinstance(v, (int, str, type(None))) else {}
    except Exception as e:
        return {'err': type(e).__name__}
for line in sys.stdin:
    ns = dict(log=lambda x: None, Descr=descr, get='get', set='set', name='name', delete='delete', gc=gc, ABC=ABC, ABCMeta=ABCMeta,
              abstractmethod=abstractmethod, __name__='p')
    print(json.dumps([run(ns, c) for c in json.loads(line)]))
`

type read struct{ OK, Err string }

// askReader runs the listings of some programs on CPython 3.11, or skips the test.
func askReader(t *testing.T, programs [][]byte, args ...string) (listings []*listing, answers [][]read) {
	t.Helper()
	python := ""
	for _, command := range []string{"python3.11", "python3"} {
		out, err := exec.CommandContext(t.Context(), command, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").Output()
		if err == nil && strings.TrimSpace(string(out)) == "3.11" {
			python = command
			break
		}
	}
	if python == "" {
		t.Skip("no CPython 3.11 here to read what is written for readers")
	}
	var in bytes.Buffer
	for _, text := range programs {
		l := listed(stepsOf(t, text))
		listings = append(listings, l)
		require.NoError(t, json.NewEncoder(&in).Encode(l.chunks()))
	}
	cmd := exec.CommandContext(t.Context(), python, append([]string{"-c", reader}, args...)...)
	cmd.Stdin = &in
	out, err := cmd.Output()
	require.NoError(t, err)
	for line := range bytes.Lines(out) {
		var a []read
		require.NoError(t, json.Unmarshal(line, &a))
		answers = append(answers, a)
	}
	require.Len(t, answers, len(programs))
	return listings, answers
}

// TestListingRuns: the Python that is shown beside a scenario does what is told of it.
func TestListingRuns(t *testing.T) {
	var programs [][]byte
	for _, sc := range scenarios {
		found, err := Find(sc.Name)
		require.NoError(t, err)
		programs = append(programs, found.Program)
	}
	listings, answers := askReader(t, programs)
	for i, text := range programs {
		var ends []Beat
		for _, b := range recorded(t, text) {
			if b.Kind == beatDone || b.Kind == beatFail {
				ends = append(ends, b)
			}
		}
		require.Len(t, answers[i], len(ends))
		for j, got := range answers[i] {
			where := scenarios[i].Name + ": " + listings[i].chunks()[j]
			require.Equal(t, ends[j].Name, got.Err, where)
			if got.OK != "" {
				require.Equal(t, ends[j].Text, got.OK, where)
			}
		}
	}
}

// TestListingParses: what is written for any recorded program is Python, unless the
// program is about what is none.
func TestListingParses(t *testing.T) {
	all, err := filepath.Glob("../../../metaclass/testdata/conform/*.jsonl")
	require.NoError(t, err)
	var programs [][]byte
	var wrong [][]bool
	for _, file := range all {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for line := range bytes.Lines(text) {
			var r struct{ Results []struct{ Err string } }
			require.NoError(t, json.Unmarshal(line, &r))
			var none []bool
			for _, s := range r.Results {
				none = append(none, s.Err == "SyntaxError")
			}
			programs, wrong = append(programs, slices.Clone(line)), append(wrong, none)
		}
	}
	listings, answers := askReader(t, programs, "parse")
	for i := range programs {
		for j, got := range answers[i] {
			if got.Err != "" && !wrong[i][j] {
				t.Errorf("no Python: %s", listings[i].chunks()[j])
			}
		}
	}
}

func stepsOf(t *testing.T, text []byte) []*object {
	t.Helper()
	p, err := parseProgram(text)
	require.NoError(t, err)
	var steps []*object
	for _, s := range p.list("steps") {
		step, err := stepOf(s)
		require.NoError(t, err)
		steps = append(steps, step)
	}
	return steps
}
