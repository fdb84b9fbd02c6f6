package gc_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"underhood/gc"
)

// machine plays a program, a string of bytes, on a heap. Every string is a
// program, so chance and the fuzzer can both write them. A tame machine plays it
// on the model too and holds one against the other after every operation; its
// finalizers do no more than save their object. A wild one also sets finalizers
// and callbacks that do anything, which the model does not know.
type machine struct {
	*lab
	m       *model
	program []byte
	frames  []*gc.Frame
	refs    []gc.Ref // the last handles issued, dead ones included
	issued  map[gc.Ref]bool
	dead    map[gc.Ref]bool // seen dead once
	inside  int             // plans running
	step    string

	asked    int            // see ask
	progress int            // 1 while a collection runs
	last     gc.Progress    // of the last collection
	removers []func() error // of the observers that are there for the moment
}

func newMachine(t testing.TB, program []byte, wild bool, opts ...gc.Option) *machine {
	mc := &machine{lab: newLab(t, opts...), program: program, issued: map[gc.Ref]bool{}, dead: map[gc.Ref]bool{}}
	if !wild {
		mc.m = newModel()
	}
	mc.frames = []*gc.Frame{mc.Globals()}
	must(mc.Observe(mc.watch))
	return mc
}

// run plays the whole program.
func (mc *machine) run(check bool) {
	for len(mc.program) > 0 {
		mc.operation()
		if check {
			mc.check()
		}
	}
}

func (mc *machine) next() int {
	if len(mc.program) == 0 {
		return 0
	}
	b := mc.program[0]
	mc.program = mc.program[1:]
	return int(b)
}

// pick is some handle: any of the last, or now and then nil.
func (mc *machine) pick() gc.Ref {
	b := mc.next()
	if len(mc.refs) == 0 || b == 255 {
		return gc.Nil
	}
	return mc.refs[len(mc.refs)-1-b%len(mc.refs)]
}

func (mc *machine) issue(r gc.Ref) {
	require.False(mc.t, mc.issued[r], "%s was issued before", r)
	mc.issued[r] = true
	mc.refs = append(mc.refs, r)
	if len(mc.refs) > 24 {
		mc.refs = mc.refs[1:]
	}
}

// frame is the innermost one, mostly.
func (mc *machine) frame() (*gc.Frame, map[string]*thing) {
	i := len(mc.frames) - 1
	if b := mc.next(); b%4 == 0 {
		i = b / 4 % len(mc.frames)
	}
	if mc.m == nil {
		return mc.frames[i], nil
	}
	return mc.frames[i], mc.m.frames[i]
}

// is requires that the heap says what the model says.
func (mc *machine) is(want, err error) bool {
	if mc.m == nil {
		require.NotErrorIs(mc.t, err, gc.ErrInvariant)
		return err == nil
	}
	if want == nil {
		require.NoError(mc.t, err, mc.step)
	} else {
		require.ErrorIs(mc.t, err, want, mc.step)
	}
	return err == nil
}

// thing is what a handle stands for in the model, and the error if nothing.
func (mc *machine) thing(r gc.Ref) (*thing, error) {
	if mc.m == nil {
		return nil, nil
	}
	if r == gc.Nil {
		return nil, gc.ErrNil
	}
	if x := mc.m.things[r]; x != nil {
		return x, nil
	}
	return nil, gc.ErrStale
}

func (mc *machine) target(r gc.Ref) (*thing, error) {
	if r == gc.Nil {
		return nil, nil
	}
	return mc.thing(r)
}

// first is the first of some errors.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func when(wrong bool, err error) error {
	if wrong {
		return err
	}
	return nil
}

