package gc

import (
	"fmt"
	"strings"
)

// Cause says why an object died.
type Cause uint8

// The causes. The first group took the last reference away; the last two are
// the collectors'.
const (
	_         Cause = iota
	Dropped         // the Go program gave back its reference
	Unbound         // a name that referred to it was deleted: del x
	Rebound         // a name was bound to another object: x = 2.2
	Returned        // the function whose local referred to it returned
	Unset           // a slot was set to something else
	Removed         // it was removed from a list
	Container       // the object that referred to it died
	Collected       // found by trial deletion
	Swept           // found by mark and sweep
)

// String is the cause as words that complete "died because ...", "?" for an
// unknown one.
func (c Cause) String() string {
	return [...]string{
		"?", "its owner dropped it", "the name was deleted", "the name was bound to something else",
		"the function returned", "the slot was set to something else", "it was removed from the list",
		"its container died", "it was in a cycle that nothing outside refers to",
		"no root leads to it", "?",
	}[min(int(c), 10)]
}

// Death is what the heap remembers of an object that died.
type Death struct {
	Ref   Ref
	Kind  Kind
	Label string // what SetLabel had called it
	Cause Cause
	By    Ref    // the container, for Unset, Removed and Container; what the collector had just emptied
	Name  string // the name, for Unbound, Rebound and Returned
	Op    uint64 // the operation of the heap it died in, from 1
}

// String says it in words: what died, of what, when.
func (d Death) String() string {
	var b strings.Builder
	b.WriteString(d.Kind.String())
	if d.Label != "" {
		fmt.Fprintf(&b, " %q", d.Label)
	}
	fmt.Fprintf(&b, " died in operation %d because %s", d.Op, d.Cause)
	switch {
	case d.Name != "":
		fmt.Fprintf(&b, " (name %q)", d.Name)
	case d.By != Nil:
		fmt.Fprintf(&b, " (%s)", d.By)
	}
	return b.String()
}

// reason is what an object dies of.
type reason struct {
	cause Cause
	by    Ref
	name  string
}

// remembered is how many deaths are kept.
const remembered = 1024

// deathLog is a ring of the last deaths. Its strings stand apart, so that the
// common death, of an object without a name, writes no pointer.
type deathLog struct {
	n     uint64
	ring  []death
	names []deathNames
	named []bool // names[i] says something
	known int    // how many of names do
}

type death struct {
	ref, by Ref
	op      uint64 // the operation << 16 | the kind << 8 | the cause
}

type deathNames struct{ label, name string }

// open makes room for what is to be remembered.
func (d *deathLog) open() {
	if d.ring == nil {
		d.ring, d.names = make([]death, remembered), make([]deathNames, remembered)
		d.named = make([]bool, remembered)
	}
}

// note remembers a death without a name.
func (d *deathLog) note(ref, by Ref, op uint64) {
	d.ring[d.n%remembered] = death{ref, by, op}
	d.n++
}

// record remembers that x dies of why. Names are written only where there is one
// to write or an older one to cover.
func (h *Heap) record(x uint32, why reason) {
	d := &h.deaths
	d.open()
	hd := &h.heads[x]
	i := d.n % remembered
	d.note(makeRef(x, hd.gen), why.by, h.ops<<16|uint64(hd.kind())<<8|uint64(why.cause))
	if named := hd.bits&hasLabel != 0 || why.name != ""; named || d.named[i] {
		if d.named[i] {
			d.known--
		}
		if named {
			d.known++
		}
		d.named[i], d.names[i] = named, deathNames{h.labels[x], why.name}
	}
}

// DeathOf is what the heap remembers of the death of r: the last 1,024 deaths.
// The second result is false for a live, an older or an unknown reference.
func (h *Heap) DeathOf(r Ref) (Death, bool) {
	d := &h.deaths
	for i := d.n; i > 0 && d.n-i < remembered; i-- {
		if e := &d.ring[(i-1)%remembered]; e.ref == r {
			n := d.names[(i-1)%remembered]
			return Death{
				Ref: r, Kind: Kind(e.op >> 8), Label: n.label,
				Cause: Cause(e.op), By: e.by, Name: n.name, Op: e.op >> 16,
			}, true
		}
	}
	return Death{}, false
}

// refError explains why r stands for no live object.
func (h *Heap) refError(r Ref) error {
	switch {
	case h.guard.Load()&guardOpen == 0:
		return ErrClosed
	case r == Nil:
		return ErrNil
	}
	x, gen := uint32(r), uint32(r>>32)
	e := &StaleError{Ref: r}
	if uint64(x) < uint64(len(h.heads)) && x != 0 && gen != 0 {
		now := h.heads[x].gen
		// A retired index has wrapped to 0: every generation was issued.
		e.Waiting = gen == now && h.inTeardown(x)
		e.Issued = now == 0 || gen < now || e.Waiting
	}
	if d, ok := h.DeathOf(r); ok {
		e.Death, e.Issued, e.Waiting = &d, true, false
	}
	return e
}

// inTeardown tells a zero count that waits for its storage to go back from an
// index on the free list.
func (h *Heap) inTeardown(x uint32) bool { return h.heads[x].kind() != 0 }
