package gc_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// agreements are rules that programs of heap operations cannot show, in the form
// of the departures: here every version and this package print the same.
var agreements = []departure{
	{
		name: "referrers",
		python: `
import gc
gc.collect(); gc.disable()
a = ['a']
frozen, old, young = [a], [a], None
gc.freeze()
old = [a]; gc.collect()
young = [a]
name = {id(frozen): 'frozen', id(old): 'old', id(young): 'young'}
print(*[name[id(r)] for r in gc.get_referrers(a) if id(r) in name])
gc.unfreeze()`,
		prints: same("young old", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"),
		ours: func(l *lab) string {
			a := l.list("a")
			l.list("frozen", a)
			l.ok(l.Freeze())
			l.list("old", a)
			l.collect(2)
			l.list("young", a)
			return line(l.names(slices.Collect(l.Referrers(a))))
		},
	},
	{
		// Added while a collection starts: told of that start too.
		name: "observer-added",
		python: `
import gc
out = []
def late(phase, info): out.append('late-' + phase)
def early(phase, info):
    out.append('early-' + phase)
    if phase == 'start' and late not in gc.callbacks: gc.callbacks.append(late)
gc.disable()
gc.callbacks.append(early)
gc.collect()
del gc.callbacks[:]
print(*out)`,
		prints: same("early-start late-start early-stop late-stop", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"),
		ours: func(l *lab) string {
			var out []string
			added := false
			must(l.Observe(func(h *gc.Heap, p gc.Progress) {
				out = append(out, "early-"+phase(p))
				if p.Start && !added {
					added = true
					must(h.Observe(func(_ *gc.Heap, p gc.Progress) { out = append(out, "late-"+phase(p)) }))
				}
			}))
			l.collect(2)
			return line(out)
		},
	},
	{
		// One that removes itself: the next moves up and is passed over.
		name: "observer-removed",
		python: `
import gc
out = []
def once(phase, info):
    out.append('once-' + phase)
    gc.callbacks.remove(once)
def next(phase, info): out.append('next-' + phase)
def last(phase, info): out.append('last-' + phase)
gc.disable()
gc.callbacks.extend([once, next, last])
gc.collect()
del gc.callbacks[:]
print(*out)`,
		prints: same("once-start last-start next-stop last-stop", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"),
		ours: func(l *lab) string {
			var out []string
			var remove func() error
			remove = must(l.Observe(func(_ *gc.Heap, p gc.Progress) {
				out = append(out, "once-"+phase(p))
				l.ok(remove())
			}))
			for _, who := range []string{"next-", "last-"} {
				must(l.Observe(func(_ *gc.Heap, p gc.Progress) { out = append(out, who+phase(p)) }))
			}
			l.collect(2)
			return line(out)
		},
	},
	{
		// A weak reference in the trash calls back until a collection has found it: so
		// when the collections are tells in what a program observes.
		name: "trash-calls-back",
		python: `
import gc, weakref
gc.collect(); gc.disable()
class X: pass
def program(look):
    out = 'not called'
    def called(w):
        nonlocal out
        out = 'called'
    x = X()
    trash = [weakref.ref(x, called)]
    trash.append(trash)
    del trash
    if look: gc.collect()
    del x
    gc.collect()
    return out
print(program(False), program(True), sep=', ')`,
		prints: same("called, not called", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"),
		ours: func(l *lab) string {
			return trashCallsBack(l, func() {}) + ", " + trashCallsBack(l, func() { l.collect(2) })
		},
	},
}

// trashCallsBack says whether a weak reference in a cycle that nothing refers to
// calls back when its target dies by count, after what comes between.
func trashCallsBack(l *lab, between func()) string {
	out := "not called"
	x := l.instance("x", 0)
	w := l.weak("w", x, func(*gc.Heap, gc.Ref) { out = "called" })
	trash := l.list("trash", w, gc.Nil)
	l.set(trash, 1, trash)
	l.drop(w, trash)
	between()
	l.drop(x)
	l.collect(2)
	return out
}

// The exception to TestConformByRule: where a weak reference with a callback is
// itself trash, collectors that look at other times may differ for good, though
// each does what CPython does when a collection comes when its own does.
func TestTrashCallsBackUntilItIsFound(t *testing.T) {
	for _, tt := range []struct {
		objects int // made while it is trash
		want    map[gc.Collector]string
	}{
		{0, map[gc.Collector]string{gc.Candidates: "called", gc.Trial: "called", gc.Marking: "called", gc.Incremental: "called"}},
		{1, map[gc.Collector]string{gc.Candidates: "called", gc.Trial: "called", gc.Marking: "not called", gc.Incremental: "called"}},
		{20, map[gc.Collector]string{gc.Candidates: "not called", gc.Trial: "not called", gc.Marking: "not called", gc.Incremental: "called"}},
		{1000, map[gc.Collector]string{gc.Candidates: "not called", gc.Trial: "not called", gc.Marking: "not called", gc.Incremental: "not called"}},
	} {
		for c, want := range tt.want {
			l := newLab(t, gc.WithCollector(c))
			l.ok(l.SetThreshold(2, 2, 2))
			l.ok(l.Enable())
			got := trashCallsBack(l, func() {
				for range tt.objects {
					l.instance("", 0)
				}
			})
			require.Equal(t, want, got, "%s, %d objects later", c, tt.objects)
		}
	}
}

// phase is the first argument of a function on gc.callbacks.
func phase(p gc.Progress) string {
	if p.Start {
		return "start"
	}
	return "stop"
}

// line is what Python's print makes of words.
func line(words []string) string {
	s := fmt.Sprint(words)
	return s[1 : len(s)-1]
}

func TestAgreements(t *testing.T) {
	for _, d := range agreements {
		t.Run(d.name, func(t *testing.T) {
			require.Equal(t, d.prints[follows], d.ours(newLab(t, gc.WithoutAutomatic())))
			for _, prints := range d.prints {
				require.Equal(t, d.prints[follows], prints)
			}
		})
	}
}

// TestAgreementsLive asks the python3 that is here.
func TestAgreementsLive(t *testing.T) { askSnippets(t, agreements) }
