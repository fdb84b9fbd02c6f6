package gc_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// lab is a heap under test. Its lower-case methods fail the test where those of
// the heap return an error. It folds the events as they come and holds the fold
// and Verify against the heap when the test ends.
type lab struct {
	*gc.Heap
	t      testing.TB
	fold   *fold
	events []gc.Event
	also   func(gc.Event) // hears every event too, or nil
	log    []string       // deaths, finalizers, callbacks, by label, in order
}

// newLab makes a heap without automatic collection.
func newLab(t testing.TB, opts ...gc.Option) *lab {
	t.Helper()
	l := &lab{t: t, fold: newFold()}
	l.Heap = gc.New(append([]gc.Option{gc.WithHook(l.hear), gc.WithoutAutomatic()}, opts...)...)
	t.Cleanup(func() {
		if !t.Failed() && !errors.Is(l.Verify(), gc.ErrClosed) {
			l.sound()
		}
		l.ok(l.Close())
	})
	return l
}

func (l *lab) hear(e gc.Event) {
	if l.also != nil {
		l.also(e)
	}
	what := map[gc.EventKind]string{
		gc.EventDie: "die", gc.EventClear: "clear", gc.EventDefer: "defer", gc.EventResurrect: "resurrect",
		gc.EventFinalize: "finalize", gc.EventCallback: "callback", gc.EventUnraisable: "unraisable",
	}[e.Kind]
	if what != "" {
		l.log = append(l.log, what+" "+l.name(e.Obj))
	}
	l.events = append(l.events, e)
	l.fold.apply(e)
	if e.Kind == gc.EventDie {
		d, known := l.DeathOf(e.Obj)
		l.fold.expect(known && d.Cause == e.Cause && d.By == e.Other && d.Name == e.Name, e, "remembered as %+v", d)
	}
}

// name is the label of an object, dead ones included, or its handle.
func (l *lab) name(r gc.Ref) string {
	if o := l.fold.objects[r]; o != nil && o.label != "" {
		return o.label
	}
	return r.String()
}

func (l *lab) names(refs []gc.Ref) []string {
	names := []string{}
	for _, r := range refs {
		names = append(names, l.name(r))
	}
	return names
}

// sound requires the heap's invariants and that its events tell the truth.
func (l *lab) sound() {
	l.t.Helper()
	require.NoError(l.t, l.Verify())
	require.Empty(l.t, l.fold.differs(l.Heap))
}

// said is the log since the last call.
func (l *lab) said() []string {
	log := l.log
	l.log = nil
	return log
}

func (l *lab) ok(err error) {
	l.t.Helper()
	require.NoError(l.t, err)
}

func (l *lab) labelled(label string, r gc.Ref, err error) gc.Ref {
	l.t.Helper()
	l.ok(err)
	if label != "" {
		l.ok(l.SetLabel(r, label))
	}
	return r
}

func (l *lab) instance(label string, slots int) gc.Ref {
	l.t.Helper()
	r, err := l.NewInstance(slots)
	return l.labelled(label, r, err)
}

func (l *lab) leaf(label string) gc.Ref {
	l.t.Helper()
	r, err := l.NewLeaf(label)
	return l.labelled(label, r, err)
}

func (l *lab) list(label string, items ...gc.Ref) gc.Ref {
	l.t.Helper()
	r, err := l.NewList(items...)
	return l.labelled(label, r, err)
}

func (l *lab) weak(label string, target gc.Ref, callback gc.WeakCallback) gc.Ref {
	l.t.Helper()
	r, err := l.NewWeak(target, callback)
	return l.labelled(label, r, err)
}

func (l *lab) set(r gc.Ref, i int, to gc.Ref) { l.t.Helper(); l.ok(l.Set(r, i, to)) }

func (l *lab) drop(refs ...gc.Ref) {
	l.t.Helper()
	for _, r := range refs {
		l.ok(l.DecRef(r))
	}
}

// ring makes a cycle of instances, one for each label, that only keep each
// other alive: slot 0 of each refers to the next.
func (l *lab) ring(labels ...string) []gc.Ref {
	l.t.Helper()
	refs := make([]gc.Ref, len(labels))
	for i, label := range labels {
		refs[i] = l.instance(label, 2)
	}
	for i, r := range refs {
		l.ok(l.Give(r, 0, refs[(i+1)%len(refs)]))
	}
	return refs
}

func (l *lab) count(r gc.Ref) int {
	l.t.Helper()
	n, err := l.RefCount(r)
	l.ok(err)
	return n
}

func (l *lab) collect(generation int) int {
	l.t.Helper()
	n, err := l.Collect(generation)
	l.ok(err)
	return n
}

func (l *lab) deref(w gc.Ref) gc.Ref {
	l.t.Helper()
	r, err := l.Deref(w)
	l.ok(err)
	return r
}

// on is the labels of the objects on a list, in order.
func (l *lab) on(list gc.ListID) []string { return l.names(slices.Collect(l.Objects(list))) }