// operation plays one operation.
func (mc *machine) operation() {
	mc.ask()
	op := mc.next() % 32
	mc.step = fmt.Sprint("operation ", op)
	m := mc.m
	switch op {
	case 0, 1, 2:
		n := mc.next() % 4
		if m != nil {
			m.allocate()
		}
		r, err := mc.NewInstance(n)
		mc.is(nil, err)
		if m != nil {
			m.add(r, gc.Instance, make([]*thing, n)...)
		}
		mc.issue(r)
	case 3:
		r, err := mc.NewLeaf(op)
		mc.is(nil, err)
		if m != nil {
			m.add(r, gc.Leaf)
		}
		mc.issue(r)
	case 4, 5:
		mc.newList()
	case 6, 7, 8, 9:
		r, i, to := mc.pick(), mc.next()%4, mc.pick()
		x, err := mc.thing(r)
		t, err2 := mc.target(to)
		want := first(err, when(x != nil && i >= len(x.slots), gc.ErrSlot), err2)
		if mc.is(want, mc.Set(r, i, to)) && m != nil {
			x.slots[i] = t
			m.settle()
		}
	case 10, 11, 12:
		r, i, to := mc.pick(), mc.next()%4, mc.pick()
		x, err := mc.thing(r)
		t, err2 := mc.thing(to)
		want := first(err, when(x != nil && i >= len(x.slots), gc.ErrSlot), err2, when(t != nil && t.held == 0, gc.ErrNotHeld))
		if mc.is(want, mc.Give(r, i, to)) && m != nil {
			t.held--
			x.slots[i] = t
			m.settle()
		}
	case 13, 14:
		r, to := mc.pick(), mc.pick()
		x, err := mc.thing(r)
		t, err2 := mc.target(to)
		want := first(err, when(x != nil && x.kind != gc.List, gc.ErrKind), err2)
		if mc.is(want, mc.Append(r, to)) && m != nil {
			x.slots = append(x.slots, t)
		}
	case 15:
		r, i := mc.pick(), mc.next()%4
		x, err := mc.thing(r)
		want := first(err, when(x != nil && x.kind != gc.List, gc.ErrKind), when(x != nil && i >= len(x.slots), gc.ErrSlot))
		if mc.is(want, mc.Remove(r, i)) && m != nil {
			x.slots = slices.Delete(x.slots, i, i+1)
			m.settle()
		}
	case 16:
		r := mc.pick()
		x, err := mc.thing(r)
		if mc.is(err, mc.IncRef(r)) && m != nil {
			x.held++
		}
	case 17, 18, 19, 20:
		r := mc.pick()
		x, err := mc.thing(r)
		if mc.is(first(err, when(x != nil && x.held == 0, gc.ErrNotHeld)), mc.DecRef(r)) && m != nil {
			x.held--
			m.settle()
		}
	case 21, 22, 23:
		mc.name()
	case 24:
		mc.callOrReturn()
	case 25, 26:
		r := mc.pick()
		x, err := mc.thing(r)
		want := first(err, when(x != nil && x.kind == gc.Weak, gc.ErrKind))
		calls := mc.next()%2 == 0
		var callback gc.WeakCallback
		if calls {
			callback = silent
			if m == nil {
				callback = gc.WeakCallback(mc.plan())
			}
		}
		if m != nil && want == nil {
			m.allocate(x)
		}
		w, err := mc.NewWeak(r, callback)
		if mc.is(want, err) {
			if m != nil {
				t := m.add(w, gc.Weak)
				t.target, t.calls = x, calls
				m.settle()
			}
			mc.issue(w)
		}
	case 27, 28:
		g := mc.next() % 4
		n, err := mc.Collect(g)
		want := when(g > 2, gc.ErrGeneration)
		if mc.is(want, err) && m != nil {
			require.Equal(mc.t, m.collect(g), n)
			require.Equal(mc.t, gc.Progress{Generation: g, Collected: n}, mc.last)
		}
	case 29:
		n, err := mc.MarkSweep()
		if mc.is(nil, err) && m != nil {
			require.Equal(mc.t, m.collect(2), n)
		}
	case 30:
		mc.tune()
	case 31:
		if m == nil {
			mc.is(nil, mc.SetFinalizer(mc.pick(), gc.Finalizer(mc.plan())))
			return
		}
		mc.setFinalizer()
	}
}

func (mc *machine) newList() {
	items := make([]gc.Ref, mc.next()%4)
	things := make([]*thing, len(items))
	var inUse []*thing
	var want error
	for i := range items {
		items[i] = mc.pick()
		x, err := mc.target(items[i])
		things[i], want = x, first(want, err)
		if x != nil {
			inUse = append(inUse, x)
		}
	}
	if mc.m != nil && want == nil {
		mc.m.allocate(inUse...)
	}
	r, err := mc.NewList(items...)
	if mc.is(want, err) {
		if mc.m != nil {
			mc.m.add(r, gc.List, things...)
		}
		mc.issue(r)
	}
}

func (mc *machine) name() {
	f, vars := mc.frame()
	name := string(rune('a' + mc.next()%3))
	switch b := mc.next(); b % 4 {
	case 0, 1, 2:
		r := mc.pick()
		x, err := mc.thing(r)
		var got error
		give := b%4 == 0
		if give {
			err, got = first(err, when(x != nil && x.held == 0, gc.ErrNotHeld)), f.Give(name, r)
		} else {
			got = f.Bind(name, r)
		}
		if mc.is(err, got) && mc.m != nil {
			if give {
				x.held--
			}
			vars[name] = x
			mc.m.settle()
		}
	case 3:
		if mc.is(when(vars[name] == nil, gc.ErrName), f.Del(name)) && mc.m != nil {
			delete(vars, name)
			mc.m.settle()
		}
	}
}

