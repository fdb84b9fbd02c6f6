package lesson

import (
	"context"
	"errors"
	"fmt"

	"underhood/gc"
)

// Outcome is one event in the oracle's form: a kind and its arguments, strings,
// numbers and truth values.
type Outcome []any

// player plays the operations of a program on a heap, as the oracle plays them
// on CPython. Its three tables of the oracle's (roots, weak references, saved
// objects) are names among the heap's globals.
type player struct {
	h *gc.Heap
	g *gc.Frame

	calls  []call            // functions entered, the innermost last
	skip   int               // calls that were not made, whose ends have not come yet
	names  map[gc.Ref]string // of live objects that say when they go
	plans  map[string][]Plan // finalizers, by the name of the object
	onDead map[string]Plan   // callbacks, by the name of the weak reference
	saved  []string          // what finalizers saved, oldest first
	bulk   []gc.Ref          // objects of "alloc" that were kept
	inside bool              // a collection runs
	defect error             // what should not have happened, in code the heap calls
	log    func(...any)      // takes the outcomes
	also   func(e gc.Event)  // sees every event of the heap, or nil
	full   func() bool       // says that enough has been heard, or nil
}

// errRaised is what a finalizer or callback panics with.
var errRaised = errors.New("ValueError")

// newPlayer makes a player with an empty heap, which collects as CPython does if no
// option says otherwise.
func newPlayer(log func(...any), also func(gc.Event), opts ...gc.Option) *player {
	p := &player{
		names:  make(map[gc.Ref]string),
		plans:  make(map[string][]Plan),
		onDead: make(map[string]Plan),
		log:    log,
		also:   also,
	}
	opts = append([]gc.Option{gc.WithCollector(gc.Trial)}, opts...)
	p.h = gc.New(append(opts, gc.WithHook(p.hear), gc.WithUnraisable(p.unraisable))...)
	p.g = p.h.Globals()
	return p
}

// hear turns events of the heap into outcomes.
func (p *player) hear(e gc.Event) {
	if p.also != nil {
		p.also(e)
	}
	switch e.Kind {
	case gc.EventClear, gc.EventDie:
		if name, ok := p.names[e.Obj]; ok {
			delete(p.names, e.Obj)
			p.log("free", name, p.phase())
		}
	case gc.EventStart:
		p.inside = true
		p.log("gc", "start", e.N)
	case gc.EventStop:
		p.inside = false
		p.log("gc", "stop", e.N, e.M, 0)
	}
}

func (p *player) unraisable(_ gc.Ref, v any) {
	if err, ok := v.(error); (!ok || !errors.Is(err, errRaised)) && p.defect == nil {
		p.defect = fmt.Errorf("lesson: %v", v)
	}
	p.log("unraisable", fmt.Sprint(v))
}

// phase is "gc" while a collection runs, else "rc" for reference counting.
func (p *player) phase() string {
	if p.inside {
		return "gc"
	}
	return "rc"
}

// play runs one operation.
func (p *player) play(o *Op) {
	if p.skipped(o) {
		return
	}
	if o.given["id"] && o.Op != "new" && !p.bound(o.ID) {
		p.log("err", o.Op, o.ID)
		return
	}
	run[o.Op](p, o)
}

// run is what each operation does.
var run map[string]func(*player, *Op)

func init() {
	run = map[string]func(*player, *Op){
		"new": (*player).create, "link": (*player).link, "unlink": (*player).unlink,
		"drop": (*player).drop, "take": (*player).take, "alloc": (*player).alloc, "release": (*player).release,
		"weakref": (*player).weakref, "wget": (*player).wget, "wdrop": (*player).wdrop,
		"fin": (*player).fin, "forget": (*player).forget,
		"collect": (*player).collect, "marksweep": (*player).marksweep,
		"enable": (*player).enable, "disable": (*player).disable, "threshold": (*player).threshold,
		"count": (*player).count, "stats": (*player).stats,
		"freeze": (*player).freeze, "unfreeze": (*player).unfreeze, "frozen": (*player).frozen,
		"debug": (*player).debug, "garbage": (*player).garbage, "ungarbage": (*player).ungarbage,
		"refcount": (*player).refcount, "tracked": (*player).tracked, "gen": (*player).generation,
		"bind": (*player).bind, "rebind": (*player).bind, "del": (*player).del,
		"call": (*player).call, "return": (*player).ret,
		"append": (*player).append, "remove": (*player).remove, "set": (*player).set,
	}
}

// Play runs a program and gives the outcomes of each operation. It stops early,
// with the context's error, when ctx is cancelled. Options make the heap another
// one than CPython's: with another collector, say.
func Play(ctx context.Context, program []Op, opts ...gc.Option) ([][]Outcome, error) {
	results := make([][]Outcome, len(program))
	i := 0
	p := newPlayer(func(v ...any) { results[i] = append(results[i], v) }, nil, opts...)
	defer func() { must(p.h.Close()) }()
	for i = range program {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p.play(&program[i])
		if p.defect != nil {
			return nil, &ProgramError{Op: i, Err: p.defect}
		}
	}
	return results, nil
}

// holding runs do while the operation owns references to its operands, as
// CPython's evaluation stack does: a callback that runs in the middle may drop
// the last name of one. They are given back in order. Where no callback can run
// nobody could tell, and the picture stays simple.
func (p *player) holding(callbacks bool, do func(), operands ...gc.Ref) {
	if !callbacks {
		do()
		return
	}
	for _, r := range operands {
		if r != gc.Nil {
			must(p.h.IncRef(r))
		}
	}
	do()
	for _, r := range operands {
		if r != gc.Nil {
			must(p.h.DecRef(r))
		}
	}
}

// watched says that finalizers or callbacks exist, so that code may run at a
// death or in a collection.
func (p *player) watched() bool { return len(p.plans) > 0 || len(p.onDead) > 0 }

// dies says that code may run when r loses a reference.
func (p *player) dies(r gc.Ref) bool {
	return p.watched() && r != gc.Nil && must1(p.h.RefCount(r)) == 1
}

// must is for heap operations whose arguments the player has checked: an error
// is a defect of the player.
func must(err error) {
	if err != nil {
		panic(fmt.Sprintf("lesson: %v", err))
	}
}

func must1[T any](v T, err error) T {
	must(err)
	return v
}
