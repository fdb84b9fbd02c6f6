package sqlvet

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// An origin is where text that is not constant comes from.
type origin struct {
	pos  token.Pos
	what string
}

// A question is what is asked of a value.
type question uint8

const (
	holds  question = iota // what may it be made of, and what may be written into it
	writes                 // what may be written into it
	filled                 // it holds the pointer that is asked about: who may fill that
)

// A state is one question about one value, in one calling context.
type state struct {
	node  any // ssa.Value or *types.Var, a field
	asks  question
	keys  bool       // of a map, ask the keys
	built bool       // something has been joined to it on the way
	loose bool       // an interface's value counts only when it is text
	kept  bool       // it was in a variable of the package on the way
	of    *types.Var // of another package's object, only this field counts
	ctx   *frame
}

// A frame is the call through which a walk came into a function, so that it leaves by
// the same one. Frames are interned: equal ones are one pointer.
type frame struct {
	frameKey
	args []ssa.Value
	at   *ssa.BasicBlock
}

type frameKey struct {
	up    *frame
	site  ssa.Instruction
	fn    *ssa.Function
	depth int
}

// maxDepth bounds the calling contexts. Below it, a walk no longer knows which call it
// came through, and looks at all of them.
const maxDepth = 6

// maxStates bounds one walk. What is not decided by then counts as not constant.
const maxStates = 60_000

// Facts are for importers, most of whom ask for none: a walk for one is given less, and
// all walks of a package together have an end. What they do not reach is not constant.
const (
	factStates    = 2_000
	packageStates = 200_000
)

func (p *program) enter(up *frame, site ssa.Instruction, fn *ssa.Function, args []ssa.Value) *frame {
	key := frameKey{up: up, site: site, fn: fn}
	if up != nil {
		key.depth = up.depth + 1
	}
	if key.depth > maxDepth {
		return nil
	}
	f := p.frames[key]
	if f == nil {
		f = &frame{key, args, site.Block()}
		p.frames[key] = f
	}
	return f
}

// A walk follows a value back to all that it may be made of.
type walk struct {
	*program
	seen  map[state]bool
	queue []state
	// taint is called with what is not constant; the walk ends when it says so.
	taint func(origin) (stop bool)
	// param is called when the walk leaves a function by a parameter and does not know
	// to where.
	param func(v *ssa.Parameter, s state)
	// field is called for fields that other packages may set.
	field func(f *types.Var, s state)
	guard bool // the walk is inside the judging of a guard
	limit int  // of states
	ended bool
}

func (p *program) newWalk() *walk {
	return &walk{
		program: p,
		limit:   maxStates,
		seen:    map[state]bool{},
		taint:   func(origin) bool { return true },
		param:   func(*ssa.Parameter, state) {},
		field:   func(*types.Var, state) {},
	}
}

func (w *walk) drain() {
	for len(w.queue) > 0 && !w.ended {
		s := w.queue[len(w.queue)-1]
		w.queue = w.queue[:len(w.queue)-1]
		if len(w.seen) > w.limit {
			w.blame(token.NoPos, "more than can be followed")
			return
		}
		switch n := s.node.(type) {
		case *types.Var:
			w.fieldContent(n, s)
		case ssa.Value:
			switch s.asks {
			case holds:
				if _, isVar := n.(*ssa.Global); isVar {
					s.kept = true
				}
				w.define(n, s)
				if shares(n.Type()) {
					w.push(n, nil, s.asking(writes))
				}
			case writes:
				w.written(n, s)
			case filled:
				w.filledBy(n, s)
			}
		}
	}
}

func (s state) asking(q question) state {
	s.asks = q
	return s
}

func (s state) joined() state {
	s.built = true
	return s
}

// push asks the question of s about another value, used in a block. Values that cannot
// be text, and those that a check above the block has found among constants, are well.
func (w *walk) push(v ssa.Value, at *ssa.BasicBlock, s state) {
	if v == nil || w.ended {
		return
	}
	if _, isConst := v.(*ssa.Const); isConst {
		return
	}
	if s.asks == holds {
		if iface, ok := v.Type().Underlying().(*types.Interface); ok && s.loose && !iface.Empty() {
			return
		}
		if !carries(v.Type()) && !byteOfString(v) || w.isTrusted(v.Type()) {
			return
		}
		if w.isConstantType(v.Type()) && !isConversion(v) {
			return // whatever makes one is looked at where it does
		}
		if at != nil && w.guarded(v, at) {
			return
		}
	}
	w.add(v, s)
}

func (w *walk) add(node any, s state) {
	s.node = node
	if !w.seen[s] {
		w.seen[s] = true
		w.queue = append(w.queue, s)
	}
}

func (w *walk) blame(pos token.Pos, what string) {
	if !w.ended && w.taint(origin{pos, what}) {
		w.ended = true
	}
}

// enterParam goes on at a parameter of a function that is called.
func (w *walk) enterParam(t target, i int, site ssa.Instruction, s state) {
	if i < len(t.fn.Params) {
		s.ctx = w.enter(s.ctx, site, t.fn, t.args)
		w.push(t.fn.Params[i], nil, s)
	}
}

// leave goes on at the argument that a parameter was given.
func (w *walk) leave(v *ssa.Parameter, s state) {
	i := paramIndex(v)
	if f := s.ctx; f != nil && f.fn == v.Parent() {
		s.ctx = f.up
		if i < len(f.args) {
			w.push(f.args[i], f.at, s)
		}
		return
	}
	if v.Parent().Parent() != nil && len(w.callers[v.Parent()]) == 0 && w.supplied(v, s) {
		return
	}
	w.param(v, s)
}

// supplied goes from a parameter of a function literal that another package calls to
// what that package has to give: the other arguments of the call that the literal is
// one of, as for strings.Map, or the iterator whose loop it is the body of.
func (w *walk) supplied(v *ssa.Parameter, s state) bool {
	fn := v.Parent()
	s.ctx = nil
	var uses []ssa.Instruction
	for _, mk := range w.closures[fn] {
		uses = append(uses, *mk.Referrers()...)
	}
	if refs := fn.Referrers(); refs != nil {
		uses = append(uses, *refs...)
	}
	done := false
	for _, use := range uses {
		if _, made := use.(*ssa.MakeClosure); made {
			continue
		}
		call, ok := use.(*ssa.Call)
		if !ok {
			return false
		}
		if iterator, ok := call.Call.Value.(*ssa.Call); ok {
			w.result(iterator, 0, s)
			done = true
			continue
		}
		found, _ := w.targets(call)
		for _, t := range found {
			if t.fn != nil || t.obj == nil || modelOf(t.obj) != passes {
				return false
			}
			for _, arg := range textArgs(t.args) {
				w.push(arg, call.Block(), s)
			}
			done = true
		}
	}
	return done
}