func (mc *machine) callOrReturn() {
	last := len(mc.frames) - 1
	switch b := mc.next(); {
	case b%2 == 0 && last < 4:
		f, err := mc.Call(fmt.Sprint("f", last))
		mc.is(nil, err)
		if mc.inside > 0 {
			return // it returns by itself
		}
		mc.frames = append(mc.frames, f)
		if mc.m != nil {
			mc.m.frames = append(mc.m.frames, map[string]*thing{})
		}
	case mc.inside > 0: // not the callback's to return from
		require.ErrorIs(mc.t, mc.frames[last].Return(), gc.ErrFrame)
	case b%4 == 1:
		if mc.is(when(last == 0, gc.ErrFrame), mc.frames[last].Return()) {
			mc.popFrame()
		}
	default:
		var x *thing
		if mc.m != nil {
			x = mc.m.frames[last]["a"]
		}
		r, err := mc.frames[last].ReturnValue("a")
		if mc.is(first(when(last == 0, gc.ErrFrame), when(x == nil, gc.ErrName)), err) {
			if mc.m != nil {
				require.Equal(mc.t, x.ref, r)
				x.held++
			}
			mc.popFrame()
		}
	}
}

func (mc *machine) popFrame() {
	last := len(mc.frames) - 1
	mc.frames = mc.frames[:last]
	if mc.m != nil {
		mc.m.frames = mc.m.frames[:last]
		mc.m.settle()
	}
}

// tune turns one of the collector's knobs.
func (mc *machine) tune() {
	m := mc.m
	if m == nil {
		m = newModel() // its state is of no interest
	}
	b := mc.next()
	switch b % 8 {
	case 0:
		mc.ok(mc.Freeze())
		m.freeze()
	case 1:
		mc.ok(mc.Unfreeze())
		m.unfreeze()
	case 2:
		m.saveAll = b/8%2 == 0
		mc.ok(mc.SetSaveAll(m.saveAll))
	case 3:
		mc.ok(mc.ClearGarbage())
		m.garbage = nil
		m.settle()
	case 4:
		mc.ok(mc.Disable())
		m.enabled = false
	case 5, 6, 7:
		mc.ok(mc.Enable())
		m.enabled = true
		m.threshold = [3]int{b / 8 % 4, b / 32 % 3, b / 128}
		mc.ok(mc.SetThreshold(m.threshold[0], m.threshold[1], m.threshold[2]))
	}
}

// plan takes some bytes off the program; what it gives plays them when its time
// has come, or panics.
func (mc *machine) plan() func(*gc.Heap, gc.Ref) {
	n := mc.next()
	panics := n%8 == 7
	n = min(n/8, len(mc.program))
	bytes := slices.Clone(mc.program[:n])
	mc.program = mc.program[n:]
	return func(_ *gc.Heap, self gc.Ref) {
		if mc.inside == 3 {
			return
		}
		mc.inside++
		rest := mc.program
		mc.program = bytes
		mc.refs = append(mc.refs, self) // the newest: likely to be picked
		for len(mc.program) > 0 {
			mc.operation()
		}
		mc.program = rest
		mc.inside--
		if panics {
			panic(errors.ErrUnsupported)
		}
	}
}

// check holds heap, events and model against each other.
func (mc *machine) check() {
	t, m := mc.t, mc.m
	mc.sound()
	for r := range mc.issued {
		alive := mc.Alive(r)
		if mc.dead[r] {
			require.False(t, alive, "%s: %s came back to life", mc.step, r)
			require.ErrorIs(t, mc.IncRef(r), gc.ErrStale)
		}
		mc.dead[r] = !alive
		if m != nil {
			require.Equal(t, m.things[r] != nil, alive, "%s: %s", mc.step, r)
		}
	}
	total := 0
	for list := gc.Young; list <= gc.Permanent; list++ {
		total += len(slices.Collect(mc.Objects(list)))
	}
	tracked := 0
	for r := range mc.issued {
		if ok, _ := mc.Tracked(r); ok {
			tracked++
		}
	}
	require.Equal(t, tracked, total, "lists are disjoint and complete")
	if m == nil {
		return
	}
	require.Equal(t, len(m.things), mc.Len(), mc.step)
	for r, x := range m.things {
		require.Equal(t, m.count(x), mc.count(r), "%s: count of %s", mc.step, r)
		require.Equal(t, x.kind, must(mc.KindOf(r)))
		require.Equal(t, x.list, must(mc.ListOf(r)), "%s: list of %s", mc.step, r)
		require.Equal(t, len(x.slots), must(mc.Size(r)))
		for i, y := range x.slots {
			require.Equal(t, y.handle(), must(mc.Get(r, i)))
		}
		if x.kind == gc.Weak {
			require.Equal(t, x.target.handle(), mc.deref(r), "%s: target of %s", mc.step, r)
		}
	}
	for i, vars := range m.frames {
		for name, x := range vars {
			require.Equal(t, x.ref, must(mc.frames[i].Lookup(name)))
		}
		require.Len(t, namesOf(mc.frames[i]), len(vars))
	}
	require.Len(t, slices.Collect(mc.Garbage()), len(m.garbage))
	require.Equal(t, m.counts, mc.counts(), mc.step)
	require.Equal(t, m.stats, mc.Stats())
}

func (x *thing) handle() gc.Ref {
	if x == nil {
		return gc.Nil
	}
	return x.ref
}
