package gc_test

import (
	"fmt"
	"maps"
	"slices"

	"underhood/gc"
)

// fold redraws a heap from nothing but its events. It is what a picture of the
// heap does, written as plainly as possible: if it ever differs from the heap,
// an event is missing or wrong.
type fold struct {
	objects map[gc.Ref]*foldObject
	lists   map[gc.ListID][]gc.Ref
	frames  []foldFrame
	garbage []gc.Ref
	wrong   []string // what an event said that could not be
}

type foldObject struct {
	kind        gc.Kind
	count, held int
	slots       []gc.Ref
	list        gc.ListID
	target      gc.Ref // of a weak reference
	label       string
}

type foldFrame struct {
	name string
	vars map[string]gc.Ref
}

func newFold() *fold {
	return &fold{
		objects: map[gc.Ref]*foldObject{},
		lists:   map[gc.ListID][]gc.Ref{},
		frames:  []foldFrame{{"<globals>", map[string]gc.Ref{}}},
	}
}

func (f *fold) expect(ok bool, e gc.Event, format string, args ...any) {
	if !ok {
		f.wrong = append(f.wrong, fmt.Sprintf("%s: ", e)+fmt.Sprintf(format, args...))
	}
}

func (f *fold) apply(e gc.Event) {
	o := f.objects[e.Obj]
	if o == nil && e.Obj != gc.Nil && e.Kind != gc.EventNew {
		f.expect(false, e, "object is not there")
		return
	}
	switch e.Kind {
	case gc.EventNew:
		f.expect(o == nil, e, "object was there already")
		o = &foldObject{kind: e.Of, count: e.N, slots: make([]gc.Ref, e.M)}
		if e.Of != gc.Tuple {
			o.held = 1
		}
		f.objects[e.Obj] = o
	case gc.EventCount, gc.EventPin:
		o.count += e.M
		f.expect(o.count == e.N, e, "count was %d", o.count)
	case gc.EventDie:
		f.expect(o.count == 0, e, "count is %d", o.count)
	case gc.EventFree:
		f.expect(o.count == 0 && o.list == gc.Untracked && o.target == gc.Nil, e, "not ready to be freed: %+v", o)
		delete(f.objects, e.Obj)
	case gc.EventHold, gc.EventRelease:
		o.held = e.N
	case gc.EventCall:
		f.expect(int(e.Frame) == len(f.frames), e, "there are %d frames", len(f.frames))
		f.frames = append(f.frames, foldFrame{e.Name, map[string]gc.Ref{}})
	case gc.EventBind:
		v := f.frames[e.Frame].vars
		f.expect(v[e.Name] == e.Other, e, "name referred to %s", v[e.Name])
		v[e.Name] = e.Obj
	case gc.EventUnbind:
		v := f.frames[e.Frame].vars
		f.expect(v[e.Name] == e.Obj, e, "name referred to %s", v[e.Name])
		delete(v, e.Name)
	case gc.EventReturn:
		n := len(f.frames) - 1
		f.expect(int(e.Frame) == n && len(f.frames[n].vars) == 0, e, "frame %d has %v", n, f.frames[n].vars)
		f.frames = f.frames[:n]
	case gc.EventStore:
		f.expect(int(e.Slot) < len(o.slots) && o.slots[e.Slot] == gc.Nil, e, "slots are %v", o.slots)
		o.slots[e.Slot] = e.Other
	case gc.EventUnstore:
		switch i := int(e.Slot); {
		case i >= len(o.slots): // the list was emptied first (list_clear)
		case e.N == 1:
			o.slots = slices.Delete(o.slots, i, i+1)
		default:
			f.expect(o.slots[i] == e.Other, e, "slot held %s", o.slots[i])
			o.slots[i] = gc.Nil
		}
	case gc.EventResize:
		for len(o.slots) < e.N {
			o.slots = append(o.slots, gc.Nil)
		}
		o.slots = o.slots[:e.N]
	case gc.EventMove:
		f.expect(o.list == e.From, e, "object was on %s", o.list)
		if e.From != gc.Untracked {
			i := slices.Index(f.lists[e.From], e.Obj)
			f.lists[e.From] = slices.Delete(f.lists[e.From], i, i+1)
		}
		f.put(e.Obj, e.To)
	case gc.EventMerge:
		from := f.lists[e.From]
		f.lists[e.From] = nil
		for _, r := range from {
			f.put(r, e.To)
		}
		f.expect(len(f.lists[e.To]) == e.N, e, "list has %d", len(f.lists[e.To]))
	case gc.EventSave:
		f.garbage = append(f.garbage, e.Obj)
	case gc.EventUnsave:
		f.expect(e.N == len(f.garbage), e, "%d were saved", len(f.garbage))
		f.garbage = nil
	case gc.EventWeak:
		o.target = e.Other
	case gc.EventWeakClear:
		f.expect(o.target == e.Other, e, "weak reference was to %s", o.target)
		o.target = gc.Nil
	case gc.EventLabel:
		o.label = e.Name
	}
}

