package gc_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// departure is a row of the package comment's "Differences from CPython": what
// CPython prints for a snippet, by version, and what this package does instead.
type departure struct {
	name   string
	python string            // prints one line
	prints map[string]string // by minor version, as it was run
	ours   func(l *lab) string
}

// same is what several versions print.
func same(line string, versions ...string) map[string]string {
	m := make(map[string]string)
	for _, v := range versions {
		m[v] = line
	}
	return m
}

func and(a, b map[string]string) map[string]string {
	maps.Copy(a, b)
	return a
}

var departures = []departure{
	{
		name: "literals",
		python: `
import sys
x = 1.2
print(sys.getrefcount(x) - 1)`,
		prints: same("3", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"),
		ours: func(l *lab) string {
			x := l.leaf("1.2")
			l.ok(l.Globals().Give("x", x))
			return fmt.Sprint(l.count(x))
		},
	},
	{
		name: "weakrefs-not-shared",
		python: `
import weakref
class A: pass
a = A()
print(weakref.ref(a) is weakref.ref(a))`,
		prints: same("True", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"),
		ours: func(l *lab) string {
			a := l.instance("a", 0)
			return python3Bool(l.weak("w1", a, nil) == l.weak("w2", a, nil))
		},
	},
	{
		name: "always-tracked",
		python: `
import gc
t = tuple([1.5, 2.5])
gc.collect()
print(gc.is_tracked(t))`,
		prints: same("False", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"),
		ours: func(l *lab) string {
			t := l.list("t", l.leaf("1.5"), l.leaf("2.5"))
			l.collect(2)
			tracked, err := l.Tracked(t)
			l.ok(err)
			return python3Bool(tracked)
		},
	},
	{
		name: "immortals",
		python: `
import sys
print(sys.getrefcount(None) > 10**6)`,
		prints: and(same("False", "3.8", "3.9", "3.10", "3.11"), same("True", "3.12", "3.13")),
		ours:   func(l *lab) string { return python3Bool(l.count(l.leaf("None")) > 1_000_000) },
	},
	{
		name: "legacy-finalizers",
		python: `
import gc
try:
    from _testcapi import with_tp_del
except ImportError:
    print('cannot be asked')
else:
    @with_tp_del
    class A:
        def __tp_del__(self): pass
    gc.collect()
    a = A(); a.me = a; del a
    print(gc.collect() > 0, len(gc.garbage))
    for a in gc.garbage: a.me = None
    gc.garbage.clear()`,
		prints: same("True 1", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"),
		ours: func(l *lab) string {
			l.ok(l.SetFinalizer(l.ring("a")[0], silent))
			n := l.collect(2)
			require.Zero(l.t, l.Stats()[2].Uncollectable)
			return fmt.Sprint(python3Bool(n > 0), " ", len(slices.Collect(l.Garbage())))
		},
	},
	{
		name: "attributes",
		python: `
import gc
class A: pass
gc.collect(); gc.disable()
a = A(); a.me = a; del a
print(gc.collect())`,
		prints: and(same("2", "3.8", "3.9", "3.10"), same("1", "3.11", "3.12", "3.13")),
		ours: func(l *lab) string {
			l.ring("a")
			return fmt.Sprint(l.collect(2))
		},
	},
	{
		name: "callback-info",
		python: `
import gc
keys = []
def log(phase, info): keys[:] = sorted(info)
gc.callbacks.append(log)
gc.collect()
gc.callbacks.remove(log)
print(*keys)`,
		prints: same("collected generation uncollectable", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"),
		ours: func(*lab) string {
			var keys []string
			for _, f := range reflect.VisibleFields(reflect.TypeFor[gc.Progress]()) {
				if f.Name != "Start" { // the phase
					keys = append(keys, strings.ToLower(f.Name))
				}
			}
			slices.Sort(keys)
			return line(keys)
		},
	},
	{
		name: "arguments",
		python: `
import sys
def foo(a):
    return sys.getrefcount(a) - 1
x = object()
print(sys.getrefcount(x) - 1, foo(x), sys.getrefcount(x) - 1)`,
		prints: and(same("1 3 1", "3.8", "3.9", "3.10"), same("1 2 1", "3.11", "3.12", "3.13")),
		ours: func(l *lab) string {
			x := l.instance("x", 0)
			l.ok(l.Globals().Give("x", x))
			before := l.count(x)
			foo, err := l.Call("foo")
			l.ok(err)
			l.ok(foo.Bind("a", x))
			inside := l.count(x)
			l.ok(foo.Return())
			return fmt.Sprint(before, inside, l.count(x))
		},
	},
	{
		// Two branches below a chain of 49, so that deaths wait in the trashcan.
		// The same with chains of up to 12,000 shows that 3.13.0 goes depth first
		// until 9,945 objects lie above the branches.
		name: "trashcan",
		python: `
out = []
class N:
    __slots__ = ('name', 'a', 'b')
    def __init__(self, name, a=None, b=None):
        self.name, self.a, self.b = name, a, b
    def __del__(self):
        out.append(self.name)
n = N('end', N('x', N('x1'), N('x2')), N('y', N('y1'), N('y2')))
for i in range(48):
    n = N('', n)
del n
print(*[name for name in out if name])`,
		prints: and(and(
			same("end x y y1 y2 x1 x2", "3.8", "3.9", "3.10"),
			same("end x y y2 y1 x2 x1", "3.11", "3.12")),
			same("end x x1 x2 y y1 y2", "3.13")),
		ours: func(l *lab) string {
			var out []string
			node := func(name string, edges ...gc.Ref) gc.Ref {
				n := l.instance(name, 2)
				for i, e := range edges {
					l.ok(l.Give(n, i, e))
				}
				l.ok(l.SetFinalizer(n, func(h *gc.Heap, self gc.Ref) {
					if name := h.Label(self); name != "" {
						out = append(out, name)
					}
				}))
				return n
			}
			n := node("end", node("x", node("x1"), node("x2")), node("y", node("y1"), node("y2")))
			for range 48 {
				n = node("", n)
			}
			l.drop(n)
			return strings.Join(out, " ")
		},
	},
	{
		// The finalizer of b, which a refers to, saves b; a goes all the same.
		name: "partial-resurrection",
		python: `
import gc
class N:
    def __del__(self):
        if self.name == 'b':
            saved.append(self)
gc.collect(); gc.disable()
saved = []
a, b = N(), N()
a.name, b.name = 'a', 'b'
a.b, a.me = b, a
del a, b
print(gc.collect() > 0)`,
		prints: and(same("False", "3.8"), same("True", "3.9", "3.10", "3.11", "3.12", "3.13")),
		ours: func(l *lab) string {
			a, b := l.instance("a", 2), l.instance("b", 0)
			l.set(a, 0, b)
			l.set(a, 1, a)
			l.ok(l.SetFinalizer(b, func(h *gc.Heap, self gc.Ref) { l.ok(h.IncRef(self)) }))
			l.drop(a, b)
			return python3Bool(l.collect(2) > 0)
		},
	},
	{
		name: "thresholds",
		python: `
import gc
print(*gc.get_threshold())`,
		prints: and(same("700 10 10", "3.8", "3.9", "3.10", "3.11", "3.12"), same("2000 10 10", "3.13")),
		ours:   func(l *lab) string { return fmt.Sprint(l.Threshold()) },
	},
	{
		name: "automatic-collections",
		python: `
import gc
inside = []
def log(phase, info):
    if phase == 'start' and 0 < len(kept) < 40:
        inside.append(1)
kept = []
gc.collect(); gc.enable()
gc.set_threshold(5, 1000, 1000)
gc.callbacks.append(log)
kept.extend(map(list, [()] * 40))
gc.callbacks.clear()
gc.set_threshold(700, 10, 10)
print(len(inside) > 0)`,
		prints: and(same("True", "3.8", "3.9", "3.10", "3.11"), same("False", "3.12", "3.13")),
		ours: func(l *lab) string {
			l.ok(l.Enable())
			l.ok(l.SetThreshold(5, 1000, 1000))
			inside := 0
			must(l.Observe(func(_ *gc.Heap, p gc.Progress) {
				if p.Start {
					inside++
				}
			}))
			for range 40 {
				_, err := l.NewList()
				l.ok(err)
			}
			return python3Bool(inside > 0)
		},
	},
}

func python3Bool(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

// follows is the version whose answer is ours, where CPython's versions differ.
const follows = "3.11"

// stands are the rows where this package is like no version: what it does.
var stands = map[string]string{
	"literals": "1", "weakrefs-not-shared": "False", "always-tracked": "True", "legacy-finalizers": "True 0",
}

func TestDifferences(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	for _, d := range departures {
		t.Run(d.name, func(t *testing.T) {
			require.Contains(t, string(text), "TestDifferences/"+d.name, "the package comment has a row for each")
			want, apart := stands[d.name]
			if !apart {
				want = d.prints[follows]
			}
			require.Equal(t, want, d.ours(newLab(t, gc.WithoutAutomatic())))
		})
	}
	rows := strings.Count(string(text), "TestDifferences/")
	require.Equal(t, len(departures), rows, "every row of the package comment that names a test has one")
}

// The recorded cases that the package comment names are there.
func TestDifferencesNameRecordedCases(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	words := strings.Join(strings.Fields(strings.ReplaceAll(string(text), "//", "")), " ")
	recorded := map[string]bool{}
	for _, file := range []string{"bullets", "cases"} {
		for _, r := range readRecorded(t, "testdata/conform/"+file+".jsonl") {
			recorded[r.Name] = true
		}
	}
	named := regexp.MustCompile(`TestConformRecorded, "([^"]*)"`).FindAllStringSubmatch(words, -1)
	require.Len(t, named, 4)
	for _, m := range named {
		require.True(t, recorded[m[1]], m[1])
	}
}

// TestDifferencesLive asks the python3 that is here.
func TestDifferencesLive(t *testing.T) { askSnippets(t, departures) }

// askSnippets runs the snippets, one after the other, on the python3 that is here.
func askSnippets(t *testing.T, rows []departure) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here to ask; its answers are on record")
	}
	var script strings.Builder
	script.WriteString("import sys\nprint(*sys.version_info[:2], sep='.')\n")
	for _, d := range rows {
		script.WriteString(fmt.Sprintf("exec(%q, {'__name__': %q})\n", d.python, d.name))
	}
	out, err := exec.CommandContext(t.Context(), python, "-c", script.String()).Output()
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	require.Len(t, lines, 1+len(rows))
	version := strings.TrimSpace(lines[0])
	for i, d := range rows {
		t.Run(d.name, func(t *testing.T) {
			want, ok := d.prints[version]
			if !ok {
				t.Skipf("no answer of python %s is on record", version)
			}
			if lines[1+i] == "cannot be asked" {
				t.Skip("this python3 was built without what it takes to ask")
			}
			require.Equal(t, want, strings.TrimSpace(lines[1+i]))
		})
	}
}
