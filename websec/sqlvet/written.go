package sqlvet

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// written goes from memory to what is written into it: by stores, through other names
// for it, by functions that get it.
func (w *walk) written(v ssa.Value, s state) {
	for _, instr := range w.referrers(v) {
		at := instr.Block()
		switch instr := instr.(type) {
		case *ssa.Store:
			if instr.Addr == v {
				w.push(instr.Val, at, s.asking(holds))
			} else if shares(v.Type()) {
				w.push(instr.Addr, at, s.asking(filled))
			}
		case *ssa.MapUpdate:
			switch {
			case instr.Map == v && s.keys:
				next := s.asking(holds)
				next.keys = false
				w.push(instr.Key, at, next)
			case instr.Map == v:
				w.push(instr.Value, at, s.asking(holds))
			default:
				w.push(instr.Map, at, s.asking(filled))
			}
		case *ssa.Send:
			if instr.Chan == v {
				w.push(instr.X, at, s.asking(holds))
			}
		case *ssa.Select:
			for _, st := range instr.States {
				if st.Chan == v && st.Send != nil {
					w.push(st.Send, at, s.asking(holds))
				}
			}
		case *ssa.IndexAddr:
			if instr.X == v {
				w.push(instr, at, s)
			}
		case *ssa.UnOp, *ssa.Lookup, *ssa.Extract, *ssa.Field:
			w.alias(instr, s)
		case *ssa.Phi, *ssa.Slice, *ssa.ChangeType, *ssa.Convert, *ssa.MultiConvert, *ssa.MakeInterface,
			*ssa.ChangeInterface, *ssa.TypeAssert, *ssa.SliceToArrayPointer:
			w.alias(instr, s)
		case *ssa.Range:
			w.push(instr, at, s)
		case *ssa.Next:
			w.push(instr, at, s)
		case *ssa.MakeClosure:
			w.intoClosure(instr, v, s)
		case ssa.CallInstruction:
			w.writtenByCall(instr, v, s)
		}
	}
}

// alias asks the same of another name for the memory.
func (w *walk) alias(instr ssa.Instruction, s state) {
	v, ok := instr.(ssa.Value)
	if !ok {
		return
	}
	if _, isTuple := v.Type().(*types.Tuple); isTuple || shares(v.Type()) {
		w.push(v, nil, s)
	}
}

func (w *walk) intoClosure(mk *ssa.MakeClosure, v ssa.Value, s state) {
	fn, ok := mk.Fn.(*ssa.Function)
	if !ok {
		return
	}
	s.ctx = nil
	for i, b := range mk.Bindings {
		if b == v && i < len(fn.FreeVars) && fn.Object() == nil {
			w.push(fn.FreeVars[i], nil, s)
		}
	}
}

// writtenByCall asks a call what it writes into an argument.
func (w *walk) writtenByCall(call ssa.CallInstruction, v ssa.Value, s state) {
	if b, ok := call.Common().Value.(*ssa.Builtin); ok {
		if args := call.Common().Args; b.Name() == "copy" && args[0] == v {
			w.push(args[1], call.Block(), s.asking(holds).joined())
		}
		return
	}
	found, known := w.targets(call)
	if !known && call.Common().IsInvoke() {
		c := call.Common()
		found = append(found, target{obj: c.Method, args: append([]ssa.Value{c.Value}, c.Args...)})
	}
	for _, t := range found {
		for i, arg := range t.args {
			if arg != v {
				continue
			}
			if t.fn != nil {
				w.enterParam(t, i, call, s)
			} else {
				w.foreignWrite(t, i, call, s)
			}
		}
	}
	if len(found) == 0 {
		w.blame(call.Pos(), "filled by a function that is not known")
	}
}