func (f *fold) put(r gc.Ref, l gc.ListID) {
	f.objects[r].list = l
	if l != gc.Untracked {
		f.lists[l] = append(f.lists[l], r)
	}
}

// differs says how the heap, at rest, is not what its events said; "" if it is.
func (f *fold) differs(h *gc.Heap) string {
	if len(f.wrong) > 0 {
		return f.wrong[0]
	}
	if h.Len() != len(f.objects) {
		return fmt.Sprintf("heap has %d objects, events say %d", h.Len(), len(f.objects))
	}
	for r, o := range f.objects {
		if s := f.objectDiffers(h, r, o); s != "" {
			return fmt.Sprintf("%s: %s, events say %+v", r, s, *o)
		}
	}
	if got := slices.Collect(h.Garbage()); !slices.Equal(got, f.garbage) {
		return fmt.Sprintf("garbage list is %v, events say %v", got, f.garbage)
	}
	want := f.references()
	for r, o := range f.objects {
		if o.count != want[r] {
			return fmt.Sprintf("%s: events say count %d, but %d references", r, o.count, want[r])
		}
	}
	for l := gc.Untracked; l <= gc.Calling; l++ {
		if got := slices.Collect(h.Objects(l)); !slices.Equal(got, f.lists[l]) {
			return fmt.Sprintf("list %s is %v, events say %v", l, got, f.lists[l])
		}
		if n := h.LenOf(l); n != len(f.lists[l]) {
			return fmt.Sprintf("list %s has %d objects, events say %v", l, n, f.lists[l])
		}
	}
	return f.framesDiffer(h)
}

// references counts them anew: slots, names, what the program owns, what is saved.
func (f *fold) references() map[gc.Ref]int {
	n := map[gc.Ref]int{}
	for r, o := range f.objects {
		n[r] += o.held
		for _, t := range o.slots {
			n[t]++
		}
	}
	for _, frame := range f.frames {
		for _, r := range frame.vars {
			n[r]++
		}
	}
	for _, r := range f.garbage {
		n[r]++
	}
	return n
}

func (f *fold) objectDiffers(h *gc.Heap, r gc.Ref, o *foldObject) string {
	if k, _ := h.KindOf(r); k != o.kind {
		return fmt.Sprintf("kind is %s", k)
	}
	if n, _ := h.RefCount(r); n != o.count {
		return fmt.Sprintf("count is %d", n)
	}
	if n, _ := h.Size(r); n != len(o.slots) {
		return fmt.Sprintf("size is %d", n)
	}
	for i, want := range o.slots {
		if got, _ := h.Get(r, i); got != want {
			return fmt.Sprintf("slot %d is %s", i, got)
		}
	}
	if l, _ := h.ListOf(r); l != o.list {
		return fmt.Sprintf("list is %s", l)
	}
	if o.kind == gc.Weak {
		if got, _ := h.Deref(r); got != o.target {
			return fmt.Sprintf("target is %s", got)
		}
	}
	if h.Label(r) != o.label {
		return fmt.Sprintf("label is %q", h.Label(r))
	}
	return ""
}

func (f *fold) framesDiffer(h *gc.Heap) string {
	i := 0
	for frame := range h.Frames() {
		if i == len(f.frames) || frame.Name() != f.frames[i].name {
			return fmt.Sprintf("frame %d is %s, events say %+v", i, frame.Name(), f.frames)
		}
		vars := maps.Collect(frame.Names())
		if fmt.Sprint(vars) != fmt.Sprint(f.frames[i].vars) {
			return fmt.Sprintf("names of %s are %v, events say %v", frame.Name(), vars, f.frames[i].vars)
		}
		i++
	}
	if i != len(f.frames) {
		return fmt.Sprintf("there are %d frames, events say %d", i, len(f.frames))
	}
	return ""
}
