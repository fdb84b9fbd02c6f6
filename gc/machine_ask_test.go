package gc_test

import (
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// ask calls what only reads, and what changes nothing but words: before every
// operation, those of finalizers and callbacks included, on a handle that may be
// dead. It takes no bytes off the program. At rest the model knows the answers.
func (mc *machine) ask() {
	mc.asked++
	r, other := mc.subject(mc.asked), mc.subject(mc.asked/3)
	x, stale := mc.thing(r)
	mc.askEdges(r, other, x)
	mc.askWhy(r, x)
	mc.askDeath(r)
	if mc.m != nil {
		finalized, err := mc.Finalized(r)
		require.ErrorIs(mc.t, err, stale)
		require.Equal(mc.t, x != nil && x.finalized, finalized, "%s: %s", mc.step, r)
	} else {
		_, _ = mc.Finalized(r)
		mc.counts()
	}
	if label := fmt.Sprint("l", mc.asked%5); mc.is(stale, mc.SetLabel(r, label)) {
		require.Equal(mc.t, label, mc.Label(r))
	}
	if mc.is(stale, mc.SetValue(r, mc.asked)) {
		require.Equal(mc.t, mc.asked, must(mc.Value(r)))
	}
	if mc.asked%16 == 0 {
		mc.observers()
	}
}

func (mc *machine) subject(n int) gc.Ref {
	if len(mc.refs) == 0 || n%31 == 0 {
		return gc.Nil
	}
	return mc.refs[n%len(mc.refs)]
}

func (mc *machine) askEdges(r, other gc.Ref, x *thing) {
	to, from := slices.Collect(mc.Referents(r)), slices.Collect(mc.Referrers(r))
	i, err := mc.Find(r, other)
	if mc.m == nil {
		return
	}
	var slots []gc.Ref
	var index int
	_, wantErr := mc.thing(other)
	if x != nil {
		index = slices.IndexFunc(x.slots, func(y *thing) bool { return y.handle() == other })
		for _, y := range x.slots {
			if y != nil {
				slots = append(slots, y.ref)
			}
		}
		if x.kind == gc.List {
			slices.Reverse(slots)
		}
		wantErr = first(when(x.kind != gc.List, gc.ErrKind), wantErr)
	} else {
		_, wantErr = mc.thing(r)
	}
	require.Equal(mc.t, slots, to, "%s: referents of %s", mc.step, r)
	require.ErrorIs(mc.t, err, wantErr)
	if wantErr == nil {
		require.Equal(mc.t, index, i)
	}
	var referrers []gc.Ref
	for _, y := range mc.m.things {
		if x != nil && y.list >= gc.Young && y.list <= gc.Old && slices.Contains(y.slots, x) {
			referrers = append(referrers, y.ref)
		}
	}
	require.ElementsMatch(mc.t, referrers, from, "%s: referrers of %s", mc.step, r)
	require.True(mc.t, slices.IsSortedFunc(from, func(a, b gc.Ref) int { return int(must(mc.ListOf(a))) - int(must(mc.ListOf(b))) }))
}

// askWhy follows the path it is given, if any.
func (mc *machine) askWhy(r gc.Ref, x *thing) {
	p, err := mc.Why(r)
	if err == nil {
		at := p.First
		for _, s := range p.Steps {
			require.Equal(mc.t, at, s.From)
			at = must(mc.Get(s.From, s.Slot))
			require.Equal(mc.t, at, s.To)
		}
		require.Equal(mc.t, r, at, "%s: %s", mc.step, p)
		require.NotContains(mc.t, p.String(), "?")
	}
	if mc.m == nil {
		return
	}
	if x == nil {
		require.Error(mc.t, err)
		return
	}
	if mc.m.rooted()[x] {
		require.NoError(mc.t, err, mc.step)
		return
	}
	unreachable := new(gc.UnreachableError)
	require.ErrorAs(mc.t, err, &unreachable, mc.step)
	require.NotEmpty(mc.t, unreachable.Cycle)
}

// askDeath: in a program this short every death is remembered. While callbacks
// run an object may be neither alive nor done with dying.
func (mc *machine) askDeath(r gc.Ref) {
	d, known := mc.DeathOf(r)
	switch {
	case mc.Alive(r) || r == gc.Nil:
		require.False(mc.t, known)
	case known:
		require.Equal(mc.t, r, d.Ref)
	default:
		require.Positive(mc.t, mc.inside+mc.progress, "%s: %s has died unremembered", mc.step, r)
	}
}

// observers adds an observer, or takes the oldest off again.
func (mc *machine) observers() {
	if len(mc.removers) < 3 {
		mc.removers = append(mc.removers, must(mc.Observe(mc.observer)))
		return
	}
	mc.ok(mc.removers[0]())
	mc.removers = mc.removers[1:]
}

// watch is told first: it knows whether a collection runs and what came of it.
func (mc *machine) watch(_ *gc.Heap, p gc.Progress) {
	if p.Start {
		require.Zero(mc.t, mc.progress, "collections do not nest")
		mc.progress = 1
	} else {
		require.Equal(mc.t, 1, mc.progress)
		mc.progress = 0
		mc.last = p
	}
}

// observer is one of those that come and go.
func (mc *machine) observer(h *gc.Heap, p gc.Progress) {
	require.Zero(mc.t, must(h.Collect(2)), "inside a collection")
	if mc.m == nil && mc.inside < 3 {
		mc.inside++
		mc.ask()
		mc.inside--
	}
}

// turn is a finalizer the model can follow: it may save its object by a reference
// of the program's, and is refused a collection inside a collection.
func (mc *machine) turn(saves bool) gc.Finalizer {
	return func(h *gc.Heap, self gc.Ref) {
		require.True(mc.t, must(h.Finalized(self)))
		if mc.progress > 0 {
			require.Zero(mc.t, must(h.Collect(2)))
			require.Zero(mc.t, must(h.MarkSweep()))
		}
		if saves {
			mc.ok(h.IncRef(self))
		}
	}
}

// setFinalizer gives an object such a finalizer, or takes it away.
func (mc *machine) setFinalizer() {
	r, b := mc.pick(), mc.next()
	x, err := mc.thing(r)
	want := first(err, when(x != nil && x.kind != gc.Instance && x.kind != gc.List, gc.ErrKind))
	var fn gc.Finalizer
	if b%4 > 0 {
		fn = mc.turn(b%4 == 1)
	}
	if mc.is(want, mc.SetFinalizer(r, fn)) {
		x.finalizes, x.saves = fn != nil, b%4 == 1
	}
}