// foreignWrite judges what a function without a body writes into its argument i.
func (w *walk) foreignWrite(t target, i int, call ssa.CallInstruction, s state) {
	if t.obj == nil || readByLibrary(t.obj, i) || w.sets(t.obj, s) || w.trustedFunc(t.obj) {
		return
	}
	var fact funcFact
	if w.pass.ImportObjectFact(t.obj, &fact) {
		if i >= len(fact.Writes) {
			return
		}
		if o := fact.Writes[i].Origin; o != "" {
			w.blame(call.Pos(), o+" ("+funcName(t.obj)+")")
		}
		for _, j := range fact.Writes[i].Params {
			for _, arg := range from(t, j) {
				if j != i {
					w.push(arg, call.Block(), s.asking(holds).joined())
				}
			}
		}
		return
	}
	switch effectOf(t.obj, i) {
	case fills:
		w.blame(call.Pos(), "filled by "+funcName(t.obj))
	case writesArgs:
		for j, arg := range formatted(t) {
			if next := s.asking(holds).joined(); arg != t.args[i] && !w.templateData(t, j, next) {
				w.push(arg, call.Block(), next)
			}
		}
		if c, ok := call.(*ssa.Call); ok && shares(c.Type()) {
			w.push(c, nil, s) // bufio.NewWriter(&b) is another name for b
		}
	case reads:
	}
}

// filledBy follows something that holds a pointer, for those who read the pointer out
// of it and write through it.
func (w *walk) filledBy(v ssa.Value, s state) {
	switch a := v.(type) {
	case *ssa.IndexAddr:
		w.push(a.X, nil, s)
	case *ssa.FieldAddr:
		if w.ours(fieldOf(a.X.Type(), a.Field)) {
			for _, other := range w.fields[fieldOf(a.X.Type(), a.Field)] {
				w.push(other, nil, s.asking(filled))
			}
		}
	}
	for _, instr := range w.referrers(v) {
		switch instr := instr.(type) {
		case *ssa.UnOp:
			if shares(instr.Type()) {
				w.push(instr, nil, s.asking(writes))
			}
		case *ssa.Slice:
			w.push(instr, nil, s)
		case *ssa.MakeInterface:
			w.push(instr, nil, s)
		case *ssa.Phi:
			w.push(instr, nil, s)
		case *ssa.IndexAddr:
			if instr.X == v {
				w.heldElement(instr, s)
			}
		case ssa.CallInstruction:
			w.filledCall(instr, v, s)
		}
	}
}

// heldElement looks at the readers of a container's elements.
func (w *walk) heldElement(addr *ssa.IndexAddr, s state) {
	for _, instr := range w.referrers(addr) {
		if load, ok := instr.(*ssa.UnOp); ok && shares(load.Type()) {
			w.push(load, nil, s.asking(writes))
		}
	}
}

// filledCall looks at who gets a container of pointers, as Scan does.
func (w *walk) filledCall(call ssa.CallInstruction, v ssa.Value, s state) {
	if b, ok := call.Common().Value.(*ssa.Builtin); ok {
		if c, isCall := call.(*ssa.Call); isCall && b.Name() == "append" {
			w.push(c, nil, s)
		}
		return
	}
	found, known := w.targets(call)
	if !known && call.Common().IsInvoke() {
		c := call.Common()
		found = append(found, target{obj: c.Method, args: append([]ssa.Value{c.Value}, c.Args...)})
	}
	for _, t := range found {
		for i, arg := range t.args {
			switch {
			case arg != v, t.obj != nil && readByLibrary(t.obj, i):
			case t.fn != nil:
				w.enterParam(t, i, call, s)
			case t.obj != nil && effectOf(t.obj, i) == fills && fillsByName(t.obj):
				w.blame(call.Pos(), "filled by "+funcName(t.obj))
			case t.obj != nil && effectOf(t.obj, i) == writesArgs:
				if c, ok := call.(*ssa.Call); ok && shares(c.Type()) {
					w.push(c, nil, s.asking(writes)) // io.MultiWriter(&b, w)
				}
			}
		}
	}
}
